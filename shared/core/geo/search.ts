// The questions, answered from the tables: which geofences hold a place, which are near, how far is one.
import {
  aCircle,
  aFarCircle,
  allEdges,
  aTurnOn,
  edgeCountShift,
  entryEast,
  entryErrorMetres,
  entryNorth,
  entryRadius,
  kindBits,
  metresPerRadiusStep,
  numberShift,
  oddCrossings,
  somePolygon,
  stepsPerCell,
} from './cover.ts';
import type { Tables } from './format.ts';
import { distanceMetres, flatPlane, normalLng, offset, onPlane } from './geodesic.ts';
import { endOf, homeOf, type Level, levels, placeOf, slotFor, startOf, tileOf } from './grid.ts';
import { findId } from './ids.ts';
import type { GeofenceIndex } from './index.ts';
import { createNearSearch } from './near.ts';
import { boundaryMetres, crossing, locate, onEdge, rayMeets } from './polygon.ts';

export function openTables(tables: Tables & { levelsUsed: number }): GeofenceIndex {
  const { places, edges, edgeOffsets, sieve, slots, lists, idSlots, idOffsets, idBytes } = tables;
  const size = idOffsets.length - 1;
  const used = levels.filter((_, level) => tables.levelsUsed & (1 << level));
  const plane = new Float64Array(4);
  const hits: number[] = [];
  const idBuffer = Buffer.from(idBytes.buffer, idBytes.byteOffset, idBytes.length);
  let ids: (string | undefined)[] | undefined;
  let idsRead = 0;

  // `toString` holds both ends inside the buffer
  const decodeId = (i: number) => idBuffer.toString('utf8', idOffsets[i], idOffsets[i + 1]);

  /** Ids are kept once some have been read: room for all takes longer to make than a fresh process needs for its first answers. */
  function idAt(i: number): string {
    if (ids !== undefined) {
      const kept = ids[i];
      if (kept !== undefined) return kept;
      const id = decodeId(i);
      ids[i] = id;
      return id;
    }
    if (++idsRead > idsBeforeKept) ids = new Array<string | undefined>(size);
    return decodeId(i);
  }

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

  /** Finds what holds a place, of what one level of the grid lists for its cell; returns how many `hits` there are then. */
  function collect(level: Level, lng: number, lat: number, before: number): number {
    const east = (lng + 180) * level.perDegree;
    const north = (lat + 90) * level.perDegree;
    const column = Math.floor(east);
    const row = Math.floor(north);
    const tile = tileOf(level, column, row);
    const home = homeOf(tile, sieve.length);
    const place = placeOf(column, row);
    if ((sieve[home]! & (1 << place)) === 0) return before;
    const slot = slotFor(slots, tile, home);
    const start = startOf(tables, slot, place);
    const end = Math.min(endOf(tables, slot, place, start), lists.length);
    if (!(start < end)) return before;
    let found = before;

    // worked out while the list is on its way from memory
    flatPlane(lat, plane);
    const degreesPerStep = 1 / (stepsPerCell * level.perDegree);
    const e = plane[0]! * degreesPerStep;
    const de = plane[1]! * degreesPerStep * degreesPerStep;
    const n = plane[2]! * degreesPerStep;
    const dn = plane[3]! * degreesPerStep * degreesPerStep;
    const metresPerStep = metresPerRadiusStep(level);
    const error = entryErrorMetres(level);
    const x = (east - column - 0.5) * stepsPerCell;
    const y = (north - row - 0.5) * stepsPerCell;
    for (let k = start; k < end; ) {
      const first = lists[k]!;
      const second = lists[k + 1]!;
      k += 2;
      const kind = second & (2 ** kindBits - 1);
      if (kind === aCircle) {
        // in, out, or too near the rim for what the entry says
        const i = second >>> numberShift;
        const radius = entryRadius(first, second) * metresPerStep;
        const squared = onPlane(entryEast(first) - x, entryNorth(first) - y, e, de, n, dn);
        if (squared > (radius + error) * (radius + error)) continue;
        const inDoubt = radius < error || squared > (radius - error) * (radius - error);
        if (inDoubt && signedMetres(i, lng, lat) > 0) continue;
        hits[found++] = i;
        continue;
      }
      const i = second >>> kindBits;
      if (kind === aFarCircle) {
        if (signedMetres(i, lng, lat) > 0) continue;
      } else if (kind === somePolygon) {
        // the ray to the east, along the edges it may meet from here
        const count = first >>> edgeCountShift;
        if (count === allEdges) {
          if (side(i, lng, lat) < 0) continue;
        } else {
          const named = first & aTurnOn ? lng + 360 : lng;
          let inside = (first & oddCrossings) !== 0;
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
      hits[found++] = i;
    }
    return found;
  }

  const nearby = createNearSearch(tables, used, size, idAt, signedMetres);

  return {
    size,

    containing(lng, lat) {
      const x = checkedLng(lng, lat);
      let found = 0;
      let levelsWithHits = 0;
      for (let level = 0; level < used.length; level++) {
        const before = found;
        found = collect(used[level]!, x, lat, before);
        if (found > before) levelsWithHits++;
      }
      // short lists are written as such: pushing to an empty array makes room for seventeen
      if (found === 0) return [];
      if (found === 1) return [idAt(hits[0]!)];
      const held = found === 2 ? [idAt(hits[0]!), idAt(hits[1]!)] : [idAt(hits[0]!), idAt(hits[1]!), idAt(hits[2]!)];
      for (let k = 3; k < found; k++) held.push(idAt(hits[k]!));
      // one level lists in order of id
      return levelsWithHits > 1 ? held.sort() : held;
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

const idsBeforeKept = 64;

/** A meridian 2 km off turns by 2 km tan φ / R: 0.07° at 75°, which moves a place 2 km off by 2.3 m. Computed, not measured. */
const planeForAllMetres = 2_000;
const planeForAllLatitude = 75;

function checkedLng(lng: number, lat: number): number {
  if (!Number.isFinite(lng)) throw new RangeError(`longitude ${lng} is not a number of degrees`);
  if (!(lat >= -90 && lat <= 90)) throw new RangeError(`latitude ${lat} is not between -90 and 90`);
  return normalLng(lng);
}
