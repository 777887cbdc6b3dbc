// A tally: what is to be added to the counts of an offer and day, and those counts. Neither names a customer or holds a coordinate.
import * as z from 'zod';
import { storedObject } from './stored.ts';
import { day } from './trial.ts';

/** By the names of `shared/core/uplift/tallies.ts`. */
const counts = z.record(z.string(), z.int());

export const tally = storedObject({
  /** Derived from what is counted: the same id is the same thing, told again. */
  id: z.string(),
  offerId: z.string(),
  day,
  counts,
});
export type Tally = z.infer<typeof tally>;

/** What the tally queue carries: all that one decision, end or outcome adds. */
export const tallyMessage = storedObject({ tallies: z.array(tally) });

/** The counts of one offer and day, as stored. */
export const dayCounts = storedObject({
  offerId: z.string(),
  day,
  /** Counts up with every write; a write holds only if nobody wrote in between. */
  version: z.int().min(1),
  counts,
  /** The last tallies that are in it, eight characters each, the newest last. */
  counted: z.string(),
});
export type DayCounts = z.infer<typeof dayCounts>;
