// A fan-out message: asks again for one customer who is present, because something other than her position changed.
import * as z from 'zod';
import { epochMilliseconds } from './identifier.ts';
import { storedObject } from './stored.ts';

export const fanOutMessage = storedObject({
  customerId: z.string(),
  geofenceId: z.string(),
  signal: storedObject({ kind: z.enum(['time']), id: z.string(), at: epochMilliseconds }),
  /** The oldest catalogue that knows of the change; a worker with an older one loads first. */
  catalogueVersion: z.int(),
});
export type FanOutMessage = z.infer<typeof fanOutMessage>;
