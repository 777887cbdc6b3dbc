// A place against the edges of a polygon: on which side it lies, exactly, and how far the boundary is.
import { orient2d } from 'robust-predicates';
import { distanceMetres, leastSquaredMetres, toCartesian } from './geodesic.ts';

/**
 * 1 inside, 0 on the boundary, −1 outside. Edges are [lng1, lat1, lng2, lat2] from `first` to before `last` (counted in edges),
 * straight in longitude and latitude (RFC 7946 §3.1.1), in any order: even-odd rule, with exact signs (Shewchuk 1997).
 */
export function locate(edges: ArrayLike<number>, first: number, last: number, x: number, y: number): -1 | 0 | 1 {
  let inside = false;
  for (let edge = first; edge < last; edge++) {
    const met = rayMeets(edges, edge, x, y);
    if (met === onEdge) return 0;
    if (met === crossing) inside = !inside;
  }
  return inside ? 1 : -1;
}

export const missing = 0;
export const crossing = 1;
export const onEdge = 2;

/** Whether the ray from a place to the east crosses an edge, or the place lies on it. An end counts as below the ray. */
export function rayMeets(edges: ArrayLike<number>, edge: number, x: number, y: number): 0 | 1 | 2 {
  const i = edge * 4;
  const y1 = edges[i + 1]!;
  const y2 = edges[i + 3]!;
  if ((y1 > y && y2 > y) || (y1 < y && y2 < y)) return missing;
  const x1 = edges[i]!;
  const x2 = edges[i + 2]!;
  if (x1 < x && x2 < x) return missing;
  const crosses = y1 > y !== y2 > y;
  if (x1 > x && x2 > x) return crosses ? crossing : missing;
  if (y1 === y2) return onEdge;
  const side = orient2d(x1, y1, x2, y2, x, y);
  if (side === 0) return onEdge;
  // robust-predicates counts left of an upward edge as negative
  return crosses && side < 0 === y2 > y1 ? crossing : missing;
}

/** Longer edges are looked at in pieces: a straight line in degrees bends by at most 1° on the earth over half a degree. */
const pieceDegrees = 0.5;
/** How far a piece may stray from its chord, as a share of its length: 1° of bend gives at most .0044, the earth's own curve .001. */
const strayShare = 0.01;

const here = new Float64Array(3);
const from = new Float64Array(3);
const to = new Float64Array(3);
const probe = new Float64Array(3);

/**
 * Metres to the nearest point of the edges. Searched by straight-line distance through the earth, which to 50 km picks
 * the geodesic's nearest point to well under 1 cm of distance, and measured along the geodesic. Edges whose box lies
 * farther than what is found are passed over; the search starts with the edge whose box is nearest.
 */
export function boundaryMetres(edges: Float64Array, first: number, last: number, lng: number, lat: number): number {
  toCartesian(lng, lat, here);
  const cosLat = Math.cos((lat * Math.PI) / 180);
  best = Number.POSITIVE_INFINITY;
  let start = first;
  let least = Number.POSITIVE_INFINITY;
  for (let edge = first; edge < last; edge++) {
    const bound = leastSquaredToEdge(edges, edge, lng, lat, cosLat);
    if (bound >= least) continue;
    least = bound;
    start = edge;
  }
  searchEdge(edges, start);
  for (let edge = first; edge < last; edge++) {
    if (edge === start) continue;
    // a bound of ways against the square of a chord: (way/chord)² is at most 1 + 1.5 (chord/2R)²
    if (leastSquaredToEdge(edges, edge, lng, lat, cosLat) <= best * (1 + best * 1e-14)) searchEdge(edges, edge);
  }
  return distanceMetres(lng, lat, bestLng, bestLat);
}

/** `leastSquaredMetres` to the box of an edge. Cosine falls by at most a radian per radian, which spares one for each edge. */
function leastSquaredToEdge(edges: Float64Array, edge: number, lng: number, lat: number, cosLat: number): number {
  const x1 = edges[edge * 4]!;
  const y1 = edges[edge * 4 + 1]!;
  const x2 = edges[edge * 4 + 2]!;
  const y2 = edges[edge * 4 + 3]!;
  const poleward = Math.max(0, Math.max(Math.abs(y1), Math.abs(y2)) - Math.abs(lat)) * (Math.PI / 180);
  return leastSquaredMetres(
    lng,
    lat,
    cosLat,
    Math.min(x1, x2),
    Math.min(y1, y2),
    Math.max(x1, x2),
    Math.max(y1, y2),
    Math.max(0, cosLat - poleward),
  );
}

let best = 0;
let bestLng = 0;
let bestLat = 0;

function offer(lng: number, lat: number, squaredMetres: number): void {
  if (squaredMetres >= best) return;
  best = squaredMetres;
  bestLng = lng;
  bestLat = lat;
}

/** Offers the point of an edge that is nearest to `here`. */
function searchEdge(edges: Float64Array, edge: number): void {
  const x1 = edges[edge * 4]!;
  const y1 = edges[edge * 4 + 1]!;
  const dx = edges[edge * 4 + 2]! - x1;
  const dy = edges[edge * 4 + 3]! - y1;
  const squaredAt = (t: number) => {
    toCartesian(x1 + t * dx, y1 + t * dy, probe);
    return squared(probe, here);
  };
  toCartesian(x1, y1, to);
  const pieces = Math.max(1, Math.ceil(Math.max(Math.abs(dx), Math.abs(dy)) / pieceDegrees));
  for (let piece = 0; piece < pieces; piece++) {
    const start = piece / pieces;
    const end = (piece + 1) / pieces;
    from.set(to);
    toCartesian(x1 + end * dx, y1 + end * dy, to);
    offer(x1 + start * dx, y1 + start * dy, squared(from, here));
    offer(x1 + end * dx, y1 + end * dy, squared(to, here));
    const length = Math.sqrt(squared(from, to));
    if (Math.sqrt(squaredToChord()) - strayShare * length >= Math.sqrt(best)) continue;
    const t = leastBetween(squaredAt, start, end, length);
    offer(x1 + t * dx, y1 + t * dy, squaredAt(t));
  }
}

function squared(a: Float64Array, b: Float64Array): number {
  const x = a[0]! - b[0]!;
  const y = a[1]! - b[1]!;
  const z = a[2]! - b[2]!;
  return x * x + y * y + z * z;
}

/** Squared metres from `here` to the straight line between `from` and `to`. */
function squaredToChord(): number {
  let along = 0;
  let length = 0;
  for (let k = 0; k < 3; k++) {
    const step = to[k]! - from[k]!;
    along += (here[k]! - from[k]!) * step;
    length += step * step;
  }
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, along / length));
  for (let k = 0; k < 3; k++) probe[k] = from[k]! + t * (to[k]! - from[k]!);
  return squared(probe, here);
}

/** Where a function that is nearly a parabola is least: the apex through three points, again with ever narrower ones. */
function leastBetween(f: (t: number) => number, start: number, end: number, lengthMetres: number): number {
  let centre = (start + end) / 2;
  let half = (end - start) / 2;
  for (let round = 0; round < 6; round++) {
    const before = f(centre - half);
    const after = f(centre + half);
    const bend = before - 2 * f(centre) + after;
    const step = bend > 0 ? (half * (before - after)) / (2 * bend) : before < after ? -half : half;
    centre = Math.max(start, Math.min(end, centre + step));
    half /= 10;
    // below a metre the three points differ by rounding more than by shape
    if (half * lengthMetres < end - start) break;
  }
  return centre;
}
