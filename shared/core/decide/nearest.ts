// The nearest geofences of a kind that is asked for: the index does not know kinds, so more are fetched where others crowd.
import type { GeofenceDetails } from '../../model/catalogue.ts';
import type { Near } from '../geo/index.ts';
import type { Catalogue } from './world.ts';

/** The first `wanted` by signed distance that are allowed; ties in order of id. `others`: how many are likely not to be. */
export function nearestAllowed(
  { index, geofence }: Catalogue,
  at: { lng: number; lat: number },
  wanted: number,
  others: number,
  allowed: (details: GeofenceDetails) => boolean,
): Near[] {
  for (let count = wanted + others; ; count *= 4) {
    const nearest = index.nearest(at.lng, at.lat, count);
    const found = nearest.filter(({ id }) => {
      const details = geofence(id);
      return details !== undefined && allowed(details);
    });
    if (found.length >= wanted || nearest.length < count) {
      return found.sort((a, b) => a.metres - b.metres || (a.id < b.id ? -1 : 1)).slice(0, wanted);
    }
  }
}
