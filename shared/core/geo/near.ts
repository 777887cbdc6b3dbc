// What lies near a place: the nearest, all within a distance, and how far off the next boundary is at least.

import { createBlockSearch } from './around.ts';
import type { Tables } from './format.ts';
import { flatErrorMetres, flatLimitMetres, leastWay, startWays, wayNumbers } from './geodesic.ts';
import type { Level } from './grid.ts';
import type { Near } from './index.ts';
import { createTreeSearch, planarLimitMetres } from './tree.ts';

export interface NearSearch {
  nearest(lng: number, lat: number, count: number): Near[];
  within(lng: number, lat: number, metres: number): Near[];
  clearance(lng: number, lat: number, mostMetres: number, skip?: (id: string) => boolean): number;
}

/** Longitudes must be normal. */
export function createNearSearch(
  { places, nodes, ...grid }: Tables,
  used: readonly Level[],
  size: number,
  idAt: (i: number) => string,
  signedMetres: (i: number, lng: number, lat: number) => number,
): NearSearch {
  const searchTree = createTreeSearch(nodes, size);
  const ways = new Float64Array(wayNumbers);
  // of its own, so that `skip` may ask the other questions
  const searchClearance = createTreeSearch(nodes, size);
  const clearanceWays = new Float64Array(wayNumbers);
  const searchBlockWithin = createBlockSearch(grid, used);
  const searchBlockClearance = createBlockSearch(grid, used);

  function near(lng: number, lat: number, count: number, metres: number): Near[] {
    const found: Near[] = [];
    let limit = metres;
    startWays(lng, lat, ways);
    searchTree(lng, lat, metres, (from, to) => {
      for (let i = from; i < to; i++) {
        // what can't be near enough is not measured
        if (leastWay(ways, places[i * 3]!, places[i * 3 + 1]!) - Math.abs(places[i * 3 + 2]!) > limit) continue;
        const signed = signedMetres(i, lng, lat);
        if (!(signed <= limit)) continue;
        const one = { id: idAt(i), metres: signed };
        // sorted at the end if all are wanted, else kept in order
        if (count >= size) found.push(one);
        else {
          insertNear(found, one, count);
          if (found.length === count) limit = Math.min(limit, found[count - 1]!.metres);
        }
      }
      return limit;
    });
    return count >= size && found.length > 1 ? found.sort(byMetres) : found;
  }

  return {
    nearest(lng, lat, count) {
      if (!(count >= 1)) return [];
      // nearby is cheap to search, and mostly enough
      const found = count < size ? near(lng, lat, count, planarLimitMetres) : [];
      return found.length >= count ? found : near(lng, lat, count, Number.POSITIVE_INFINITY);
    },

    within(lng, lat, metres) {
      if (!(metres <= blockLimitMetres)) return near(lng, lat, size, metres);
      const found: Near[] = [];
      const seen: number[] = [];
      let many: Set<number> | undefined;
      startWays(lng, lat, ways);
      const isAll = searchBlockWithin(lng, lat, metres, (i) => {
        if (leastWay(ways, places[i * 3]!, places[i * 3 + 1]!) - Math.abs(places[i * 3 + 2]!) > metres) return metres;
        // a cell after the other lists it
        if (many ? many.has(i) : seen.includes(i)) return metres;
        if (many) many.add(i);
        else seen.push(i);
        if (seen.length === fewSeen) many ??= new Set(seen);
        const signed = signedMetres(i, lng, lat);
        if (signed <= metres) found.push({ id: idAt(i), metres: signed });
        return metres;
      });
      if (!isAll) return near(lng, lat, size, metres);
      return found.length > 1 ? found.sort(byMetres) : found;
    },

    clearance(lng, lat, mostMetres, skip) {
      let best = Math.min(mostMetres, planarLimitMetres);
      startWays(lng, lat, clearanceWays);
      const look = (i: number) => {
        const radius = places[i * 3 + 2]!;
        let least = leastWay(clearanceWays, places[i * 3]!, places[i * 3 + 1]!) - Math.abs(radius);
        if (least >= best) return best;
        // a short way to a circle is known to some centimetres already
        if (!(radius > 0 && least + radius < knownWayMetres)) {
          const signed = signedMetres(i, lng, lat);
          least = signed - signedErrorMetres - Math.abs(signed) * signedErrorShare;
        }
        if (least < best && !skip?.(idAt(i))) best = least;
        return best;
      };
      if (searchBlockClearance(lng, lat, best, look)) return best;
      searchClearance(lng, lat, best, (from, to) => {
        for (let i = from; i < to; i++) look(i);
        return best;
      });
      return best;
    },
  };
}

/** What `leastWay` says of longer ways begins at `flatLimitMetres` less its error; as much again for rounding. */
const knownWayMetres = flatLimitMetres - 2 * flatErrorMetres;
/** So near, few cells are looked at. */
const blockLimitMetres = 1_500;
/** More are found faster by their hash. */
const fewSeen = 32;
/** What `signedDistance` promises to 100 km. */
const signedErrorMetres = 0.01;
const signedErrorShare = 1e-5;

const byMetres = (a: Near, b: Near) => a.metres - b.metres || (a.id < b.id ? -1 : 1);

/** Puts one where it belongs among the nearest, of which so many are kept. */
function insertNear(found: Near[], one: Near, count: number): void {
  let low = 0;
  let high = found.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (byMetres(found[middle]!, one) < 0) low = middle + 1;
    else high = middle;
  }
  found.splice(low, 0, one);
  if (found.length > count) found.pop();
}
