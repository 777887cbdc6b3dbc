// What lies near a place: the nearest, all within a distance, and how far off the next boundary is at least.
import { flatErrorMetres, flatLimitMetres, leastWay, startWays, wayNumbers } from './geodesic.ts';
import type { Near } from './index.ts';
import { createTreeSearch, planarLimitMetres } from './tree.ts';

export interface NearSearch {
  nearest(lng: number, lat: number, count: number): Near[];
  within(lng: number, lat: number, metres: number): Near[];
  clearance(lng: number, lat: number, mostMetres: number, skip?: (id: string) => boolean): number;
}

/** Longitudes must be normal. */
export function createNearSearch(
  places: Float64Array,
  nodes: Float32Array,
  size: number,
  idAt: (i: number) => string,
  signedMetres: (i: number, lng: number, lat: number) => number,
): NearSearch {
  const searchTree = createTreeSearch(nodes, size);
  const ways = new Float64Array(wayNumbers);
  // of its own, so that `skip` may ask the other questions
  const searchClearance = createTreeSearch(nodes, size);
  const clearanceWays = new Float64Array(wayNumbers);

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
      return near(lng, lat, size, metres);
    },

    clearance(lng, lat, mostMetres, skip) {
      let best = Math.min(mostMetres, planarLimitMetres);
      startWays(lng, lat, clearanceWays);
      searchClearance(lng, lat, best, (from, to) => {
        for (let i = from; i < to; i++) {
          const radius = places[i * 3 + 2]!;
          let least = leastWay(clearanceWays, places[i * 3]!, places[i * 3 + 1]!) - Math.abs(radius);
          if (least >= best) continue;
          // a short way to a circle is known to some centimetres already
          if (!(radius > 0 && least + radius < flatLimitMetres - flatErrorMetres)) {
            const signed = signedMetres(i, lng, lat);
            least = signed - signedErrorMetres - Math.abs(signed) * signedErrorShare;
          }
          if (least < best && !skip?.(idAt(i))) best = least;
        }
        return best;
      });
      return best;
    },
  };
}

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
