// A mute: one category or one store she does not want to hear from, for good or for a while.
import * as z from 'zod';
import { authoredId, epochMilliseconds, label } from './identifier.ts';
import { storedObject } from './stored.ts';

/** `PUT /v1/mutes`: one category or one geofence. */
export const muteRequest = z
  .strictObject({
    category: label.optional(),
    geofenceId: authoredId.optional(),
    /** False ends the mute. */
    muted: z.boolean().default(true),
    /** Absent: until it is ended. */
    until: epochMilliseconds.optional(),
  })
  .refine(
    ({ category, geofenceId }) => (category === undefined) !== (geofenceId === undefined),
    'name a category or a geofenceId, not both',
  );
export type MuteRequest = z.infer<typeof muteRequest>;

export const mute = storedObject({
  category: z.string().optional(),
  geofenceId: z.string().optional(),
  until: epochMilliseconds.optional(),
});
export type Mute = z.infer<typeof mute>;

/** So many mutes may hold at a time. */
export const maxMutes = 40;
