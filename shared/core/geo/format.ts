// The bytes of a compiled index: a header and flat little-endian arrays, used in place, verified before use.
import { crc32 } from 'node:zlib';
import { levelEnds, nodeSize, type Tree } from './tree.ts';

/**
 * Geofences lie in order of id. `places` holds three numbers each: a circle's centre lng, lat and radius in metres, or a
 * polygon's west and east (east may pass 180) and 0. Geofence i has edges edgeOffsets[i] to edgeOffsets[i + 1], a circle none.
 */
export interface Tables extends Tree {
  places: Float64Array;
  edges: Float64Array;
  edgeOffsets: Uint32Array;
  idOffsets: Uint32Array;
  idBytes: Uint8Array;
}

/** "RVNG" as the first four bytes; on a big-endian machine it reads differently and every index is refused. */
const magic = 0x474e5652;
const version = 1;
const headerBytes = 32;
/** Header, 32-bit words: magic, version, checksum of all that follows it, bytes in all, geofences, edges, bytes of ids, 0. */
const checksumEnd = 12;

/** Views over bytes for so many geofences, edges and bytes of ids. The buffer must start at a multiple of 8. */
function tablesOver(
  buffer: ArrayBufferLike,
  start: number,
  geofences: number,
  edges: number,
  idLength: number,
): Tables {
  const nodes = levelEnds(geofences).at(-1) ?? 0;
  let at = start + headerBytes;
  const take = (bytes: number) => {
    at += bytes;
    return at - bytes;
  };
  return {
    places: new Float64Array(buffer, take(geofences * 24), geofences * 3),
    edges: new Float64Array(buffer, take(edges * 32), edges * 4),
    boxes: new Float32Array(buffer, take(nodes * 16), nodes * 4),
    children: new Uint32Array(buffer, take(nodes * 4), nodes),
    edgeOffsets: new Uint32Array(buffer, take(geofences * 4 + 4), geofences + 1),
    idOffsets: new Uint32Array(buffer, take(geofences * 4 + 4), geofences + 1),
    idBytes: new Uint8Array(buffer, take(idLength), idLength),
  };
}

function sizeOf(geofences: number, edges: number, idLength: number): number {
  const nodes = levelEnds(geofences).at(-1) ?? 0;
  return headerBytes + geofences * 24 + edges * 32 + nodes * 20 + (geofences + 1) * 8 + idLength;
}

/** Bytes with room for the tables, and the tables to fill. Call `seal` when they are filled. */
export function allocate(geofences: number, edges: number, idLength: number): { bytes: Uint8Array; tables: Tables } {
  const bytes = new Uint8Array(sizeOf(geofences, edges, idLength));
  new Uint32Array(bytes.buffer, 0, 8).set([magic, version, 0, bytes.length, geofences, edges, idLength]);
  return { bytes, tables: tablesOver(bytes.buffer, 0, geofences, edges, idLength) };
}

/** Writes the checksum. */
export function seal(bytes: Uint8Array): void {
  new Uint32Array(bytes.buffer, 8, 1)[0] = crc32(bytes.subarray(checksumEnd));
}

/**
 * The tables of a compiled index. The bytes are used in place (copied once if they are not aligned, as a pooled Buffer may be)
 * and must not change afterwards. Throws an Error that says why when they are foreign, of another version, truncated or damaged.
 */
export function readTables(given: Uint8Array): Tables {
  const refuse = (why: string) => new Error(`geofence index refused: ${why}`);
  if (given.length < headerBytes) throw refuse(`${given.length} bytes are fewer than its header`);
  const bytes = given.byteOffset % 8 === 0 ? given : new Uint8Array(given);
  const header = new Uint32Array(bytes.buffer, bytes.byteOffset, 8);
  const [checksum, length, geofences, edges, idLength] = [header[2]!, header[3]!, header[4]!, header[5]!, header[6]!];
  if (header[0] !== magic) throw refuse('these bytes are not a compiled geofence index');
  if (header[1] !== version)
    throw refuse(`format ${header[1]} is not the format ${version} this build reads; compile it again`);
  if (bytes.length < length) throw refuse(`truncated: ${bytes.length} of ${length} bytes`);
  if (bytes.length > length) throw refuse(`${bytes.length - length} bytes follow its end`);
  if (crc32(bytes.subarray(checksumEnd)) !== checksum) throw refuse('damaged: the checksum does not match');
  // the product of a wrong compiler can have a right checksum: no offset may lead outside
  if (sizeOf(geofences, edges, idLength) !== length) throw refuse('its counts do not add up to its length');
  const tables = tablesOver(bytes.buffer, bytes.byteOffset, geofences, edges, idLength);
  if (!ascends(tables.edgeOffsets, edges)) throw refuse('an edge lies outside the edges');
  if (!ascends(tables.idOffsets, idLength)) throw refuse('an id lies outside the ids');
  if (!childrenInside(tables.children, geofences)) throw refuse('a node of its tree leads outside the tree');
  return tables;
}

function ascends(offsets: Uint32Array, end: number): boolean {
  for (let i = 1; i < offsets.length; i++) if (offsets[i]! < offsets[i - 1]!) return false;
  return offsets[0] === 0 && offsets.at(-1) === end;
}

/** Leaves name items; the nodes of each level above lead to the groups of the level below, in order. */
function childrenInside(children: Uint32Array, items: number): boolean {
  for (let i = 0; i < items; i++) if (children[i]! >= items) return false;
  for (let i = items, first = 0, level = 0, ends = levelEnds(items); i < children.length; i++) {
    if (children[i] !== first) return false;
    first = Math.min(first + nodeSize, ends[level]!);
    if (first === ends[level]) level++;
  }
  return true;
}
