// The draft: an offer put into the catalogue in the place of the one in force, as if it had been launched.
import type { VersionedOffer } from '../../model/catalogue.ts';
import type { Offer } from '../../model/offer.ts';
import type { Assumption } from '../../model/simulation.ts';
import type { Catalogue } from '../decide/world.ts';

const dayMs = 86_400_000;

/** The geofences, other offers and version of the one in force; of the draft's id there is the draft alone. */
export function catalogueWith(catalogue: Catalogue, draft: VersionedOffer): Catalogue {
  const isFor = placesOf(draft, catalogue);
  const answered = new Map<string, readonly VersionedOffer[]>();
  return {
    ...catalogue,
    offer: (id) => (id === draft.id ? draft : catalogue.offer(id)),
    offersAt(geofenceId) {
      let found = answered.get(geofenceId);
      if (!found) {
        const inForce = catalogue.offersAt(geofenceId);
        const at = inForce.findIndex(({ id }) => id === draft.id);
        // In its own place: a choice at random goes by the order.
        if (!isFor(geofenceId)) found = at < 0 ? inForce : inForce.toSpliced(at, 1);
        else found = at < 0 ? [...inForce, draft] : inForce.with(at, draft);
        answered.set(geofenceId, found);
      }
      return found;
    },
  };
}

/** Whether an offer is written for a geofence, by its id or by one of its tags. */
export function placesOf({ where }: Pick<Offer, 'where'>, catalogue: Catalogue): (geofenceId: string) => boolean {
  const ids = new Set(where.geofenceIds);
  const tags = new Set(where.tags);
  return (id) => ids.has(id) || (catalogue.geofence(id)?.tags ?? []).some((tag) => tags.has(tag));
}

/** Names of geofences in the draft that the catalogue does not know. */
export function unknownPlaces({ where: { geofenceIds = [] } }: Pick<Offer, 'where'>, catalogue: Catalogue): string[] {
  return geofenceIds.filter((id) => !catalogue.geofence(id));
}

/**
 * The draft as it is tried: live, and without what the source cannot answer. Past decisions know the weather where an offer asked for it
 * then, and a draft that begins later is taken to have been on all the while; walkers and reports know no weather and no
 * context, and nothing turns while they are there.
 * @param now when it is tried.
 */
export function asTried(
  draft: Offer & Pick<VersionedOffer, 'segmentAudience'>,
  version: number,
  source: 'decisions' | 'sample' | 'reports',
  now: number,
): { offer: VersionedOffer; assumed: Assumption[] } {
  const live: VersionedOffer = { ...draft, state: 'live', version };
  if (source === 'decisions') {
    if (draft.startsAt <= now) return { offer: live, assumed: [] };
    const endsAt = now + Math.max(dayMs, draft.endsAt - draft.startsAt);
    return { offer: { ...live, startsAt: 0, endsAt }, assumed: ['dates'] };
  }
  const { weather, context, ...offer } = live;
  const waits = offer.on === 'present';
  return {
    offer: waits ? { ...offer, on: 'enter' } : offer,
    assumed: [
      ...(weather ? (['weather'] as const) : []),
      ...(context ? (['context'] as const) : []),
      ...(waits ? (['trigger'] as const) : []),
    ],
  };
}
