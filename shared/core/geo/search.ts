// The questions, answered from the tables: which geofences hold a place, which are near, how far is one.
import {
  aCircle,
  allEdges,
  aTurnOn,
  edgeCountShift,
  entryErrorMetres,
  kindBits,
  oddCrossings,
  somePolygon,
  stepsPerCell,
  unsaid,
} from './cover.ts';
import type { Tables } from './format.ts';
import { distanceMetres, flatPlane, normalLng, offset, onPlane } from './geodesic.ts';
import { entryOf, type Level, levels, placeOf, slotOf, tileOf } from './grid.ts';
import { findId } from './ids.ts';
import type { GeofenceIndex } from './index.ts';
import { createNearSearch } from './near.ts';
import { boundaryMetres, crossing, locate, onEdge, rayMeets } from './polygon.ts';

export function openTables(tables: Tables & { levelsUsed: number }): GeofenceIndex {
  const { places, edges, edgeOffsets, slots, lists, nodes, idSlots, idOffsets, idBytes } = tables;
  const size = idOffsets.length - 1;
  const slotCount = slots.length / 2;
  const used = levels.filter((_, level) => tables.levelsUsed & (1 << level));
  const plane = new Float64Array(4);
  const idBuffer = Buffer.from(idBytes.buffer, idBytes.byteOffset, idBytes.length);
  const ids = new Array<string | undefined>(size);

  const idAt = (i: number) => (ids[i] ??= idBuffer.toString('utf8', idOffsets[i], idOffsets[i + 1]));

  let lastId: string | undefined;
  let lastIndex = 0;

  /** One id is asked about several times in a row, as a rule. */
  function indexOf(id: string): number {
    if (id === lastId) return lastIndex;
    const found = findId(id, idSlots, (i) => i < size && idAt(i) === id);
    if (found === undefined) throw new RangeError(`no geofence "${id}"`);
    lastId = id;
    lastIndex = found;
    return found;
  }

  const isCircle = (i: number) => places[i * 3 + 2]! > 0;

  /** 1 inside, 0 on the boundary, −1 outside, of a polygon. A shape past 180° is met by the place's other name. */
  function side(i: number, lng: number, lat: number): -1 | 0 | 1 {
    const here = locate(edges, edgeOffsets[i]!, edgeOffsets[i + 1]!, lng, lat);
    return here >= 0 ? here : locate(edges, edgeOffsets[i]!, edgeOffsets[i + 1]!, lng + 360, lat);
  }

  function signedMetres(i: number, lng: number, lat: number): number {
    if (isCircle(i)) return distanceMetres(lng, lat, places[i * 3]!, places[i * 3 + 1]!) - places[i * 3 + 2]!;
    const where = side(i, lng, lat);
    return where === 0 ? 0 : -where * boundaryMetres(edges, edgeOffsets[i]!, edgeOffsets[i + 1]!, lng, lat);
  }

  /** Adds what holds a place, of what one level of the grid lists for its cell. */
  function collect(level: Level, lng: number, lat: number, before: string[] | undefined): string[] | undefined {
    const east = (lng + 180) * level.perDegree;
    const north = (lat + 90) * level.perDegree;
    const column = Math.floor(east);
    const row = Math.floor(north);
    const record = recordOf(tileOf(level, column, row));
    if (record === 0) return before;
    const entry = entryOf(lists, record, placeOf(column, row));
    if (entry === 0) return before;
    let found = before;

    // the plane's numbers, once a circle needs them
    let e = 0;
    let de = 0;
    let n = 0;
    let dn = 0;
    const degreesPerStep = 1 / (stepsPerCell * level.perDegree);
    const error = entryErrorMetres(level);
    const x = (east - column - 0.5) * stepsPerCell;
    const y = (north - row - 0.5) * stepsPerCell;
    const end = Math.min(record + lists[entry + 1]!, lists.length);
    for (let k = record + lists[entry]!; k < end; ) {
      const word = lists[k++]!;
      const i = word >>> kindBits;
      const kind = word & (2 ** kindBits - 1);
      if (kind === aCircle) {
        // in, out, or too near the rim for what the entry says
        const centre = lists[k++]!;
        const radius = lists[k++]! / 1000;
        let inDoubt = centre === unsaid;
        if (!inDoubt) {
          if (n === 0) {
            flatPlane(lat, plane);
            e = plane[0]!;
            de = plane[1]!;
            n = plane[2]!;
            dn = plane[3]!;
          }
          const dLng = (((centre << 16) >> 16) - x) * degreesPerStep;
          const dLat = ((centre >> 16) - y) * degreesPerStep;
          const squared = onPlane(dLng, dLat, e, de, n, dn);
          if (squared > (radius + error) * (radius + error)) continue;
          inDoubt = radius < error || squared > (radius - error) * (radius - error);
        }
        if (inDoubt && signedMetres(i, lng, lat) > 0) continue;
      } else if (kind === somePolygon) {
        // the ray to the east, along the edges it may meet from here
        const flags = lists[k++]!;
        const count = flags >>> edgeCountShift;
        if (count === allEdges) {
          if (side(i, lng, lat) < 0) continue;
        } else {
          const named = flags & aTurnOn ? lng + 360 : lng;
          let inside = (flags & oddCrossings) !== 0;
          const stop = Math.min(k + count, end);
          for (; k < stop; k++) {
            const met = rayMeets(edges, lists[k]!, named, lat);
            if (met === crossing) inside = !inside;
            else if (met === onEdge) {
              inside = true;
              break;
            }
          }
          k = stop;
          if (!inside) continue;
        }
      }
      // a list of one is written as such: most answers are, and pushing to an empty array makes room for seventeen
      if (found === undefined) found = [idAt(i)];
      else insert(found, idAt(i));
    }
    return found;
  }

  /** Where a tile's record starts; 0 if it has none. */
  function recordOf(tile: number): number {
    let slot = slotOf(tile, slotCount);
    for (;;) {
      const record = slots[slot * 2 + 1]!;
      if (record === 0 || slots[slot * 2] === tile) return record;
      if (++slot === slotCount) slot = 0;
    }
  }

  const nearby = createNearSearch(places, nodes, size, idAt, signedMetres);

  return {
    size,

    containing(lng, lat) {
      const x = checkedLng(lng, lat);
      let found: string[] | undefined;
      for (let level = 0; level < used.length; level++) found = collect(used[level]!, x, lat, found);
      return found ?? [];
    },

    contains(id, lng, lat) {
      const i = indexOf(id);
      const x = checkedLng(lng, lat);
      return isCircle(i) ? signedMetres(i, x, lat) <= 0 : side(i, x, lat) >= 0;
    },

    shareInside(id, lng, lat, eastNorth, metres) {
      const i = indexOf(id);
      const x = checkedLng(lng, lat);
      let inside = 0;
      if (isCircle(i)) {
        // on one plane for all of them, where that is as good
        flatPlane(lat, plane);
        const dLng = normalLng(places[i * 3]! - x);
        const dLat = places[i * 3 + 1]! - lat;
        const radius = places[i * 3 + 2]!;
        const east = dLng * (plane[0]! + plane[1]! * dLat);
        const north = dLat * (plane[2]! + plane[3]! * dLat);
        const reach = Math.max(Math.abs(dLng) < 1 ? Math.hypot(east, north) : Number.POSITIVE_INFINITY, radius);
        if (reach < planeForAllMetres && metres < planeForAllMetres / 3 && Math.abs(lat) < planeForAllLatitude) {
          for (let k = 0; k < eastNorth.length; k += 2) {
            const toEast = eastNorth[k]! * metres - east;
            const toNorth = eastNorth[k + 1]! * metres - north;
            if (toEast * toEast + toNorth * toNorth <= radius * radius) inside++;
          }
          return (inside * 2) / eastNorth.length;
        }
      }
      for (let k = 0; k < eastNorth.length; k += 2) {
        const [lng2, lat2] = offset(x, lat, eastNorth[k]! * metres, eastNorth[k + 1]! * metres);
        if (isCircle(i) ? signedMetres(i, lng2, lat2) <= 0 : side(i, normalLng(lng2), lat2) >= 0) inside++;
      }
      return (inside * 2) / eastNorth.length;
    },

    nearest(lng, lat, count) {
      return nearby.nearest(checkedLng(lng, lat), lat, count);
    },

    within(lng, lat, metres) {
      return nearby.within(checkedLng(lng, lat), lat, metres);
    },

    clearance(lng, lat, mostMetres, skip) {
      return nearby.clearance(checkedLng(lng, lat), lat, mostMetres, skip);
    },

    signedDistance(id, lng, lat) {
      return signedMetres(indexOf(id), checkedLng(lng, lat), lat);
    },
  };
}

/** A meridian 2 km off turns by 2 km tan φ / R: 0.07° at 75°, which moves a place 2 km off by 2.3 m. Computed, not measured. */
const planeForAllMetres = 2_000;
const planeForAllLatitude = 75;

/** Puts an id where it belongs in order: there are few. */
function insert(ids: string[], id: string): void {
  let at = ids.length;
  ids.push(id);
  for (; at > 0 && ids[at - 1]! > id; at--) ids[at] = ids[at - 1]!;
  ids[at] = id;
}

function checkedLng(lng: number, lat: number): number {
  if (!Number.isFinite(lng)) throw new RangeError(`longitude ${lng} is not a number of degrees`);
  if (!(lat >= -90 && lat <= 90)) throw new RangeError(`latitude ${lat} is not between -90 and 90`);
  return normalLng(lng);
}
