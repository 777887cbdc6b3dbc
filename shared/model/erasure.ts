// Erasure: what stays of a customer who has gone, and what she is handed.
import * as z from 'zod';
import { epochMilliseconds } from './identifier.ts';
import { keptMs } from './retention.ts';
import { storedObject } from './stored.ts';

/** How many items went, by kind. */
export const erasedCounts = z.record(z.string(), z.int().min(0));
export type ErasedCounts = z.infer<typeof erasedCounts>;

/** Lies under a keyed hash of the customer's id, which it does not hold; before the hash stands the id of the key. */
export const tombstone = storedObject({
  erasedAt: epochMilliseconds,
  /** What was found when the erasure began. */
  counts: erasedCounts.optional(),
  /** When she was closed: from here nobody who reads finds her. */
  closedAt: epochMilliseconds.optional(),
  /** When the last look found that nothing is left. */
  settledAt: epochMilliseconds.optional(),
});
export type Tombstone = z.infer<typeof tombstone>;

/** What the erasure queue carries: the one place that names her until the last look. */
export const erasureMessage = storedObject({ customerId: z.string(), erasedAt: epochMilliseconds });
export type ErasureMessage = z.infer<typeof erasureMessage>;

/**
 * When the last look is taken, after the first. Whoever read her before has written by then or died: functions run a
 * minute at most, an event on the bus is handed over for 10 at most (infra/undelivered.ts). SQS holds a message back so long.
 */
export const settleAfterMs = 15 * 60_000;

/** After the last look, before somebody new may come by the same id: longer than a function that still deletes may run. */
export const restAfterMs = 60_000;

/** What the receipt says, and its signature covers. Epoch milliseconds. */
export const receipt = z.object({
  /** The keyed hash of the customer's id: who holds the key can tell whose receipt it is, nobody else. */
  subject: z.string(),
  erasedAt: epochMilliseconds,
  counts: erasedCounts,
  /** From here on no item of hers is left, whatever was under way. */
  goneBy: epochMilliseconds,
  /** From here on no backup, queue or dead letter holds anything of hers either. */
  backupsGoneBy: epochMilliseconds,
});
export type Receipt = z.infer<typeof receipt>;

/** The receipt of a tombstone: the same whenever it is written. */
export function receiptOf(subject: string, { erasedAt, closedAt = erasedAt, counts = {} }: Tombstone): Receipt {
  // An hour for the last look to be taken late.
  const goneBy = closedAt + settleAfterMs + 60 * 60_000;
  return { subject, erasedAt, counts, goneBy, backupsGoneBy: goneBy + keptMs.backup };
}
