// Verifying a receipt of an erasure: by anybody, with the public key alone.
import { compactVerify, importJWK, type JWK } from 'jose';
import { type Receipt, receipt } from '../../model/erasure.ts';
import { receiptType } from './seal.ts';

/** What the receipt says, if that key has signed it and nothing was changed. Throws if not. */
export async function verifyReceipt(jws: string, publicKey: JWK): Promise<Receipt> {
  const key = await importJWK(publicKey, 'EdDSA');
  const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: ['EdDSA'] });
  if (protectedHeader.typ !== receiptType)
    throw new Error(`this is a ${protectedHeader.typ}, no receipt of an erasure`);
  return receipt.parse(JSON.parse(Buffer.from(payload).toString()));
}
