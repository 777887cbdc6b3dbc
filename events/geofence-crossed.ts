// Amazon Location's "Location Geofence Event" as Ravn takes it: what infra/geofence-mirror.ts lets through of it, which is not the position.
import * as z from 'zod';

export const geofenceCrossed = z.strictObject({
  /** EventBridge's id of the event; a repeated delivery has the same. */
  id: z.string().min(1).max(100),
  type: z.enum(['ENTER', 'EXIT']),
  geofenceId: z.string(),
  /** The tracker's device: the customer (shared/core/decide/cross.ts). */
  deviceId: z.string(),
  sampledAt: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
});
