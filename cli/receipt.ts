// `npm run receipt`: whether a receipt of an erasure is genuine, and what it says. Needs the public key alone.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { verifyReceipt } from '../shared/adapters/jose/verify-receipt.ts';

const usage = `npm run receipt -- <file> --key <key.json>
  <file>             the receipt: a JWS, or the whole answer of DELETE /v1/me
  --key <key.json>   the public key as a JWK, or all of them as a JWK set (npm run erasure-keys): as you have published them, not as it came with the receipt
Exit code: 0 genuine, 1 not, 2 not understood.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { key: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [file] = positionals;
  if (!file || !values.key) throw new Error('a file and --key are needed');
  const text = readFileSync(file, 'utf8').trim();
  const jws = text.startsWith('{') ? (JSON.parse(text) as { receipt: string }).receipt : text;
  const key = JSON.parse(readFileSync(values.key, 'utf8'));
  try {
    const { subject, erasedAt, counts, goneBy, backupsGoneBy } = await verifyReceipt(jws, key);
    const day = (at: number) => new Date(at).toISOString();
    console.log(
      `genuine: ${subject}\nerased ${day(erasedAt)}, nothing left by ${day(goneBy)}, nor in backups by ${day(backupsGoneBy)}`,
    );
    for (const [kind, count] of Object.entries(counts)) console.log(`${String(count).padStart(8)} ${kind}`);
    return 0;
  } catch (error) {
    console.error(`not genuine: ${(error as Error).message}`);
    return 1;
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`);
  process.exitCode = 2;
}
