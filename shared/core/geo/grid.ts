// Cells of longitude and latitude in nine sizes, in tiles of 8 × 8, and a hash table of the tiles in use: where a place's
// geofences are listed. What a question costs is misses of the cache: the table is small, and a tile's lists lie together.

/** Cells have 0.0025° (280 m) on level 0 and four times as much on each next one; on the last one cell is the whole earth. */
const levelCount = 10;
const cellsPerDegree = 400;

export interface Level {
  perDegree: number;
  columns: number;
  tileColumns: number;
  /** Number of its first tile. All levels together have fewer than 2²⁸ tiles. */
  firstTile: number;
}

export const levels: readonly Level[] = levelsFrom(0, 0);

function levelsFrom(level: number, firstTile: number): Level[] {
  if (level === levelCount) return [];
  const perDegree = cellsPerDegree / 4 ** level;
  const columns = Math.floor(360 * perDegree) + 1;
  const tileColumns = (columns >> 3) + 1;
  const tileRows = (Math.floor(180 * perDegree) >> 3) + 1;
  return [{ perDegree, columns, tileColumns, firstTile }, ...levelsFrom(level + 1, firstTile + tileColumns * tileRows)];
}

/** Never decreases with degrees, so the cells of a range are those between the cells of its ends. */
export const columnOf = ({ perDegree }: Level, lng: number) => Math.floor((lng + 180) * perDegree);
export const rowOf = ({ perDegree }: Level, lat: number) => Math.floor((lat + 90) * perDegree);

export const tileOf = ({ tileColumns, firstTile }: Level, column: number, row: number) =>
  firstTile + (row >> 3) * tileColumns + (column >> 3);
/** A cell's place in its tile. */
export const placeOf = (column: number, row: number) => ((row & 7) << 3) + (column & 7);

/**
 * `slots` is the table: a tile's number and where its record starts in `lists`, two words a slot, found by linear probing so that
 * a look costs one cache line as a rule. A start of 0 is an empty slot. A record is a bit for each of its 64 cells that has a list
 * (two words), where those lists begin and where the last ends (one word each, counted from the record), and the lists: one word
 * for a circle, more for a polygon (see cover.ts). The word at 0 belongs to no record.
 */
export interface Grid {
  slots: Uint32Array;
  lists: Uint32Array;
}

/** Fibonacci hashing (Knuth, TAOCP 3, §6.4), scaled to any number of slots. */
export function slotOf(tile: number, slotCount: number): number {
  return Math.floor((Math.imul(tile, 0x9e3779b1) >>> 0) * (slotCount / 2 ** 32));
}

/** Two slots for each tile, and one that stays empty, which ends a probe. */
const slotCountFor = (tiles: number) => tiles * 2 + 1;

/** Where in a record the list of a cell is told of, by its place in the tile; 0 if it has none. */
export function entryOf(lists: Uint32Array, record: number, place: number): number {
  const low = lists[record]!;
  const half = place < 32 ? low : lists[record + 1]!;
  const bit = 1 << (place & 31);
  if ((half & bit) === 0) return 0;
  return record + 2 + bitsIn(half & (bit - 1)) + (place < 32 ? 0 : bitsIn(low));
}

/** How many bits are set (Warren, Hacker's Delight, §5-1). */
function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Gathers the words of cells. A cell's words come in the order they were added. */
export function createGridBuilder(): {
  add(level: Level, column: number, row: number, words: ArrayLike<number>): void;
  build(): Grid;
} {
  let filed = new Uint32Array(1024);
  let filedLength = 0;
  // a cell's key is its tile × 64 and its place in the tile
  let keys = new Float64Array(256);
  let lengths = new Uint32Array(256);
  let cells = 0;
  // from key to cell number + 1
  let table = new Uint32Array(1024);

  function slotFor(key: number): number {
    let slot = slotOf(Math.floor(key / 64) * 37 + (key % 64), table.length);
    while (table[slot] !== 0 && keys[table[slot]! - 1] !== key) slot = slot + 1 === table.length ? 0 : slot + 1;
    return slot;
  }

  function cellOf(key: number): number {
    const slot = slotFor(key);
    if (table[slot] !== 0) return table[slot]! - 1;
    if (cells === keys.length) {
      const [fewerKeys, fewerLengths] = [keys, lengths];
      keys = new Float64Array(cells * 2);
      keys.set(fewerKeys);
      lengths = new Uint32Array(cells * 2);
      lengths.set(fewerLengths);
    }
    keys[cells++] = key;
    table[slot] = cells;
    if (cells * 2 > table.length) {
      table = new Uint32Array(table.length * 4);
      for (let cell = 0; cell < cells; cell++) table[slotFor(keys[cell]!)] = cell + 1;
    }
    return cells - 1;
  }

  return {
    add(level, column, row, words) {
      const cell = cellOf(tileOf(level, column, row) * 64 + placeOf(column, row));
      const needed = filedLength + 2 + words.length;
      if (needed > filed.length) {
        const fewer = filed;
        filed = new Uint32Array(Math.max(filed.length * 2, needed));
        filed.set(fewer);
      }
      filed[filedLength++] = cell;
      filed[filedLength++] = words.length;
      for (let i = 0; i < words.length; i++) filed[filedLength++] = words[i]!;
      lengths[cell]! += words.length;
    },

    build() {
      const sorted = keys.slice(0, cells).sort();
      let tiles = 0;
      let words = 1;
      for (let i = 0; i < cells; i++) {
        if (i === 0 || Math.floor(sorted[i]! / 64) !== Math.floor(sorted[i - 1]! / 64)) {
          tiles++;
          words += 3;
        }
        words += 1 + lengths[cellOf(sorted[i]!)]!;
      }
      const slots = new Uint32Array(slotCountFor(tiles) * 2);
      const lists = new Uint32Array(words);
      // a record for every tile, and in it room for the lists of its cells
      const ends = new Uint32Array(cells);
      let record = 1;
      for (let i = 0; i < cells; ) {
        const tile = Math.floor(sorted[i]! / 64);
        let slot = slotOf(tile, slots.length / 2);
        while (slots[slot * 2 + 1] !== 0) slot = slot + 1 === slots.length / 2 ? 0 : slot + 1;
        slots.set([tile, record], slot * 2);
        let last = i;
        while (last < cells && Math.floor(sorted[last]! / 64) === tile) last++;
        let at = record + 2 + last - i + 1;
        for (let entry = record + 2; i < last; i++, entry++) {
          const place = sorted[i]! % 64;
          lists[record + (place >> 5)]! |= 1 << (place & 31);
          const cell = cellOf(sorted[i]!);
          lists[entry] = at - record;
          ends[cell] = at;
          at += lengths[cell]!;
          lists[entry + 1] = at - record;
        }
        record = at;
      }
      // every word to its list
      for (let i = 0; i < filedLength; ) {
        const cell = filed[i++]!;
        const length = filed[i++]!;
        for (let k = 0; k < length; k++) lists[ends[cell]!++] = filed[i++]!;
      }
      return { slots, lists };
    },
  };
}
