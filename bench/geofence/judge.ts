// Who is right: Karney's geodesics for circles, whole numbers for polygons, each by looking at everything that may matter.
import geodesic from 'geographiclib-geodesic';
import type { Position } from '../../shared/model/geofence.ts';
import type { Match } from './peers.ts';
import type { Circle, Fence } from './world.ts';

const wgs84 = geodesic.Geodesic.WGS84;

export interface Verdict {
  asked: number;
  /** Answers that hold or leave out a geofence they should not, and how far its edge was at the worst, metres. */
  wrong: number;
  worstMetres: number;
}

/** Places within a metre of the rim of circles, on both sides, 1.1 cm and farther from it. */
export function rimPlaces(circles: readonly Circle[], count: number, random: () => number): Float64Array {
  const out = new Float64Array(count * 2);
  for (let i = 0; i < count; i++) {
    const { shape } = circles[Math.floor(random() * circles.length)]!;
    const off = 10 ** (-1.95 + 1.95 * random()) * (i % 2 === 0 ? 1 : -1);
    const end = wgs84.Direct(shape.center[1], shape.center[0], 360 * random(), shape.radiusMetres + off);
    out.set([end.lon2!, end.lat2!], i * 2);
  }
  return out;
}

/** Wrong is what is wrong by more than `toleranceMetres`. */
export function judgeCircles(
  match: Match,
  circles: readonly Circle[],
  asked: Float64Array,
  toleranceMetres: number,
): Verdict {
  const numbers = Float64Array.from(circles.flatMap(({ shape }) => [...shape.center, shape.radiusMetres]));
  const verdict: Verdict = { asked: asked.length / 2, wrong: 0, worstMetres: 0 };
  for (let q = 0; q < asked.length; q += 2) {
    const [lng, lat] = [asked[q]!, asked[q + 1]!];
    const answer = new Set(match(lng, lat));
    const width = 0.006 / Math.cos((lat * Math.PI) / 180);
    let expected = 0;
    for (let i = 0; i < circles.length; i++) {
      // 0.006° of latitude are 667 m
      if (Math.abs(numbers[i * 3 + 1]! - lat) > 0.006 || Math.abs(numbers[i * 3]! - lng) > width) continue;
      const signed = wgs84.Inverse(lat, lng, numbers[i * 3 + 1]!, numbers[i * 3]!).s12! - numbers[i * 3 + 2]!;
      const said = answer.delete(circles[i]!.id);
      if (said === signed <= 0) continue;
      expected = Math.max(expected, Math.abs(signed));
    }
    if (answer.size > 0) expected = Number.POSITIVE_INFINITY;
    if (expected > toleranceMetres) verdict.wrong++;
    verdict.worstMetres = Math.max(verdict.worstMetres, expected);
  }
  return verdict;
}

/** Corners of polygons, places on level with them, and middles of edges: where rays and signs go wrong. */
export function edgePlaces(fences: readonly Fence[], count: number, random: () => number): Float64Array {
  const out = new Float64Array(count * 2);
  for (let i = 0; i < count; i++) {
    const ring = ringsOf(fences[Math.floor(random() * fences.length)]!)[0]!;
    const at = Math.floor(random() * (ring.length - 1));
    const [[x1, y1], [x2, y2]] = [ring[at]!, ring[at + 1]!];
    const middle: Position = [
      Math.round(((x1 + x2) / 2) * 2 ** 30) / 2 ** 30,
      Math.round(((y1 + y2) / 2) * 2 ** 30) / 2 ** 30,
    ];
    out.set([ring[at]!, middle, [ring[(at + 3) % (ring.length - 1)]![0], y1] as Position][i % 3]!, i * 2);
  }
  return out;
}

const ringsOf = ({ shape }: Fence): Position[][] =>
  shape.type === 'Circle' ? [] : shape.type === 'Polygon' ? shape.coordinates : shape.coordinates.flat();

/** Even-odd in whole numbers, the boundary inside; coordinates are multiples of 2⁻³⁰ degrees. */
export function judgePolygons(match: Match, fences: readonly Fence[], asked: Float64Array): Verdict {
  const boxes = fences.map((fence) => {
    const corners = ringsOf(fence).flat();
    const lngs = corners.map(([lng]) => lng);
    const lats = corners.map(([, lat]) => lat);
    return [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)] as const;
  });
  const verdict: Verdict = { asked: asked.length / 2, wrong: 0, worstMetres: 0 };
  for (let q = 0; q < asked.length; q += 2) {
    const [lng, lat] = [asked[q]!, asked[q + 1]!];
    const expected = fences.filter((fence, i) => {
      const [west, south, east, north] = boxes[i]!;
      return lng >= west && lng <= east && lat >= south && lat <= north && holds(fence, lng, lat);
    });
    const wanted = expected.map(({ id }) => id).sort();
    if (match(lng, lat).toSorted().join() !== wanted.join()) verdict.wrong++;
  }
  return verdict;
}

const whole = (degrees: number) => BigInt(degrees * 2 ** 30);

function holds(fence: Fence, lng: number, lat: number): boolean {
  const [x, y] = [whole(lng), whole(lat)];
  let inside = false;
  for (const ring of ringsOf(fence)) {
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay] = [whole(ring[i - 1]![0]) - x, whole(ring[i - 1]![1]) - y];
      const [bx, by] = [whole(ring[i]![0]) - x, whole(ring[i]![1]) - y];
      const cross = ax * by - ay * bx;
      if (cross === 0n && ax * bx + ay * by <= 0n) return true;
      if (ay > 0n !== by > 0n && cross > 0n === by > ay) inside = !inside;
    }
  }
  return inside;
}
