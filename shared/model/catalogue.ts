// The catalogue: every geofence and offer. As a file it is authored; compiled, it is an immutable, numbered snapshot.
import * as z from 'zod';
import { geofence, position } from './geofence.ts';
import { audience, type Offer, offer } from './offer.ts';
import { segment } from './segment.ts';

/** `catalogue.json`, as a team writes and uploads it. */
export const catalogueFile = z.strictObject({
  geofences: z.array(geofence),
  offers: z.array(offer),
  /** Where they are left out, those there are stay. */
  segments: z.array(segment).optional(),
});
export type CatalogueFile = z.infer<typeof catalogueFile>;

/** What a snapshot says of a geofence beside its compiled shape. */
export const geofenceDetails = geofence.omit({ shape: true }).extend({
  /** Holds the whole shape. Wider than an authored circle may be where a polygon is. */
  circle: z.strictObject({ center: position, radiusMetres: z.number().positive() }),
});
export type GeofenceDetails = z.infer<typeof geofenceDetails>;

/** A published snapshot as stored: the shapes compiled to bytes, everything else beside them. */
export interface CatalogueSnapshot {
  /** Counts up by one with every publication. */
  version: number;
  /** What `compileGeofences` made of the shapes. */
  geofenceBytes: Uint8Array;
  geofences: GeofenceDetails[];
  /** An offer's own `version` changes when and only when the offer changes; the claim compares it. */
  offers: VersionedOffer[];
}

/** An offer in force. `segmentAudience` is that of its segment, as it was at the publication: both audiences must hold. */
export const versionedOffer = offer.safeExtend({ version: z.int(), segmentAudience: audience.optional() });
export type VersionedOffer = Offer & { version: number; segmentAudience?: z.infer<typeof audience> };
