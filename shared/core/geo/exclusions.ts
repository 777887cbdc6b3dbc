// Excluded places and what lies too near them: a store that reaches into the buffer of one could never be entered there.
import type { Position, Shape } from '../../model/geofence.ts';
import { enclosingCircle } from './enclosing-circle.ts';
import { compileGeofences, openGeofences } from './index.ts';
import { polygonsOf } from './rings.ts';

interface Named {
  id: string;
  shape: Shape;
}

/**
 * Which of the geofences come within `bufferMetres` of an excluded place, each with the first such place. Exact where one
 * of the two is a circle; of two polygons, corners and points of the store's edges at most `stepMetres` apart are measured,
 * which misses nothing as long as the buffer is half of that or more: edges that cross have such a point near the crossing.
 */
export function tooNearExclusions(geofences: readonly Named[], exclusions: readonly Named[], bufferMetres: number) {
  const sound = new Map(exclusions.map((exclusion) => [exclusion.id, exclusion]));
  if (sound.size === 0) return [];
  const index = openGeofences(compileGeofences([...sound.values()]));
  return geofences.flatMap(({ id, shape }) => {
    const { center, radiusMetres } = enclosingCircle(shape);
    const near = index.within(center[0], center[1], radiusMetres + bufferMetres);
    const exclusion = near.find((place) => shape.type === 'Circle' || reaches(shape, sound.get(place.id)!.shape));
    return exclusion ? [{ geofenceId: id, exclusionId: exclusion.id }] : [];
  });

  function reaches(store: Shape, exclusion: Shape): boolean {
    const both = openGeofences(
      compileGeofences([
        { id: 'store', shape: store },
        { id: 'exclusion', shape: exclusion },
      ]),
    );
    const within = (of: string, [lng, lat]: Position, metres: number) => both.signedDistance(of, lng, lat) <= metres;
    if (exclusion.type === 'Circle') return within('store', exclusion.center, exclusion.radiusMetres + bufferMetres);
    const corners = polygonsOf(exclusion).flat(2);
    return (
      corners.some((corner) => within('store', corner, bufferMetres)) ||
      pointsAlong(store).some((point) => within('exclusion', point, bufferMetres))
    );
  }
}

const stepMetres = 1000;
/** Of a degree, at the most: of latitude, and of longitude at the equator. */
const metresPerDegree = 111_700;

function pointsAlong(shape: Shape): Position[] {
  return polygonsOf(shape)
    .flat()
    .flatMap((ring) =>
      ring.slice(1).flatMap((to, i) => {
        const from = ring[i]!;
        const steps = Math.ceil((Math.hypot(to[0] - from[0], to[1] - from[1]) * metresPerDegree) / stepMetres) || 1;
        return Array.from(
          { length: steps },
          (_, step): Position => [
            from[0] + ((to[0] - from[0]) * step) / steps,
            from[1] + ((to[1] - from[1]) * step) / steps,
          ],
        );
      }),
    );
}
