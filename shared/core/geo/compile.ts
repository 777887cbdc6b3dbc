// Geofences to bytes: checked, put in spatial order, laid flat, listed by cell, sealed.
import type { Shape } from '../../model/geofence.ts';
import { errorsOf, type Finding } from './check.ts';
import {
  type Box,
  boxOfEdges,
  circleCells,
  circleLevel,
  coverCircle,
  coverPolygon,
  geofenceOf,
  levelFor,
  polygonCells,
} from './cover.ts';
import { allocate, seal } from './format.ts';
import { distanceMetres, leastRadius, normalLng } from './geodesic.ts';
import { createGridBuilder } from './grid-builder.ts';
import { idSlotCount, readIds } from './ids.ts';
import { boundaryOf, layFlat, polygonsOf } from './rings.ts';
import { buildTree, hilbert } from './tree.ts';

/** What is refused, with every finding. */
export class GeofenceError extends Error {
  readonly findings: Finding[];
  constructor(findings: Finding[]) {
    const [first] = findings;
    const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
    super(`geofence "${first!.geofenceId}", ${first!.path}: ${first!.message}${more}`);
    this.name = 'GeofenceError';
    this.findings = findings;
  }
}

/**
 * Compiles geofences into the bytes `openGeofences` reads; only `id` and `shape` matter. The same geofences in any order give
 * the same bytes. Throws a GeofenceError that names geofence, ring and vertex when a shape has an error or an id comes twice.
 */
export function compileGeofences(geofences: readonly { id: string; shape: Shape }[]): Uint8Array {
  const findings: Finding[] = [];
  // lay every shape flat, and see where it lies and on which level of the grid
  const size = geofences.length;
  const givenEdges = new Map<number, Float64Array>();
  // in one piece: V8 looks through the whole heap, the caller's geofences too, for every 64 MB of buffers that come to be
  const scratch = new Float64Array(size * (givenNumbers + 1 + 4 + 3 + 5));
  let taken = 0;
  const numbers = (each: number) => {
    taken += size * each;
    return scratch.subarray(taken - size * each, taken);
  };
  // box, place and level: what is fetched in another order afterwards lies in one line of the cache
  const given = numbers(givenNumbers);
  const keys = numbers(1);
  // filled late; until then what sorts keys and reads ids works there
  const boxes = numbers(4);
  const places = numbers(3);
  const room = new Uint32Array(scratch.buffer, boxes.byteOffset, size * 8);
  const box = new Float64Array(4);
  for (let i = 0; i < size; i++) {
    const errors = errorsOf(geofences[i]!);
    if (errors.length > 0) findings.push(...errors);
    // all are told of, and nothing is laid out that will be refused
    if (findings.length > 0) continue;
    const { shape } = geofences[i]!;
    const isCircle = shape.type === 'Circle';
    const edges = isCircle ? none : boundaryOf(layFlat(polygonsOf(shape)));
    if (isCircle) putCircleBox(shape.center[0], shape.center[1], shape.radiusMetres, box);
    else box.set(boxOfEdges(edges));
    const level = isCircle ? levelFor(box, circleLevel, circleCells) : levelFor(box, 0, polygonCells(edges.length / 4));
    if (!isCircle) givenEdges.set(i, edges);
    const at = i * givenNumbers;
    for (let k = 0; k < 4; k++) given[at + k] = box[k]!;
    if (isCircle) {
      given[at + 4] = normalLng(shape.center[0]);
      given[at + 5] = shape.center[1];
      given[at + 6] = shape.radiusMetres;
    } else given.set(roundCircle(edges, box), at + 4);
    given[at + 7] = level;
    keys[i] = level * 2 ** 44 + hilbert(box[0]!, box[1]!, box[2]!, box[3]!);
  }

  if (findings.length > 0) throw new GeofenceError(findings);

  // geofences of a level together, and those near each other in space, in memory
  const order = orderBy(keys, room);
  for (let from = 0, to = 1; from < size; from = to++) {
    const key = keys[order[from]!];
    while (to < size && keys[order[to]!] === key) to++;
    // where the key doesn't tell, the id does: the order they came in must not matter
    if (to - from > 1) order.subarray(from, to).sort((a, b) => (geofences[a]!.id < geofences[b]!.id ? -1 : 1));
  }
  const idSlots = new Uint32Array(idSlotCount(size));
  const idOffsets = new Uint32Array(size + 1);
  const { bytes: idBytes, doubled, compare } = readIds(geofences, room).lay(order, idOffsets, idSlots);
  if (doubled.length > 0) {
    throw new GeofenceError(
      doubled.sort().map((geofenceId) => ({ geofenceId, path: 'id', message: 'another geofence has this id' })),
    );
  }
  const levelOf = new Uint8Array(size);
  const edgeOffsets = new Uint32Array(size + 1);
  for (let i = 0; i < size; i++) {
    const at = order[i]! * givenNumbers;
    for (let k = 0; k < 4; k++) boxes[i * 4 + k] = given[at + k]!;
    for (let k = 0; k < 3; k++) places[i * 3 + k] = given[at + 4 + k]!;
    levelOf[i] = given[at + 7]!;
    const count = places[i * 3 + 2]! > 0 ? 0 : givenEdges.get(order[i]!)!.length / 4;
    edgeOffsets[i + 1] = edgeOffsets[i]! + count;
  }
  const edges = new Float64Array(edgeOffsets[size]! * 4);
  if (givenEdges.size > 0)
    for (let i = 0; i < size; i++) edges.set(givenEdges.get(order[i]!) ?? none, edgeOffsets[i]! * 4);

  // list each in the cells it touches; what was given is not needed any more, and where it was is used again
  const sorted = numbers(5);
  const grid = createGridBuilder(
    new Uint32Array(scratch.buffer, 0, (given.length + keys.length) * 2),
    new Uint32Array(scratch.buffer, sorted.byteOffset, sorted.length * 2),
  );
  let levelsUsed = 0;
  for (let i = 0; i < size; i++) {
    const level = levelOf[i]!;
    levelsUsed |= 1 << level;
    for (let k = 0; k < 4; k++) box[k] = boxes[i * 4 + k]!;
    const radius = places[i * 3 + 2]!;
    if (radius > 0) coverCircle(i, places[i * 3]!, places[i * 3 + 1]!, radius, box, level, grid.add);
    else coverPolygon(i, edges, edgeOffsets[i]!, edgeOffsets[i + 1]!, box, level, grid.add);
  }
  const { sieve, slots, lists } = grid.build((a, b) => compare(geofenceOf(a), geofenceOf(b)));

  const { bytes, tables } = allocate({
    geofences: size,
    edges: edges.length / 4,
    slots: sieve.length,
    listWords: lists.length,
    idBytes: idBytes.length,
    levelsUsed,
  });
  tables.places.set(places);
  tables.edges.set(edges);
  if (edges.length > 0) tables.edgeOffsets.set(edgeOffsets);
  tables.sieve.set(sieve);
  tables.slots.set(slots);
  tables.lists.set(lists);
  tables.idSlots.set(idSlots);
  tables.idOffsets.set(idOffsets);
  tables.idBytes.set(idBytes);
  buildTree(boxes, tables.nodes);
  seal(bytes);
  return bytes;
}

/** The order of keys below 2⁴⁸, worked out in `room`, three words a key: radix sort by four digits of twelve bits, each pass stable (Knuth, TAOCP 3, §5.2.5). */
function orderBy(keys: Float64Array, room: Uint32Array): Uint32Array {
  const part = (k: number) => room.subarray(k * keys.length, (k + 1) * keys.length);
  const halves = [part(0), part(1)] as const;
  for (let i = 0; i < keys.length; i++) {
    const high = Math.floor(keys[i]! / 2 ** 24);
    halves[0][i] = keys[i]! - high * 2 ** 24;
    halves[1][i] = high;
  }
  let order: Uint32Array = new Uint32Array(keys.length);
  for (let i = 0; i < keys.length; i++) order[i] = i;
  // after four passes the order is where it was at first
  let sorted: Uint32Array = part(2);
  for (const half of halves) {
    for (const shift of [0, 12]) {
      const starts = new Uint32Array(2 ** 12 + 1);
      for (let i = 0; i < keys.length; i++) starts[((half[i]! >>> shift) & 0xfff) + 1]!++;
      for (let digit = 0; digit < 2 ** 12; digit++) starts[digit + 1]! += starts[digit]!;
      for (let i = 0; i < keys.length; i++) sorted[starts[(half[order[i]!]! >>> shift) & 0xfff]!++] = order[i]!;
      [order, sorted] = [sorted, order];
    }
  }
  return order;
}

const none = new Float64Array(0);

const givenNumbers = 8;

/** A box no place of the circle lies outside of: all longitudes when it holds a pole. */
function putCircleBox(lng: number, lat: number, radiusMetres: number, out: Float64Array): void {
  // a metre more than the bound, so that rounding can't matter
  const angle = (radiusMetres + 1) / leastRadius;
  const degrees = (angle * 180) / Math.PI;
  out[1] = Math.max(lat - degrees, -90);
  out[3] = Math.min(lat + degrees, 90);
  if (out[1] === -90 || out[3] === 90) {
    out[0] = -180;
    out[2] = 180;
    return;
  }
  const across = (Math.asin(Math.min(1, Math.sin(angle) / Math.cos((lat * Math.PI) / 180))) * 180) / Math.PI;
  const west = normalLng(normalLng(lng) - across);
  out[0] = west;
  out[2] = west + 2 * across;
}

/**
 * A circle round the middle of its box that a polygon does not leave; the radius negative, to tell it from a circle. No place
 * of an edge is farther than its nearer end and half the edge, which is at most half of a step north and of one along it.
 */
function roundCircle(edges: Float64Array, box: Box): [lng: number, lat: number, radius: number] {
  const [lng, lat] = [normalLng((box[0]! + box[2]!) / 2), (box[1]! + box[3]!) / 2];
  let radius = 0;
  for (let i = 0; i < edges.length; i += 4) {
    const [x1, y1, x2, y2] = [edges[i]!, edges[i + 1]!, edges[i + 2]!, edges[i + 3]!];
    const farther = Math.max(distanceMetres(lng, lat, x1, y1), distanceMetres(lng, lat, x2, y2));
    radius = Math.max(radius, farther + (Math.abs(x2 - x1) + Math.abs(y2 - y1)) * 0.5 * metresOfDegree);
  }
  // what reaches round the earth has no such circle
  return [lng, lat, radius < 9e6 ? -radius - 1 : Number.NEGATIVE_INFINITY];
}
/** A degree on the equator is 111,320 m, one on the meridian at most 111,694 m. */
const metresOfDegree = 112_000;
