// Verifying a receipt of an erasure: by anybody, with the published keys alone.
import { compactVerify, decodeProtectedHeader, importJWK, type JWK } from 'jose';
import { type Receipt, receipt } from '../../model/erasure.ts';
import { receiptType } from './seal.ts';

/**
 * What the receipt says, if a published key has signed it and nothing was changed. Throws if not.
 * @param published a key, or all of them as a JWK set: former keys go on standing in it
 */
export async function verifyReceipt(jws: string, published: JWK | { keys: JWK[] }): Promise<Receipt> {
  const { kid = '(none)' } = decodeProtectedHeader(jws);
  const keys = 'keys' in published ? (published.keys as JWK[]) : [published];
  const named = keys.find((key) => key.kid === kid);
  if (!named) throw new Error(`it names the key ${kid}, which is not among those published`);
  const { payload, protectedHeader } = await compactVerify(jws, await importJWK(named, 'EdDSA'), {
    algorithms: ['EdDSA'],
  });
  if (protectedHeader.typ !== receiptType)
    throw new Error(`this is a ${protectedHeader.typ}, no receipt of an erasure`);
  return receipt.parse(JSON.parse(Buffer.from(payload).toString()));
}
