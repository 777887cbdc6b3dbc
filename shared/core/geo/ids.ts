// Ids as bytes, and a hash table from an id to its geofence.

/** FNV-1a (Fowler, Noll & Vo) over UTF-16 code units: an id can be looked up without being encoded. */
export function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return hash >>> 0;
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
 * All ids in UTF-8, one after the other. Fills `offsets` with where each begins and where the last ends, and `slots` with the
 * number of each + 1. Returns the ids that were there already, too.
 */
export function layIds(
  ids: readonly string[],
  offsets: Uint32Array,
  slots: Uint32Array,
): { bytes: Uint8Array; doubled: string[] } {
  let length = 0;
  for (const id of ids) length += id.length;
  // a code unit takes three bytes at most
  const bytes = new Uint8Array(length * 3);
  const encoder = new TextEncoder();
  const hashes = new Uint32Array(ids.length);
  const doubled: string[] = [];
  for (let i = 0, at = 0; i < ids.length; i++) {
    const id = ids[i]!;
    const hash = hashOf(id);
    hashes[i] = hash;
    let slot = hash % slots.length;
    for (; slots[slot] !== 0; slot = slot + 1 === slots.length ? 0 : slot + 1) {
      const other = slots[slot]! - 1;
      if (hashes[other] === hash && ids[other] === id) doubled.push(id);
    }
    slots[slot] = i + 1;
    // most ids are ASCII, and an encoder called for each would cost more than all else here
    let k = 0;
    for (; k < id.length; k++) {
      const unit = id.charCodeAt(k);
      if (unit > 0x7f) break;
      bytes[at + k] = unit;
    }
    at += k === id.length ? k : encoder.encodeInto(id, bytes.subarray(at)).written;
    offsets[i + 1] = at;
  }
  return { bytes: bytes.subarray(0, offsets[ids.length]), doubled };
}
