// `npm run erasure-keys`: the public keys of the erasure secret, to be published; and the secret with a key added to it.
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { erasureKeysFrom } from '../shared/adapters/jose/seal.ts';

const usage = `npm run --silent erasure-keys [-- --add]
  (nothing)   prints the public keys as a JWK set: what you publish, for whoever wants to verify a receipt
  --add       prints the secret with a new key before those it has: what is put into Secrets Manager in its place
The erasure secret is expected in ERASURE_SECRET. How a key is rotated: docs/security.md.
Exit code: 0 done, 2 not understood.`;

/** Lambda's environment holds 4 KB: with 65 characters a key, there is room for the rest beside these. */
const mostKeys = 32;

try {
  const { values } = parseArgs({ options: { add: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) console.log(usage);
  else await run(values.add);
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`);
  process.exitCode = 2;
}

async function run(add = false): Promise<void> {
  const secret = process.env.ERASURE_SECRET?.trim();
  if (!secret) throw new Error('ERASURE_SECRET is not set');
  const keys = erasureKeysFrom(secret);
  console.error(`keys, the one in use first: ${keys.map(({ id }) => id).join(', ')}`);
  if (!add) {
    console.log(JSON.stringify({ keys: await Promise.all(keys.map((key) => key.publicKey())) }, null, 2));
    return;
  }
  if (keys.length >= mostKeys) throw new Error(`there are ${keys.length} keys, and room for no more`);
  console.log(`${randomBytes(32).toString('hex')},${secret}`);
}
