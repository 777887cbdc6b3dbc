// Fills the grid: entries are filed as they come, then sorted by tile, and within a tile, which fits the cache, by cell.
import {
  type Grid,
  homeOf,
  type Level,
  mostPairs,
  placeOf,
  saidInLists,
  slotCountFor,
  slotFor,
  slotWords,
  tileCells,
  tileOf,
} from './grid.ts';

/** Words of an entry in a cell. `longer` follows the first two, where there are more. */
export type Add = (level: Level, column: number, row: number, first: number, second: number, longer?: number[]) => void;

/** Words that go before an entry's own where it is filed: its tile, by order of first use, and its place and length. */
const filedWords = 2;
const lengthBits = 28;

/** Gathers entries in `room`, and sorts them in another, as far as these go. `compare` says of two entries, by their second words, which goes first in a cell. */
export function createGridBuilder(
  room: Uint32Array,
  sortingRoom: Uint32Array,
): {
  add: Add;
  build(compare: (second: number, other: number) => number): Grid;
} {
  let filed = room;
  let filedLength = 0;
  // tiles in order of first use: their numbers, and how many words are filed for each
  let tiles = new Uint32Array(256);
  let lengths = new Uint32Array(256);
  let tileCount = 0;
  // from a tile's number to its place in that order + 1
  let table = new Uint32Array(1024);
  let [lastTile, lastOrder] = [-1, 0];

  function tableSlot(tile: number): number {
    let slot = (Math.imul(tile, 0x9e3779b1) >>> 0) % table.length;
    while (table[slot] !== 0 && tiles[table[slot]! - 1] !== tile) slot = slot + 1 === table.length ? 0 : slot + 1;
    return slot;
  }

  /** Neighbours are added one after the other: mostly it is the same tile again. */
  function orderOf(tile: number): number {
    if (tile === lastTile) return lastOrder;
    lastTile = tile;
    const slot = tableSlot(tile);
    if (table[slot] !== 0) {
      lastOrder = table[slot]! - 1;
      return lastOrder;
    }
    if (tileCount === tiles.length) {
      tiles = withRoom(tiles, tileCount * 2);
      lengths = withRoom(lengths, tileCount * 2);
    }
    lastOrder = tileCount++;
    tiles[lastOrder] = tile;
    table[slot] = tileCount;
    if (tileCount * 2 > table.length) {
      table = new Uint32Array(table.length * 4);
      for (let order = 0; order < tileCount; order++) table[tableSlot(tiles[order]!)] = order + 1;
    }
    return lastOrder;
  }

  return {
    add(level, column, row, first, second, longer) {
      const order = orderOf(tileOf(level, column, row));
      const length = 2 + (longer === undefined ? 0 : longer.length);
      if (filedLength + filedWords + length > filed.length) {
        filed = withRoom(filed, Math.max(filed.length * 2, filedLength + filedWords + length));
      }
      filed[filedLength] = order;
      filed[filedLength + 1] = placeOf(column, row) * 2 ** lengthBits + length;
      filed[filedLength + 2] = first;
      filed[filedLength + 3] = second;
      if (longer !== undefined) filed.set(longer, filedLength + filedWords + 2);
      filedLength += filedWords + length;
      lengths[order]! += filedWords - 1 + length;
    },

    build(compare) {
      // all entries by tile, as they came, without the word that said which
      const ends = new Uint32Array(tileCount + 1);
      for (let order = 0; order < tileCount; order++) ends[order + 1] = ends[order]! + lengths[order]!;
      const words = ends[tileCount]!;
      const byTile = words <= sortingRoom.length ? sortingRoom.subarray(0, words) : new Uint32Array(words);
      const next = ends.slice();
      let entries = 0;
      for (let k = 0; k < filedLength; entries++) {
        const order = filed[k]!;
        const stop = k + filedWords + (filed[k + 1]! & (2 ** lengthBits - 1));
        let to = next[order]!;
        for (k++; k < stop; k++) byTile[to++] = filed[k]!;
        next[order] = to;
      }

      const slotCount = slotCountFor(tileCount);
      const slots = new Uint32Array(slotCount * slotWords);
      const sieve = new Uint16Array(slotCount);
      // room for words that say where lists start, should every tile need them
      const listWords = byTile.length - entries + tileCount * (tileCells + 1);
      // what was filed is in `byTile` now
      const lists = listWords <= filed.length ? filed : new Uint32Array(listWords);
      const second = (entry: number) => byTile[entry + 2]!;
      const inOrder = (a: number, b: number) => compare(second(a), second(b)) || a - b;
      let found = new Uint32Array(256);
      const bounds = new Uint32Array(tileCells + 1);
      const wordsIn = new Uint32Array(tileCells);
      let filled = 0;
      for (let order = 0; order < tileCount; order++) {
        // how many entries there are for each cell, and how many words
        bounds.fill(0);
        wordsIn.fill(0);
        let count = 0;
        let inPairs = true;
        for (let k = ends[order]!; k < ends[order + 1]!; count++) {
          const place = byTile[k]! >>> lengthBits;
          const length = byTile[k]! & (2 ** lengthBits - 1);
          bounds[place + 1]!++;
          wordsIn[place]! += length;
          if (length !== 2 || wordsIn[place]! > 2 * mostPairs) inPairs = false;
          k += 1 + length;
        }
        if (count > found.length) found = new Uint32Array(count * 2);
        for (let place = 0; place < tileCells; place++) bounds[place + 1]! += bounds[place]!;
        // the entries by cell; `bounds` moves on to where each cell ends
        for (let k = ends[order]!; k < ends[order + 1]!; ) {
          found[bounds[byTile[k]! >>> lengthBits]!++] = k;
          k += 1 + (byTile[k]! & (2 ** lengthBits - 1));
        }
        const home = homeOf(tiles[order]!, slotCount);
        const slot = slotFor(slots, tiles[order]!, home);
        slots[slot] = tiles[order]!;
        slots[slot + 1] = filled;
        const base = filled;
        if (!inPairs) {
          slots.fill(saidInLists, slot + 2, slot + 4);
          filled += tileCells + 1;
        }
        for (let place = 0, from = 0; place < tileCells; from = bounds[place++]!) {
          const to = bounds[place]!;
          if (inPairs) slots[slot + 2 + (place >> 3)]! |= (wordsIn[place]! >> 1) << ((place & 7) * 4);
          else lists[base + place] = filled - base;
          if (to === from) continue;
          sieve[home]! |= 1 << place;
          sortFew(found, from, to, inOrder);
          for (let n = from; n < to; n++) {
            const entry = found[n]!;
            const stop = entry + 1 + (byTile[entry]! & (2 ** lengthBits - 1));
            for (let k = entry + 1; k < stop; k++) lists[filled++] = byTile[k]!;
          }
        }
        if (!inPairs) lists[base + tileCells] = filled - base;
      }
      return { sieve, slots, lists: lists.subarray(0, filled) };
    },
  };
}

function withRoom(words: Uint32Array, length: number) {
  const more = new Uint32Array(length);
  more.set(words);
  return more;
}

/** Cells hold a few as a rule. */
function sortFew(values: Uint32Array, from: number, to: number, compare: (a: number, b: number) => number): void {
  if (to - from > 24) {
    values.subarray(from, to).sort(compare);
    return;
  }
  for (let n = from + 1; n < to; n++) {
    const value = values[n]!;
    let at = n;
    for (; at > from && compare(values[at - 1]!, value) > 0; at--) values[at] = values[at - 1]!;
    values[at] = value;
  }
}
