// The catalogue in two forms: what was authored, item by item, and the immutable snapshots made from it.
import type { CatalogueSnapshot, VersionedOffer } from '../model/catalogue.ts';
import type { Geofence } from '../model/geofence.ts';

export interface AuthoredCatalogue {
  /** Everything authored. Read through an index, so an item written a moment ago may be missing. */
  all(): Promise<{ geofences: Geofence[]; offers: VersionedOffer[] }>;
  putGeofences(geofences: Geofence[]): Promise<void>;
  putOffers(offers: VersionedOffer[]): Promise<void>;
  deleteGeofences(ids: string[]): Promise<void>;
  deleteOffers(ids: string[]): Promise<void>;
}

export interface Snapshots {
  /** The version in force, 0 before the first publication. Strongly consistent and cheap: one small item. */
  currentVersion(): Promise<number>;
  /** The snapshot in force; nothing before the first publication. */
  current(): Promise<CatalogueSnapshot | undefined>;
  /**
   * Stores a snapshot and makes it the one in force, provided the one in force is still the predecessor of
   * `snapshot.version`. False where another publication came first.
   */
  publish(snapshot: CatalogueSnapshot, publishedAt: number): Promise<boolean>;
}
