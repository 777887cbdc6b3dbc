// The questions, answered from the tables: which geofences hold a place, which are near, how far is one.
import type { Tables } from './format.ts';
import {
  distanceMetres,
  flatErrorMetres,
  flatLimitLatitude,
  flatLimitMetres,
  flatSquaredMetres,
  leastMetresToBox,
  normalLng,
} from './geodesic.ts';
import { createHeap } from './heap.ts';
import type { GeofenceIndex, Near } from './index.ts';
import { boundaryMetres, locate } from './polygon.ts';
import { nodeSize } from './tree.ts';

export function openTables(tables: Tables): GeofenceIndex {
  const { places, edges, edgeOffsets, idOffsets, idBytes, boxes, children } = tables;
  const size = edgeOffsets.length - 1;
  const nodes = children.length;
  const decoder = new TextDecoder();
  const ids = new Array<string | undefined>(size);
  // eight levels of sixteen hold 2³² geofences
  const stack = new Uint32Array(9 * nodeSize);

  const idAt = (i: number) => (ids[i] ??= decoder.decode(idBytes.subarray(idOffsets[i], idOffsets[i + 1])));

  /** Geofences lie in order of id. */
  function indexOf(id: string): number {
    let low = 0;
    let high = size - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const at = idAt(middle);
      if (at === id) return middle;
      if (at < id) low = middle + 1;
      else high = middle - 1;
    }
    throw new RangeError(`no geofence "${id}"`);
  }

  const isCircle = (i: number) => edgeOffsets[i] === edgeOffsets[i + 1];

  function circleHolds(i: number, lng: number, lat: number): boolean {
    const x = places[i * 3]!;
    const y = places[i * 3 + 1]!;
    const radius = places[i * 3 + 2]!;
    if (
      radius + flatErrorMetres < flatLimitMetres &&
      Math.abs(y) < flatLimitLatitude &&
      Math.abs(lat) < flatLimitLatitude
    ) {
      const squared = flatSquaredMetres(lng, lat, x, y);
      if (squared > (radius + flatErrorMetres) ** 2) return false;
      if (radius > flatErrorMetres && squared < (radius - flatErrorMetres) ** 2) return true;
    }
    return distanceMetres(lng, lat, x, y) <= radius;
  }

  /** 1 inside, 0 on the boundary, −1 outside, of a polygon. A shape past 180° is met by the place's other name. */
  function side(i: number, lng: number, lat: number): -1 | 0 | 1 {
    const here = locate(edges, edgeOffsets[i]!, edgeOffsets[i + 1]!, lng, lat);
    if (here >= 0 || lng + 360 > places[i * 3 + 1]!) return here;
    return locate(edges, edgeOffsets[i]!, edgeOffsets[i + 1]!, lng + 360, lat);
  }

  const holds = (i: number, lng: number, lat: number) =>
    isCircle(i) ? circleHolds(i, lng, lat) : side(i, lng, lat) >= 0;

  function signedMetres(i: number, lng: number, lat: number): number {
    if (isCircle(i)) return distanceMetres(lng, lat, places[i * 3]!, places[i * 3 + 1]!) - places[i * 3 + 2]!;
    const where = side(i, lng, lat);
    return where === 0 ? 0 : -where * boundaryMetres(edges, edgeOffsets[i]!, edgeOffsets[i + 1]!, lng, lat);
  }

  const isLeaf = (node: number) => node < size;
  /** Groups lie one after the other through all levels, so a node's children end where those of the next begin. */
  const lastChild = (node: number) => (node === nodes - 1 ? node : children[node + 1]!);
  const bound = (node: number, lng: number, lat: number) =>
    leastMetresToBox(lng, lat, boxes[node * 4]!, boxes[node * 4 + 1]!, boxes[node * 4 + 2]!, boxes[node * 4 + 3]!);

  /** Calls back for every geofence whose box may matter: `reaches` says so of a node's box. */
  function visit(reaches: (node: number) => boolean, found: (i: number) => void): void {
    let depth = 0;
    if (nodes > 0 && reaches(nodes - 1)) stack[depth++] = nodes - 1;
    while (depth > 0) {
      const parent = stack[--depth]!;
      const last = lastChild(parent);
      for (let node = children[parent]!; node < last; node++) {
        if (!reaches(node)) continue;
        if (isLeaf(node)) found(children[node]!);
        else stack[depth++] = node;
      }
    }
  }

  return {
    size,

    containing(lng, lat) {
      const x = checkedLng(lng, lat);
      const found: number[] = [];
      visit(
        (node) => {
          const at = node * 4;
          if (lat < boxes[at + 1]! || lat > boxes[at + 3]!) return false;
          return (x >= boxes[at]! && x <= boxes[at + 2]!) || x + 360 <= boxes[at + 2]!;
        },
        (i) => {
          if (holds(i, x, lat)) found.push(i);
        },
      );
      return found.sort((a, b) => a - b).map(idAt);
    },

    contains(id, lng, lat) {
      return holds(indexOf(id), checkedLng(lng, lat), lat);
    },

    nearest(lng, lat, count) {
      const x = checkedLng(lng, lat);
      const heap = createHeap();
      const answer: Near[] = [];
      // nodes are −1 − node, so that at equal metres what is not yet measured comes before a measured geofence
      if (nodes > 0) heap.push(bound(nodes - 1, x, lat), -nodes);
      while (answer.length < count) {
        const next = heap.pop();
        if (next === undefined) break;
        if (next.item >= 0) {
          answer.push({ id: idAt(next.item), metres: next.metres });
          continue;
        }
        const node = -1 - next.item;
        const child = children[node]!;
        if (isLeaf(node)) {
          heap.push(signedMetres(child, x, lat), child);
          continue;
        }
        const last = lastChild(node);
        for (let i = child; i < last; i++) heap.push(bound(i, x, lat), -1 - i);
      }
      return answer;
    },

    within(lng, lat, metres) {
      const x = checkedLng(lng, lat);
      const found: { i: number; metres: number }[] = [];
      visit(
        (node) => bound(node, x, lat) <= metres,
        (i) => {
          const signed = signedMetres(i, x, lat);
          if (signed <= metres) found.push({ i, metres: signed });
        },
      );
      found.sort((a, b) => a.metres - b.metres || a.i - b.i);
      return found.map((near) => ({ id: idAt(near.i), metres: near.metres }));
    },

    signedDistance(id, lng, lat) {
      return signedMetres(indexOf(id), checkedLng(lng, lat), lat);
    },
  };
}

function checkedLng(lng: number, lat: number): number {
  if (!Number.isFinite(lng)) throw new RangeError(`longitude ${lng} is not a number of degrees`);
  if (!(lat >= -90 && lat <= 90)) throw new RangeError(`latitude ${lat} is not between -90 and 90`);
  return normalLng(lng);
}
