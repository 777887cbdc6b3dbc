// The seal: from one secret a key that hashes customers' ids, and an Ed25519 key that signs receipts.
import { createHmac, createPrivateKey, createPublicKey, hkdfSync } from 'node:crypto';
import { CompactSign, calculateJwkThumbprint, exportJWK } from 'jose';
import type { Seal } from '../../ports/seal.ts';

/** A private key of Ed25519 is any 32 bytes; this is what PKCS #8 puts before them (RFC 8410 §7). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** What a receipt's header says it is. */
export const receiptType = 'ravn-erasure-receipt+jws';

/**
 * @param secret at least 32 characters of chance. With another secret no tombstone is recognised any more: it is not to be changed.
 * Throws on a shorter one.
 */
export function sealFrom(secret: string): Seal {
  if (secret.length < 32) throw new Error('the erasure secret is shorter than 32 characters');
  const keyFor = (use: string) => Buffer.from(hkdfSync('sha256', secret, '', `ravn/${use}/1`, 32));
  const hashKey = keyFor('subject');
  const signingKey = createPrivateKey({
    key: Buffer.concat([pkcs8, keyFor('receipt')]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = async () => {
    const jwk = await exportJWK(createPublicKey(signingKey));
    return { ...jwk, alg: 'EdDSA', use: 'sig', kid: await calculateJwkThumbprint(jwk) };
  };
  return {
    subjectOf: (customerId) => createHmac('sha256', hashKey).update(customerId).digest('hex'),
    async sign(receipt) {
      const { kid } = await publicKey();
      return new CompactSign(Buffer.from(JSON.stringify(receipt)))
        .setProtectedHeader({ alg: 'EdDSA', typ: receiptType, kid })
        .sign(signingKey);
    },
    publicKey,
  };
}
