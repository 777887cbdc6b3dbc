// Judges from outside: Karney's geodesics, exact integer geometry on a lattice, and shapes for both.
import fc from 'fast-check';
import geodesic from 'geographiclib-geodesic';
import type { Position, Shape } from '../../../shared/model/geofence.ts';

// a property that fails shrinks its example for as long as it is let
fc.configureGlobal({ interruptAfterTimeLimit: 30_000, markInterruptAsFailure: true });

const wgs84 = geodesic.Geodesic.WGS84;

export const geodesicMetres = (lng1: number, lat1: number, lng2: number, lat2: number): number =>
  wgs84.Inverse(lat1, lng1, lat2, lng2).s12!;

/** The place so many metres from another in a direction (degrees from north). */
export function walk(lng: number, lat: number, azimuth: number, metres: number): [number, number] {
  const end = wgs84.Direct(lat, lng, azimuth, metres);
  return [end.lon2!, end.lat2!];
}

/** Metres to a line straight in longitude and latitude: the best of 100 samples, refined by golden section. */
export function metresToEdge([x1, y1]: Position, [x2, y2]: Position, lng: number, lat: number): number {
  const at = (t: number) => geodesicMetres(lng, lat, x1 + t * (x2 - x1), y1 + t * (y2 - y1));
  const steps = 100;
  let best = 0;
  for (let i = 1; i <= steps; i++) if (at(i / steps) < at(best / steps)) best = i;
  let [low, high] = [Math.max(0, best - 1) / steps, Math.min(steps, best + 1) / steps];
  const ratio = (Math.sqrt(5) - 1) / 2;
  while (high - low > 1e-9) {
    const [a, b] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (at(a) < at(b)) high = b;
    else low = a;
  }
  return at((low + high) / 2);
}

export function metresToRings(rings: readonly Position[][], lng: number, lat: number): number {
  const edges = rings.flatMap((ring) => ring.slice(1).map((to, i) => metresToEdge(ring[i]!, to, lng, lat)));
  return Math.min(...edges);
}

/** Degrees on the lattice: all arithmetic on them, and on their cross products, is exact in 53 bits. */
export const step = 1 / 4;

/** Even-odd with the boundary inside, for coordinates on the lattice: crossings counted in integers, no predicate library. */
export function holdsOnLattice(rings: readonly Position[][], lng: number, lat: number): boolean {
  let crossings = 0;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay, bx, by] = [...ring[i - 1]!, ...ring[i]!].map((degrees, k) =>
        Math.round((degrees - (k % 2 ? lat : lng)) / (step / 2)),
      ) as [number, number, number, number];
      const cross = ax * by - ay * bx;
      if (cross === 0 && ax * bx + ay * by <= 0) return true;
      if (ay <= 0 !== by <= 0 && cross > 0 === by > ay) crossings++;
    }
  }
  return crossings % 2 === 1;
}

const lattice = (from: number, to: number) =>
  fc.integer({ min: Math.ceil(from / step), max: Math.floor(to / step) }).map((n) => n * step);

/** A star-shaped polygon on the lattice round (0, 0), within 4 degrees, sometimes with a square hole; not always valid. */
export const star: fc.Arbitrary<Position[][]> = fc
  .record({
    radii: fc.array(fc.double({ min: 0.5, max: 4, noNaN: true }), { minLength: 3, maxLength: 24 }),
    hole: fc.boolean(),
  })
  .map(({ radii, hole }) => {
    const ring = radii.map((radius, i): Position => {
      const angle = (i / radii.length) * 2 * Math.PI;
      return [
        Math.round((radius * Math.cos(angle)) / step) * step,
        Math.round((radius * Math.sin(angle)) / step) * step,
      ];
    });
    const square: Position[] = [
      [-step, -step],
      [-step, step],
      [step, step],
      [step, -step],
      [-step, -step],
    ];
    return hole ? [close(ring), square] : [close(ring)];
  });

const close = (ring: Position[]): Position[] => [...ring, ring[0]!];

/** Places at half lattice steps about the star: many fall on vertices and edges. */
export const nearStar = fc.tuple(lattice(-9, 9), lattice(-9, 9)).map(([x, y]): [number, number] => [x / 2, y / 2]);

export const moveRings = (rings: readonly Position[][], lng: number, lat: number): Position[][] =>
  rings.map((ring) => ring.map(([x, y]): Position => [x + lng, y + lat]));

export const aLng = fc.double({ min: -180, max: 180, noNaN: true });
export const aLat = fc.double({ min: -90, max: 90, noNaN: true });
export const anAzimuth = fc.double({ min: 0, max: 360, noNaN: true });

/** Metres from 1 to a bound, each order of magnitude as likely. */
export const metresUpTo = (most: number) =>
  fc.double({ min: 0, max: Math.log10(most), noNaN: true }).map((exponent) => 10 ** exponent);

export const circle = (lng: number, lat: number, radiusMetres: number): Shape => ({
  type: 'Circle',
  center: [lng, lat],
  radiusMetres,
});
export const polygon = (coordinates: Position[][]): Shape => ({ type: 'Polygon', coordinates });
