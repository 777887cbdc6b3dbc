// A fan-out message: asks again for one customer who is present, because something other than her position changed.
import * as z from 'zod';
import { epochMilliseconds } from './identifier.ts';
import { storedObject } from './stored.ts';

/** The most offers a message names as having come on; more come on at one place and minute hardly ever. */
export const maxTurned = 20;

export const fanOutMessage = storedObject({
  customerId: z.string(),
  geofenceId: z.string(),
  /** `dwell`: not before `at`. */
  signal: storedObject({ kind: z.enum(['time', 'dwell', 'weather']), id: z.string(), at: epochMilliseconds }),
  /** Only for this stay: set where the question is whether she has not left since. */
  visit: z.int().min(1).optional(),
  /** The offers that came on. */
  turned: z.array(z.string()).max(maxTurned).optional(),
  /** The oldest catalogue that knows of the change; a worker with an older one loads first. */
  catalogueVersion: z.int(),
  /** The oldest weather of its cell that knows of the change. */
  weatherVersion: z.int().optional(),
});
export type FanOutMessage = z.infer<typeof fanOutMessage>;
