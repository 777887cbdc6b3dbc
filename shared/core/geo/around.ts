// What lies round a place, cell by cell of the grid: where geofences are near, cheaper than any tree.
import {
  aCircle,
  allEdges,
  edgeCountShift,
  entryEast,
  entryErrorMetres,
  entryNorth,
  entryRadius,
  geofenceOf,
  kindBits,
  metresPerRadiusStep,
  somePolygon,
  stepsPerCell,
} from './cover.ts';
import { flatPlane, leastRadius, onPlane } from './geodesic.ts';
import { columnOf, endOf, type Grid, homeOf, type Level, placeOf, rowOf, slotFor, startOf, tileOf } from './grid.ts';

/** Below this latitude, and so far off the antimeridian, what is near lies in cells side by side. */
const limitLatitude = 80;
const limitLongitude = 170;
/** Cells that are looked at for one question. Where so many are empty, a tree finds what is near sooner. */
const mostCells = 64;
/** An entry is used to this distance, where the plane is good to 2 cm (`flatErrorMetres`); farther, the exact distance. */
const entryLimitMetres = 4_000;
/**
 * A metre is at least so many degrees of latitude, and of longitude divided by cos φ: on the sphere of `leastRadius` no way is longer
 * (see there). A meridian q radians off lies asin(cos φ sin q) ≥ cos φ (q − q³/6) away: 0.2 % is left for it, good to 6°.
 */
const metresPerDegree = 0.998 * ((leastRadius * Math.PI) / 180);

/**
 * Calls `look` with the number of every geofence that may lie within a limit of a place, some several times. `look` returns the
 * limit from then on. Returns whether that was all; if not, the limit so far holds, and the rest is to be found in another way.
 */
export function createBlockSearch(
  grid: Grid,
  used: readonly Level[],
): (lng: number, lat: number, limitMetres: number, look: (i: number) => number) => boolean {
  const { sieve, slots, lists } = grid;
  const plane = new Float64Array(4);

  /** Offers what one cell lists; returns the limit after it. */
  function lookIn(
    level: Level,
    column: number,
    row: number,
    lng: number,
    lat: number,
    before: number,
    look: (i: number) => number,
  ): number {
    const tile = tileOf(level, column, row);
    const home = homeOf(tile, sieve.length);
    const place = placeOf(column, row);
    if ((sieve[home]! & (1 << place)) === 0) return before;
    const slot = slotFor(slots, tile, home);
    const start = startOf(grid, slot, place);
    const end = Math.min(endOf(grid, slot, place, start), lists.length);
    const e = plane[0]!;
    const de = plane[1]!;
    const n = plane[2]!;
    const dn = plane[3]!;
    const degreesPerStep = 1 / (stepsPerCell * level.perDegree);
    const metresPerStep = metresPerRadiusStep(level);
    const error = entryErrorMetres(level);
    // from the place to the middle of the cell, degrees
    const x = (column + 0.5) / level.perDegree - 180 - lng;
    const y = (row + 0.5) / level.perDegree - 90 - lat;
    let limit = before;
    for (let k = start; k < end; ) {
      const first = lists[k]!;
      const second = lists[k + 1]!;
      k += 2;
      const kind = second & (2 ** kindBits - 1);
      if (kind === aCircle) {
        const dLng = entryEast(first) * degreesPerStep + x;
        const dLat = entryNorth(first) * degreesPerStep + y;
        const squared = onPlane(dLng, dLat, e, de, n, dn);
        const reach = limit + entryRadius(first, second) * metresPerStep + error;
        if (squared < entryLimitMetres * entryLimitMetres && (reach < 0 || squared > reach * reach)) continue;
      } else if (kind === somePolygon && first >>> edgeCountShift !== allEdges) k += first >>> edgeCountShift;
      limit = look(geofenceOf(second));
    }
    return limit;
  }

  return (lng, lat, limitMetres, look) => {
    if (!(Math.abs(lat) < limitLatitude && Math.abs(lng) < limitLongitude)) return false;
    flatPlane(lat, plane);
    const perEast = metresPerDegree * Math.cos((lat * Math.PI) / 180);
    let limit = limitMetres;
    let cells = 0;
    for (let l = 0; l < used.length; l++) {
      const level = used[l]!;
      const { perDegree } = level;
      let west = columnOf(level, lng);
      let east = west;
      let south = rowOf(level, lat);
      let north = south;
      // `look` may ask other questions, but not this one: what is in `plane` stays
      limit = lookIn(level, west, south, lng, lat, limit, look);
      for (;;) {
        const toWest = (lng + 180 - west / perDegree) * perEast;
        const toEast = ((east + 1) / perDegree - lng - 180) * perEast;
        const toSouth = (lat + 90 - south / perDegree) * metresPerDegree;
        const toNorth = ((north + 1) / perDegree - lat - 90) * metresPerDegree;
        const least = Math.min(toWest, toEast, toSouth, toNorth);
        // what lies within less is in the cells looked at
        if (least > Math.max(0, limit)) break;
        const upright = least === toWest || least === toEast;
        cells += upright ? north - south + 1 : east - west + 1;
        if (cells > mostCells) return false;
        if (upright) {
          const column = least === toWest ? --west : ++east;
          for (let row = south; row <= north; row++) limit = lookIn(level, column, row, lng, lat, limit, look);
        } else {
          const row = least === toSouth ? --south : ++north;
          for (let column = west; column <= east; column++) limit = lookIn(level, column, row, lng, lat, limit, look);
        }
      }
    }
    return true;
  };
}
