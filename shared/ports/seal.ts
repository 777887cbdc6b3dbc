// The seal: what is done with the secret that only Ravn holds.
import type { Receipt } from '../model/erasure.ts';

export interface Seal {
  /** The keyed hash that stands for a customer's id where the id itself may not be kept. */
  subjectOf(customerId: string): string;
  /** The receipt, signed: a compact JWS. The same text for the same receipt. */
  sign(receipt: Receipt): Promise<string>;
  /** With which anybody can verify it: a JWK. */
  publicKey(): Promise<Record<string, unknown>>;
}
