// Tombstones: that somebody has been erased, without saying who. `subject` is the keyed hash of her id.
import type { ErasedCounts, Tombstone } from '../model/erasure.ts';

export interface Tombstones {
  /** Strongly consistent. */
  read(subject: string): Promise<Tombstone | undefined>;
  /** Puts a tombstone. One that is newer stays, and one whose erasure is still under way. Returns the one in force. */
  put(subject: string, erasedAt: number): Promise<Tombstone>;
  /** Notes what was found, or when she was closed, unless that has been noted. Returns the one in force. */
  note(subject: string, erasedAt: number, noted: { counts: ErasedCounts } | { closedAt: number }): Promise<Tombstone>;
  /** Notes that nothing is left; nothing where another erasure has begun since. */
  settle(subject: string, erasedAt: number, at: number): Promise<void>;
}

/** A second place for them, so that they outlive a table that has to be restored. */
export interface TombstoneArchive {
  keep(subject: string, erasedAt: number): Promise<void>;
}

export interface KeptTombstones {
  /** Every one ever kept; a subject that came back and went again comes several times. */
  all(): AsyncIterable<{ subject: string; erasedAt: number }>;
}
