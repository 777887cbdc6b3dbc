// Cells of longitude and latitude in ten sizes, in tiles of 4 × 4, and a hash table of the tiles in use: where a place's
// geofences are listed. What a question costs is misses of the cache: what says where a list is mostly stays in it, a list is a line or two.

/** Cells have 0.0025° (280 m) on level 0 and four times as much on each next one; on the last one cell is the whole earth. */
const levelCount = 10;
const cellsPerDegree = 400;
const tileBits = 2;
export const tileCells = 16;

export interface Level {
  perDegree: number;
  columns: number;
  tileColumns: number;
  /** Number of its first tile. All levels together have fewer than 2³⁰ tiles. */
  firstTile: number;
}

export const levels: readonly Level[] = levelsFrom(0, 0);

function levelsFrom(level: number, firstTile: number): Level[] {
  if (level === levelCount) return [];
  const perDegree = cellsPerDegree / 4 ** level;
  const columns = Math.floor(360 * perDegree) + 1;
  const tileColumns = (columns >> tileBits) + 1;
  const tileRows = (Math.floor(180 * perDegree) >> tileBits) + 1;
  return [{ perDegree, columns, tileColumns, firstTile }, ...levelsFrom(level + 1, firstTile + tileColumns * tileRows)];
}

/** Never decreases with degrees, so the cells of a range are those between the cells of its ends. */
export const columnOf = ({ perDegree }: Level, lng: number) => Math.floor((lng + 180) * perDegree);
export const rowOf = ({ perDegree }: Level, lat: number) => Math.floor((lat + 90) * perDegree);

export const tileOf = ({ tileColumns, firstTile }: Level, column: number, row: number) =>
  firstTile + (row >> tileBits) * tileColumns + (column >> tileBits);
/** A cell's place in its tile. */
export const placeOf = (column: number, row: number) => ((row & 3) << tileBits) + (column & 3);

/**
 * `slots` is the table, four words a slot: a tile's number, where its lists begin in `lists`, and half a byte for each of its cells,
 * which says how many pairs of words the cell's list has; the lists lie one after the other in the order of the cells. Where that
 * doesn't do, all halves are 15, and `lists` has 17 words first that say where each list starts and the last one ends, counted from
 * there. A slot without a list is empty. It is found by linear probing, so that a look costs one cache line as a rule. `sieve`
 * spares most looks where nothing lies: where a tile's slot should be, it has a bit for each cell that has a list. What a list
 * holds is told in cover.ts.
 */
export interface Grid {
  sieve: Uint16Array;
  slots: Uint32Array;
  lists: Uint32Array;
}
export const slotWords = 4;
export const mostPairs = 14;
/** All halves of a word 15. */
export const saidInLists = 0xffffffff;

/** Two slots for each tile, and one that stays empty, which ends a probe. */
export const slotCountFor = (tiles: number) => tiles * 2 + 1;

/** Which slot a tile should have, by Fibonacci hashing (Knuth, TAOCP 3, §6.4), scaled to any number of slots. */
export function homeOf(tile: number, slotCount: number): number {
  return Math.floor((Math.imul(tile, 0x9e3779b1) >>> 0) * (slotCount / 2 ** 32));
}

/** Where a tile's slot is in `slots`, or an empty one if it has none; `home` is the slot it should have. */
export function slotFor(slots: Uint32Array, tile: number, home: number): number {
  let at = home * slotWords;
  while (slots[at] !== tile && (slots[at + 2]! | slots[at + 3]!) !== 0) {
    at += slotWords;
    if (at === slots.length) at = 0;
  }
  return at;
}

/** Where the list of a cell starts, by its tile's slot and its place in the tile. */
export function startOf({ slots, lists }: Grid, slot: number, place: number): number {
  const base = slots[slot + 1]!;
  const low = slots[slot + 2]!;
  if (low === saidInLists) return base + lists[base + place]!;
  const before = 2 ** ((place & 7) * 4) - 1;
  const pairs = place < 8 ? halvesIn(low & before) : halvesIn(low) + halvesIn(slots[slot + 3]! & before);
  return base + 2 * pairs;
}

/** Where it ends, if it starts there. */
export function endOf({ slots, lists }: Grid, slot: number, place: number, start: number): number {
  const half = slots[slot + 2 + (place >> 3)]!;
  if (half === saidInLists) return slots[slot + 1]! + lists[slots[slot + 1]! + place + 1]!;
  return start + 2 * ((half >>> ((place & 7) * 4)) & 15);
}

/** The sum of the halves of bytes in a word, side by side (Warren, Hacker's Delight, §5-1). */
export function halvesIn(word: number): number {
  return Math.imul((word & 0x0f0f0f0f) + ((word >>> 4) & 0x0f0f0f0f), 0x01010101) >>> 24;
}
