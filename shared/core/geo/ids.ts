// Ids as bytes, and a hash table from an id to its geofence.

/** FNV-1a (Fowler, Noll & Vo) over UTF-16 code units: an id can be looked up without being encoded. */
export function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Cheaper than to ask for the length in UTF-8, which is the length then. */
function isAscii(id: string): boolean {
  let all = 0;
  for (let i = 0; i < id.length; i++) all |= id.charCodeAt(i);
  return all < 128;
}

/** Three slots for two ids; at least one stays empty, which ends a probe. */
export const idSlotCount = (ids: number) => Math.ceil(ids * 1.5) + 1;

/** The number of the geofence with an id; undefined if there is none. `isAt` compares. */
export function findId(id: string, slots: Uint32Array, isAt: (i: number) => boolean): number | undefined {
  let slot = hashOf(id) % slots.length;
  for (let looks = 0; looks < slots.length; looks++) {
    const i = slots[slot]! - 1;
    if (i < 0) return undefined;
    if (isAt(i)) return i;
    if (++slot === slots.length) slot = 0;
  }
  return undefined;
}

/**
 * Ids in the order they are given, which is how they lie in memory: each string is fetched twice, and never in another order.
 * `compare` then tells which of two comes first by a number, mostly without fetching them again. `room` is three words an id, to
 * work in.
 */
export function readIds(given: readonly { id: string }[], room: Uint32Array) {
  // hash and length of each side by side, because they are fetched together, and in another order
  const read = room.subarray(0, given.length * 2);
  const numbers = room.subarray(given.length * 2, given.length * 3);
  let prefix = given[0]?.id ?? '';
  for (let g = 0; g < given.length; g++) {
    const { id } = given[g]!;
    read[g * 2] = hashOf(id);
    read[g * 2 + 1] = isAscii(id) ? id.length : Buffer.byteLength(id);
    while (!id.startsWith(prefix)) prefix = prefix.slice(0, -1);
  }
  const common = prefix.length;

  /** The three code units after those that all ids begin with, as one number below 2⁴⁸. */
  const keyOf = (id: string) => {
    let key = 0;
    for (let k = common; k < common + 3; k++) key = key * 2 ** 16 + (k < id.length ? id.charCodeAt(k) : 0);
    return key;
  };

  return {
    /**
     * All ids in UTF-8, those of `order` one after the other. Fills `offsets` with where each begins and where the last ends, and
     * `slots` with the number of each + 1. Returns the ids that were there already, too, and `compare` for two numbers.
     */
    lay(order: Uint32Array, offsets: Uint32Array, slots: Uint32Array) {
      const doubled: string[] = [];
      for (let i = 0; i < order.length; i++) {
        const g = order[i]!;
        numbers[g] = i;
        offsets[i + 1] = offsets[i]! + read[g * 2 + 1]!;
        const hash = read[g * 2]!;
        let slot = hash % slots.length;
        for (; slots[slot] !== 0; slot = slot + 1 === slots.length ? 0 : slot + 1) {
          const other = order[slots[slot]! - 1]!;
          if (read[other * 2] === hash && given[other]!.id === given[g]!.id) doubled.push(given[g]!.id);
        }
        slots[slot] = i + 1;
      }
      const bytes = new Uint8Array(offsets[order.length]!);
      const keys = new Float64Array(order.length);
      const encoder = new TextEncoder();
      for (let g = 0; g < given.length; g++) {
        const { id } = given[g]!;
        const i = numbers[g]!;
        keys[i] = keyOf(id);
        // most ids are ASCII, and an encoder called for each would cost more than all else here
        if (read[g * 2 + 1] === id.length)
          for (let k = 0; k < id.length; k++) bytes[offsets[i]! + k] = id.charCodeAt(k);
        else encoder.encodeInto(id, bytes.subarray(offsets[i]));
      }
      const compare = (a: number, b: number) =>
        keys[a]! - keys[b]! || (given[order[a]!]!.id < given[order[b]!]!.id ? -1 : 1);
      return { bytes, doubled, compare };
    },
  };
}
