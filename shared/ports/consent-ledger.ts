// The consent ledger: append-only, so that every consent can be shown later.
import type { ConsentLine } from '../model/consent.ts';

export interface ConsentLedger {
  /** Appends a line; the same line (by id) twice is one, and stays as first appended. */
  append(line: ConsentLine): Promise<void>;
}
