// Ids as bytes, and a hash table from an id to its geofence.

/** FNV-1a (Fowler, Noll & Vo) over UTF-16 code units: an id can be looked up without being encoded. */
export function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Three slots for two ids; at least one stays empty, which ends a probe. */
export const idSlotCount = (ids: number) => Math.ceil(ids * 1.5) + 1;

/** Slots hold the number of a geofence + 1. Returns the number of each id that is there already. */
export function fillIdSlots(ids: readonly string[], slots: Uint32Array): number[] {
  const doubled: number[] = [];
  ids.forEach((id, i) => {
    const slot = slotOfId(id, slots, (other) => ids[other] === id);
    if (slots[slot] === 0) slots[slot] = i + 1;
    else doubled.push(i);
  });
  return doubled;
}

/** The slot that holds an id, or the empty one it would be put in. */
export function slotOfId(id: string, slots: Uint32Array, isAt: (i: number) => boolean): number {
  let slot = hashOf(id) % slots.length;
  while (slots[slot] !== 0 && !isAt(slots[slot]! - 1)) slot = slot + 1 === slots.length ? 0 : slot + 1;
  return slot;
}

/** All ids in UTF-8, one after the other; `offsets` is filled with where each begins, and where the last ends. */
export function encodeIds(ids: readonly string[], offsets: Uint32Array): Uint8Array {
  let length = 0;
  for (const id of ids) length += id.length;
  // a code unit takes three bytes at most
  const bytes = new Uint8Array(length * 3);
  const encoder = new TextEncoder();
  let at = 0;
  ids.forEach((id, i) => {
    offsets[i] = at;
    at += encoder.encodeInto(id, bytes.subarray(at)).written;
  });
  offsets[ids.length] = at;
  return bytes.subarray(0, at);
}
