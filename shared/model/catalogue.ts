// The catalogue: every geofence and offer. As a file it is authored; compiled, it is an immutable, numbered snapshot.
import * as z from 'zod';
import { type Geofence, geofence } from './geofence.ts';
import { type Offer, offer } from './offer.ts';

/** `catalogue.json`, as a team writes and uploads it. */
export const catalogueFile = z.strictObject({ geofences: z.array(geofence), offers: z.array(offer) });
export type CatalogueFile = z.infer<typeof catalogueFile>;

/** A published snapshot as stored: the shapes compiled to bytes, everything else beside them. */
export interface CatalogueSnapshot {
  /** Counts up by one with every publication. */
  version: number;
  /** What `compileGeofences` made of the shapes. */
  geofenceBytes: Uint8Array;
  geofences: Omit<Geofence, 'shape'>[];
  /** An offer's own `version` changes when and only when the offer changes; the claim compares it. */
  offers: VersionedOffer[];
}

export type VersionedOffer = Offer & { version: number };
