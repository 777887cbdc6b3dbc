// A packed R-tree over geofences in spatial order: what lies near, without looking at everything and without trigonometry.
// Packing by the Hilbert curve: Kamel & Faloutsos 1994, as in mourner/flatbush, whose curve this is.
import { leastSquaredMetres, normalLng } from './geodesic.ts';

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
  let limit = 0;

  function descend(
    level: number,
    first: number,
    last: number,
    lng: number,
    lat: number,
    cosLat: number,
    look: (from: number, to: number) => number,
  ): void {
    const row = level * fanOut;
    for (let node = first; node < last; node++) {
      const at = node * nodeNumbers;
      bounds[row + node - first] = leastSquaredMetres(
        lng,
        lat,
        cosLat,
        nodes[at]!,
        nodes[at + 1]!,
        nodes[at + 2]!,
        nodes[at + 3]!,
        nodes[at + 4]!,
      );
    }
    for (;;) {
      let next = 0;
      for (let k = 1; k < last - first; k++) if (bounds[row + k]! < bounds[row + next]!) next = k;
      // what it lies in is looked at even when the limit is below the boundary
      const bound = bounds[row + next]!;
      if (bound === Number.POSITIVE_INFINITY || bound > Math.max(0, limit) ** 2) return;
      bounds[row + next] = Number.POSITIVE_INFINITY;
      const levelStart = level === 0 ? 0 : ends[level - 1]!;
      const child = (first + next - levelStart) * fanOut;
      if (level === 0) limit = look(child, Math.min(items, child + fanOut));
      else {
        const childStart = level === 1 ? 0 : ends[level - 2]!;
        descend(
          level - 1,
          childStart + child,
          Math.min(levelStart, childStart + child + fanOut),
          lng,
          lat,
          cosLat,
          look,
        );
      }
    }
  }

  return (lng, lat, limitMetres, look) => {
    if (items === 0) return;
    limit = limitMetres;
    const top = ends.length - 1;
    descend(top, top === 0 ? 0 : ends[top - 1]!, ends[top]!, lng, lat, Math.cos((lat * Math.PI) / 180), look);
  };
}

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
