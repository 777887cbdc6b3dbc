// The bytes of a compiled index: a header and flat little-endian arrays, used in place, verified before use.
import { crc32 } from 'node:zlib';
import { slotWords } from './grid.ts';
import { idSlotCount } from './ids.ts';
import { levelEnds, nodeNumbers } from './tree.ts';

/** Geofences lie in spatial order, so that neighbours are neighbours in memory. */
export interface Tables {
  /**
   * Three numbers a geofence. A circle: centre lng, lat, and radius in metres. A polygon: lng, lat and radius in metres of a
   * circle that it does not leave, the radius negative.
   */
  places: Float64Array;
  /** Geofence i has edges edgeOffsets[i] to edgeOffsets[i + 1], each lng, lat, lng, lat; a circle none. Empty if there are none at all. */
  edges: Float64Array;
  edgeOffsets: Uint32Array;
  /** See grid.ts. */
  sieve: Uint16Array;
  slots: Uint32Array;
  lists: Uint32Array;
  /** See tree.ts. */
  nodes: Float32Array;
  /** See ids.ts. */
  idSlots: Uint32Array;
  idOffsets: Uint32Array;
  idBytes: Uint8Array;
}

/** What decides how long the tables are. */
export interface Counts {
  geofences: number;
  edges: number;
  slots: number;
  listWords: number;
  idBytes: number;
  /** A bit for each level of the grid that has a cell. */
  levelsUsed: number;
}

/** "RVNG" as the first four bytes; on a big-endian machine it reads differently and every index is refused. */
const magic = 0x474e5652;
const version = 3;
/** 32-bit words: magic, version, checksum of all that follows it, bytes in all, the six counts, two of 0. */
const headerBytes = 48;
const checksumEnd = 12;

const bytesOf = ({ geofences, edges, slots, listWords, idBytes }: Counts) =>
  headerBytes +
  geofences * 28 +
  4 +
  (edges === 0 ? 0 : geofences * 4 + 4) +
  edges * 32 +
  nodesOf(geofences) * 4 +
  slots * slotWords * 4 +
  paddedTo4(slots * 2) +
  listWords * 4 +
  idSlotCount(geofences) * 4 +
  idBytes;

const paddedTo4 = (bytes: number) => (bytes + 3) & ~3;
const nodesOf = (geofences: number) => (levelEnds(geofences).at(-1) ?? 0) * nodeNumbers;

/** Views over bytes for so much. The buffer must start at a multiple of 8. */
function tablesOver(buffer: ArrayBufferLike, start: number, counts: Counts): Tables {
  const { geofences, edges, slots, listWords, idBytes } = counts;
  let at = start + headerBytes;
  const next = (bytes: number) => {
    at += bytes;
    return at - bytes;
  };
  const words = (length: number) => new Uint32Array(buffer, next(length * 4), length);
  return {
    places: new Float64Array(buffer, next(geofences * 24), geofences * 3),
    edges: new Float64Array(buffer, next(edges * 32), edges * 4),
    slots: words(slots * slotWords),
    nodes: new Float32Array(buffer, next(nodesOf(geofences) * 4), nodesOf(geofences)),
    lists: words(listWords),
    edgeOffsets: words(edges === 0 ? 0 : geofences + 1),
    idSlots: words(idSlotCount(geofences)),
    idOffsets: words(geofences + 1),
    sieve: new Uint16Array(buffer, next(paddedTo4(slots * 2)), slots),
    idBytes: new Uint8Array(buffer, next(idBytes), idBytes),
  };
}

/** Bytes with room for the tables, and the tables to fill. Call `seal` when they are filled. */
export function allocate(counts: Counts): { bytes: Uint8Array; tables: Tables } {
  const { geofences, edges, slots, listWords, idBytes, levelsUsed } = counts;
  const bytes = new Uint8Array(bytesOf(counts));
  const header = new Uint32Array(bytes.buffer, 0, headerBytes / 4);
  header.set([magic, version, 0, bytes.length, geofences, edges, slots, listWords, idBytes, levelsUsed]);
  return { bytes, tables: tablesOver(bytes.buffer, 0, counts) };
}

/** Writes the checksum. */
export function seal(bytes: Uint8Array): void {
  new Uint32Array(bytes.buffer, 8, 1)[0] = crc32(bytes.subarray(checksumEnd));
}

/**
 * The tables of a compiled index. The bytes are used in place (copied once if they are not aligned, as a pooled Buffer may be)
 * and must not change afterwards. Throws an Error that says why when they are foreign, of another version, truncated or damaged.
 */
export function readTables(given: Uint8Array): Tables & { levelsUsed: number } {
  const refuse = (why: string) => new Error(`geofence index refused: ${why}`);
  if (given.length < headerBytes) throw refuse(`${given.length} bytes are fewer than its header`);
  const bytes = given.byteOffset % 8 === 0 ? given : new Uint8Array(given);
  const header = new Uint32Array(bytes.buffer, bytes.byteOffset, headerBytes / 4);
  const [checksum, length] = [header[2]!, header[3]!];
  if (header[0] !== magic) throw refuse('these bytes are not a compiled geofence index');
  if (header[1] !== version)
    throw refuse(`format ${header[1]} is not the format ${version} this build reads; compile it again`);
  if (bytes.length < length) throw refuse(`truncated: ${bytes.length} of ${length} bytes`);
  if (bytes.length > length) throw refuse(`${bytes.length - length} bytes follow its end`);
  if (crc32(bytes.subarray(checksumEnd)) !== checksum) throw refuse('damaged: the checksum does not match');
  // the product of a wrong compiler can have a right checksum: no offset may lead outside
  const [geofences, edges, slots, listWords, idBytes, levelsUsed] = header.subarray(4) as unknown as Counters;
  const counts = { geofences, edges, slots, listWords, idBytes, levelsUsed };
  if (bytesOf(counts) !== length) throw refuse('its counts do not add up to its length');
  const tables = tablesOver(bytes.buffer, bytes.byteOffset, counts);
  if (edges > 0 && !ascends(tables.edgeOffsets, edges)) throw refuse('an edge lies outside the edges');
  if (tables.idOffsets[0] !== 0 || tables.idOffsets[geofences] !== idBytes)
    throw refuse('the ids are not where they should be');
  if (!hasEmptySlot(tables.slots)) throw refuse('a search of its grid would not end');
  return { ...tables, levelsUsed };
}
type Counters = [number, number, number, number, number, number];

function ascends(offsets: Uint32Array, end: number): boolean {
  for (let i = 1; i < offsets.length; i++) if (offsets[i]! < offsets[i - 1]!) return false;
  return offsets[0] === 0 && offsets[offsets.length - 1] === end;
}

/**
 * One slot is empty, or a search for what is not there would not end. What slots and lists say of where lists start, and where each
 * id begins, is held inside them where it is read: there are too many to look through at every start.
 */
function hasEmptySlot(slots: Uint32Array): boolean {
  for (let at = 2; at < slots.length; at += slotWords) if (slots[at] === 0 && slots[at + 1] === 0) return true;
  return false;
}
