// Cells of longitude and latitude in nine sizes, and a hash table of those in use: where a place's geofences are listed.

/** Cells have 0.01° (1.1 km) on level 0 and four times as much on each next one; on the last one cell is the whole earth. */
const levelCount = 9;
const cellsPerDegree = 100;

export interface Level {
  perDegree: number;
  columns: number;
  /** Key of its first cell: all levels together have fewer than 2³⁰ cells, so a key is a small integer. */
  firstKey: number;
}

export const levels: readonly Level[] = levelsFrom(0, 0);

function levelsFrom(level: number, firstKey: number): Level[] {
  if (level === levelCount) return [];
  const perDegree = cellsPerDegree / 4 ** level;
  const columns = Math.floor(360 * perDegree) + 1;
  const rows = Math.floor(180 * perDegree) + 1;
  return [{ perDegree, columns, firstKey }, ...levelsFrom(level + 1, firstKey + columns * rows)];
}

/** Never decreases with degrees, so the cells of a range are those between the cells of its ends. */
export const columnOf = ({ perDegree }: Level, lng: number) => Math.floor((lng + 180) * perDegree);
export const rowOf = ({ perDegree }: Level, lat: number) => Math.floor((lat + 90) * perDegree);
export const keyOf = ({ columns, firstKey }: Level, column: number, row: number) => firstKey + row * columns + column;

/**
 * The table: a cell's key and where its list starts, two words a slot, found by linear probing so that a look costs one cache
 * line as a rule. A start of 0 is an empty slot. Fibonacci hashing (Knuth, TAOCP 3, §6.4), scaled to any number of slots.
 */
export function slotOf(key: number, slotCount: number): number {
  return Math.floor((Math.imul(key, 0x9e3779b1) >>> 0) * (slotCount / 2 ** 32));
}

/** Three slots for two cells: longer probes than this saves bytes are few. At least one stays empty, which ends a probe. */
const slotCountFor = (cells: number) => Math.ceil(cells * 1.5) + 1;

/**
 * The lists of all cells in one run of words, and the table that leads to them. A list is its length in words, then one word for
 * a circle and more for a polygon (see cover.ts). The word at 0 belongs to no list.
 */
export interface Grid {
  slots: Uint32Array;
  lists: Uint32Array;
}

/** Gathers entries by cell. Cells keep the order they first come in, so neighbours in the order of filing are neighbours in memory. */
export function createGridBuilder(): { add(key: number, words: ArrayLike<number>): void; build(): Grid } {
  let filed = new Uint32Array(1024);
  let filedLength = 0;
  let keys = new Uint32Array(256);
  let lengths = new Uint32Array(256);
  let cells = 0;
  // a temporary table from key to cell number + 1
  let table = new Uint32Array(1024);

  function cellOf(key: number): number {
    let slot = slotOf(key, table.length);
    for (let cell = table[slot]!; cell !== 0; cell = table[slot]!) {
      if (keys[cell - 1] === key) return cell - 1;
      slot = slot + 1 === table.length ? 0 : slot + 1;
    }
    if (cells === keys.length) {
      keys = grown(keys, cells * 2);
      lengths = grown(lengths, cells * 2);
    }
    keys[cells++] = key;
    if (cells * 2 < table.length) {
      table[slot] = cells;
    } else {
      table = new Uint32Array(table.length * 4);
      for (let cell = 0; cell < cells; cell++) {
        let free = slotOf(keys[cell]!, table.length);
        while (table[free] !== 0) free = free + 1 === table.length ? 0 : free + 1;
        table[free] = cell + 1;
      }
    }
    return cells - 1;
  }

  return {
    add(key, words) {
      const cell = cellOf(key);
      if (filedLength + 2 + words.length > filed.length) {
        filed = grown(filed, Math.max(filed.length * 2, filedLength + 2 + words.length));
      }
      filed[filedLength++] = cell;
      filed[filedLength++] = words.length;
      for (let i = 0; i < words.length; i++) filed[filedLength++] = words[i]!;
      lengths[cell]! += words.length;
    },
    build() {
      // a place for every list
      const ends = new Uint32Array(cells);
      const slots = new Uint32Array(cells === 0 ? 2 : slotCountFor(cells) * 2);
      let at = 1;
      for (let cell = 0; cell < cells; cell++) {
        let slot = slotOf(keys[cell]!, slots.length / 2);
        while (slots[slot * 2 + 1] !== 0) slot = slot + 1 === slots.length / 2 ? 0 : slot + 1;
        slots[slot * 2] = keys[cell]!;
        slots[slot * 2 + 1] = at;
        ends[cell] = at + 1;
        at += 1 + lengths[cell]!;
      }
      // every entry to its list
      const lists = new Uint32Array(at);
      for (let cell = 0; cell < cells; cell++) lists[ends[cell]! - 1] = lengths[cell]!;
      for (let i = 0; i < filedLength; ) {
        const cell = filed[i++]!;
        const length = filed[i++]!;
        for (let k = 0; k < length; k++) lists[ends[cell]!++] = filed[i++]!;
      }
      return { slots, lists };
    },
  };
}

function grown(words: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(length);
  larger.set(words);
  return larger;
}
