// Fan-out: something other than a position changed at a place, and everybody who is there is to be asked again.
import * as z from 'zod';
import { epochMilliseconds } from './identifier.ts';
import { storedObject } from './stored.ts';

/** The most offers a message names as having come on; more come on at one place and minute hardly ever. */
export const maxTurned = 20;

/** The least a worker must know to answer; one that knows less loads first. */
const least = {
  /** The oldest catalogue that knows of the change. */
  catalogueVersion: z.int(),
  /** The oldest weather of its cell that knows of the change. */
  weatherVersion: z.int().optional(),
  /** The observations that changed, by their keys, and since when. */
  context: z.array(storedObject({ key: z.string(), observedAt: epochMilliseconds })).optional(),
};
export const leastKnown = storedObject(least);
export type LeastKnown = z.infer<typeof leastKnown>;

const question = {
  geofenceId: z.string(),
  /** The offers that came on. */
  turned: z.array(z.string()).max(maxTurned).optional(),
  ...least,
};

/** Asks for one customer who is present. */
export const fanOutMessage = storedObject({
  ...question,
  customerId: z.string(),
  /** `dwell`: not before `at`. */
  signal: storedObject({
    kind: z.enum(['time', 'dwell', 'weather', 'context']),
    id: z.string(),
    at: epochMilliseconds,
  }),
  /** Only for this stay: set where the question is whether she has not left since. */
  visit: z.int().min(1).optional(),
  /** When it was meant to be answered: what is later than that has waited in the queue. */
  dueAt: epochMilliseconds.optional(),
});
export type FanOutMessage = z.infer<typeof fanOutMessage>;

/** Asks for everybody at a place, page by page. */
export const placeQuestion = storedObject({
  ...question,
  signal: storedObject({ kind: z.enum(['time', 'weather', 'context']), id: z.string(), at: epochMilliseconds }),
  /** Absent where the round is yet to begin. */
  page: storedObject({
    shard: z.int().min(0),
    after: z.string().optional(),
    /** When the round began, and how many of this shard were asked before this page: what it is paced by. */
    begunAt: epochMilliseconds,
    ahead: z.int().min(0),
  }).optional(),
});
export type PlaceQuestion = z.infer<typeof placeQuestion>;
