// The consent ledger: append-only, so that every consent can be shown later.
import type { ConsentEntry } from '../model/consent.ts';

export interface ConsentLedger {
  /** Appends an entry; the same entry (by id) twice is one. */
  append(entry: ConsentEntry): Promise<void>;
}
