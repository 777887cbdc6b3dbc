// A packed R-tree over geofences in spatial order: what lies near, without looking at everything and without trigonometry.
// Packing by the Hilbert curve: Kamel & Faloutsos 1994, as in mourner/flatbush, whose curve this is.
import { leastRadius, leastSquaredMetres, normalLng } from './geodesic.ts';

/** Geofences of a leaf, and children of a node. */
export const fanOut = 16;
/** Numbers a node has: west, south, east, north, and the cosine of its latitude farthest from the equator. */
export const nodeNumbers = 5;

/** Where each level of nodes ends, leaves first, until a level has few enough to be looked through. */
export function levelEnds(items: number): number[] {
  const ends: number[] = [];
  for (let count = Math.ceil(items / fanOut); count > 0; count = Math.ceil(count / fanOut)) {
    ends.push((ends.at(-1) ?? 0) + count);
    if (count <= fanOut) break;
  }
  return ends;
}

/** Fills the nodes from the boxes of geofences in spatial order (four numbers each; west in [−180, 180), east may pass 180). */
export function buildTree(itemBoxes: Float64Array, nodes: Float32Array): void {
  const items = itemBoxes.length / 4;
  const ends = levelEnds(items);
  let node = 0;
  ends.forEach((end, level) => {
    const [children, stride] = level === 0 ? [itemBoxes, 4] : [nodes, nodeNumbers];
    const last = level === 0 ? items : ends[level - 1]!;
    let child = level < 2 ? 0 : ends[level - 2]!;
    for (; node < end; node++) {
      let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
      for (const stop = Math.min(child + fanOut, last); child < stop; child++) {
        west = Math.min(west, children[child * stride]!);
        south = Math.min(south, children[child * stride + 1]!);
        east = Math.max(east, children[child * stride + 2]!);
        north = Math.max(north, children[child * stride + 3]!);
      }
      const at = node * nodeNumbers;
      nodes[at] = outwards(west, -1);
      nodes[at + 1] = outwards(south, -1);
      nodes[at + 2] = outwards(east, 1);
      nodes[at + 3] = outwards(north, 1);
      const farthest = Math.min(90, Math.max(-nodes[at + 1]!, nodes[at + 3]!));
      nodes[at + 4] = Math.max(0, outwards(Math.cos((farthest * Math.PI) / 180), -1));
    }
  });
}

/** 2⁻²³ of a number is more than rounding to 32 bits can move it. */
const outwards = (x: number, sign: number) => Math.fround(x + sign * Math.abs(x) * 2 ** -23);

/** To this distance, below 80° of latitude and off the antimeridian, bounds are those of a plane. */
export const planarLimitMetres = 90_000;
const planarLimitLatitude = 80;
/** At 81° 90 km are 5.2°: from here on none of it lies past the antimeridian. */
const planarLimitLongitude = 174;
/**
 * Left for the plane: haversine's formula bounds (d/R)² by p²(1 − p²/12) + cos φ cos φ′ q²(1 − q²/12), p and q the differences of
 * latitude and longitude; 90 km below 81° are less than 0.1 radians of either.
 */
const planarShare = 0.999;

/**
 * Calls `look` with runs of geofences (from, to before) that may lie within so many metres of a place, the nearest runs first.
 * `look` returns the limit from then on, so that a search narrows as it finds.
 */
export function createTreeSearch(
  nodes: Float32Array,
  items: number,
): (lng: number, lat: number, limitMetres: number, look: (from: number, to: number) => number) => void {
  const ends = levelEnds(items);
  // one row of bounds for each level that is being gone through
  const bounds = new Float64Array(ends.length * fanOut);
  // the place: lng, lat, cosine of lat; squared metres per degree east and north, 0 where the plane won't do
  const place = new Float64Array(5);

  function bound(row: number, first: number, last: number): void {
    const lng = place[0]!;
    const lat = place[1]!;
    const perEast = place[3]!;
    const perNorth = place[4]!;
    if (perNorth === 0) {
      for (let at = first * nodeNumbers; first < last; first++, at += nodeNumbers, row++) {
        const [w, s, e, n, leastCos] = [nodes[at]!, nodes[at + 1]!, nodes[at + 2]!, nodes[at + 3]!, nodes[at + 4]!];
        bounds[row] = leastSquaredMetres(lng, lat, place[2]!, w, s, e, n, leastCos);
      }
      return;
    }
    for (let at = first * nodeNumbers; first < last; first++, at += nodeNumbers, row++) {
      // no branch: which side a box lies on can't be foretold
      const q = Math.max(nodes[at]! - lng, lng - nodes[at + 2]!, 0);
      const p = Math.max(nodes[at + 1]! - lat, lat - nodes[at + 3]!, 0);
      bounds[row] = p * p * perNorth + q * q * perEast;
    }
  }

  /** Goes through nodes of a level; returns the limit after it. */
  function descend(
    level: number,
    first: number,
    last: number,
    before: number,
    look: (from: number, to: number) => number,
  ): number {
    const row = level * fanOut;
    const rowEnd = row + last - first;
    const levelStart = level === 0 ? 0 : ends[level - 1]!;
    const childStart = level < 2 ? 0 : ends[level - 2]!;
    const childEnd = level === 0 ? items : levelStart;
    let limit = before;
    bound(row, first, last);
    for (;;) {
      let next = row;
      let least = bounds[row]!;
      for (let k = row + 1; k < rowEnd; k++) {
        if (bounds[k]! < least) {
          least = bounds[k]!;
          next = k;
        }
      }
      // what it lies in is looked at even when the limit is below the boundary
      if (least === Number.POSITIVE_INFINITY || (least > 0 && !(limit > 0 && least <= limit * limit))) return limit;
      bounds[next] = Number.POSITIVE_INFINITY;
      const child = childStart + (first + next - row - levelStart) * fanOut;
      const childLast = Math.min(childEnd, child + fanOut);
      limit = level === 0 ? look(child, childLast) : descend(level - 1, child, childLast, limit, look);
    }
  }

  return (lng, lat, limitMetres, look) => {
    if (items === 0) return;
    place[0] = lng;
    place[1] = lat;
    const planar =
      limitMetres <= planarLimitMetres && Math.abs(lat) < planarLimitLatitude && Math.abs(lng) < planarLimitLongitude;
    if (planar) {
      // no place that near lies farther towards a pole, and longitudes are nowhere narrower
      const farthest = Math.abs(lat) + Math.max(0, limitMetres) / leastMetresPerDegree + 0.001;
      const perNorth = planarShare * leastMetresPerDegree;
      const perEast = perNorth * Math.cos((farthest * Math.PI) / 180);
      place[3] = perEast * perEast;
      place[4] = perNorth * perNorth;
    } else {
      place[2] = Math.cos((lat * Math.PI) / 180);
      place[4] = 0;
    }
    const top = ends.length - 1;
    descend(top, top === 0 ? 0 : ends[top - 1]!, ends[top]!, limitMetres, look);
  };
}
const leastMetresPerDegree = (leastRadius * Math.PI) / 180;

/** Place on a Hilbert curve of 22 bits an axis (10 by 5 m), of the middle of a box (Hamilton, Compact Hilbert Indices, 2006). */
export function hilbert(west: number, south: number, east: number, north: number): number {
  const side = 2 ** 22;
  let x = Math.min(side - 1, Math.floor(((normalLng((west + east) / 2) + 180) / 360) * side));
  let y = Math.min(side - 1, Math.floor((((south + north) / 2 + 90) / 180) * side));
  let key = 0;
  for (let s = side >> 1; s > 0; s >>= 1) {
    const rx = x & s ? 1 : 0;
    const ry = y & s ? 1 : 0;
    key = key * 4 + ((3 * rx) ^ ry);
    if (ry === 0) {
      const turned = rx === 1 ? side - 1 - x : x;
      x = rx === 1 ? side - 1 - y : y;
      y = turned;
    }
  }
  return key;
}
