// The world: what a decision may read besides the customer. The catalogue in force, opened for fast questions, and the propensity model.
import type { CatalogueSnapshot, GeofenceDetails, VersionedOffer } from '../../model/catalogue.ts';
import { type GeofenceIndex, openGeofences } from '../geo/index.ts';
import type { OpenModel } from '../propensity/published.ts';

export interface World {
  catalogue: Catalogue;
  /** Absent before the first was published. */
  model?: OpenModel;
  /** How many candidates a decision records, where that is more than a customer's item bears: in a replay, which stores none. */
  mostRecorded?: number;
}

export interface Catalogue {
  version: number;
  index: GeofenceIndex;
  geofence(id: string): GeofenceDetails | undefined;
  geofences(): Iterable<GeofenceDetails>;
  offer(id: string): VersionedOffer | undefined;
  offers(): Iterable<VersionedOffer>;
  hasExclusions: boolean;
  /** The excluded places whose edge is at most so far away (negative inside), metres. Nothing is searched where there are none. */
  exclusionsWithin(lng: number, lat: number, metres: number): { id: string; metres: number }[];
  /** The offers written for a geofence, by its id or by one of its tags; each once. */
  offersAt(geofenceId: string): readonly VersionedOffer[];
}

/** Opens a published snapshot. Throws if its geofence bytes are damaged or foreign. */
export function openCatalogue(snapshot: CatalogueSnapshot): Catalogue {
  const geofences = new Map(snapshot.geofences.map((geofence) => [geofence.id, geofence]));
  const offers = new Map(snapshot.offers.map((offer) => [offer.id, offer]));
  const offersOfGeofence = groupBy(snapshot.offers, (offer) => offer.where.geofenceIds ?? []);
  const offersOfTag = groupBy(snapshot.offers, (offer) => offer.where.tags ?? []);
  const index = openGeofences(snapshot.geofenceBytes);
  const isExclusion = (id: string) => geofences.get(id)?.kind === 'exclusion';
  const hasExclusions = snapshot.geofences.some(({ id }) => isExclusion(id));
  const answered = new Map<string, readonly VersionedOffer[]>();

  return {
    version: snapshot.version,
    index,
    geofence: (id) => geofences.get(id),
    geofences: () => geofences.values(),
    offer: (id) => offers.get(id),
    offers: () => offers.values(),
    hasExclusions,
    exclusionsWithin: (lng, lat, metres) =>
      hasExclusions ? index.within(lng, lat, metres).filter(({ id }) => isExclusion(id)) : [],
    offersAt(geofenceId) {
      let found = answered.get(geofenceId);
      if (!found) {
        const tags = geofences.get(geofenceId)?.tags ?? [];
        found = [
          ...new Set([
            ...(offersOfGeofence.get(geofenceId) ?? []),
            ...tags.flatMap((tag) => offersOfTag.get(tag) ?? []),
          ]),
        ];
        answered.set(geofenceId, found);
      }
      return found;
    },
  };
}

function groupBy(offers: VersionedOffer[], keysOf: (offer: VersionedOffer) => string[]): Map<string, VersionedOffer[]> {
  const groups = new Map<string, VersionedOffer[]>();
  for (const offer of offers) {
    for (const key of keysOf(offer)) {
      const group = groups.get(key);
      if (group) group.push(offer);
      else groups.set(key, [offer]);
    }
  }
  return groups;
}
