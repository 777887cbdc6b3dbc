// The seal: what is done with the keys that only Ravn holds. One of them is in use; former ones are still recognised.
import type { Receipt } from '../model/erasure.ts';

export interface Seal {
  /** The keyed hashes that may stand for a customer's id where the id itself may not be kept: first the one to write under, then those of former keys. */
  subjectsOf(customerId: string): readonly [string, ...string[]];
  /** Whether the key that made this hash is held. Where it is not, nobody is recognised by it. */
  recognises(subject: string): boolean;
  /** The receipt, signed with the key that made its subject: a compact JWS. The same text for the same receipt, whatever was rotated since. Throws where that key is not held. */
  sign(receipt: Receipt): Promise<string>;
  /** With which anybody can verify a receipt of this subject: a JWK. Throws where its key is not held. */
  publicKeyOf(subject: string): Promise<Record<string, unknown>>;
}
