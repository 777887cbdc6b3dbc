// The seal: from each erasure key one key that hashes customers' ids, and an Ed25519 key that signs receipts.
import { createHmac, createPrivateKey, createPublicKey, hkdfSync } from 'node:crypto';
import { CompactSign, calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import type { Seal } from '../../ports/seal.ts';

/** A private key of Ed25519 is any 32 bytes; this is what PKCS #8 puts before them (RFC 8410 §7). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** What a receipt's header says it is. */
export const receiptType = 'ravn-erasure-receipt+jws';

/** What parts the keys in the secret, and a key's id from the hash it made. No generated key holds either. */
const betweenKeys = ',';
const afterId = '.';

interface ErasureKey {
  /** Follows from the key, so that there is none to be given. */
  id: string;
  hash(customerId: string): string;
  publicKey(): Promise<JWK>;
  sign(payload: string): Promise<string>;
}

/**
 * @param secret the keys, the one in use first, with commas between them: at least 32 characters of chance each. Of a key
 * that is left out no tombstone is recognised and no receipt can be made again. Throws on a shorter one.
 */
export function erasureKeysFrom(secret: string): [ErasureKey, ...ErasureKey[]] {
  const [inUse, ...former] = secret.trim().split(betweenKeys).map(erasureKey);
  return [inUse!, ...former];
}

function erasureKey(key: string): ErasureKey {
  if (key.length < 32) throw new Error('an erasure key is shorter than 32 characters');
  const keyFor = (use: string, bytes: number) => Buffer.from(hkdfSync('sha256', key, '', `ravn/${use}/1`, bytes));
  const hashKey = keyFor('subject', 32);
  const signingKey = createPrivateKey({
    key: Buffer.concat([pkcs8, keyFor('receipt', 32)]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = async () => {
    const jwk = await exportJWK(createPublicKey(signingKey));
    return { ...jwk, alg: 'EdDSA', use: 'sig', kid: await calculateJwkThumbprint(jwk) };
  };
  return {
    id: keyFor('key-id', 4).toString('hex'),
    hash: (customerId) => createHmac('sha256', hashKey).update(customerId).digest('hex'),
    publicKey,
    async sign(payload) {
      const { kid } = await publicKey();
      return new CompactSign(Buffer.from(payload))
        .setProtectedHeader({ alg: 'EdDSA', typ: receiptType, kid })
        .sign(signingKey);
    },
  };
}

/** @param secret as `erasureKeysFrom` takes it. */
export function sealFrom(secret: string): Seal {
  const keys = erasureKeysFrom(secret);
  const first = keys.at(-1)!;
  const keyOf = (subject: string): ErasureKey | undefined => {
    // before there were ids there was one key
    if (!subject.includes(afterId)) return first;
    const [id] = subject.split(afterId);
    return keys.find((key) => key.id === id);
  };
  const heldKeyOf = (subject: string): ErasureKey => {
    const key = keyOf(subject);
    if (key) return key;
    throw new Error(
      `"${subject}" was made with an erasure key that is not held any more; held are ${keys.map(({ id }) => id).join(', ')}`,
    );
  };
  return {
    subjectsOf(customerId) {
      const [inUse, ...former] = keys.map(({ id, hash }) => `${id}${afterId}${hash(customerId)}`);
      return [inUse!, ...former, first.hash(customerId)];
    },
    recognises: (subject) => keyOf(subject) !== undefined,
    sign: async (receipt) => heldKeyOf(receipt.subject).sign(JSON.stringify(receipt)),
    publicKeyOf: async (subject) => ({ ...(await heldKeyOf(subject).publicKey()) }),
  };
}
