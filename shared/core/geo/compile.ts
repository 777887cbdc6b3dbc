// Geofences to bytes: checked, laid flat, indexed, sealed.
import type { Shape } from '../../model/geofence.ts';
import { checkGeofence, type Finding } from './check.ts';
import { allocate, seal } from './format.ts';
import { leastRadius, normalLng } from './geodesic.ts';
import { boundaryOf, layFlat, polygonsOf } from './rings.ts';
import { buildTree } from './tree.ts';

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
  const findings = geofences.flatMap((geofence) => checkGeofence(geofence).errors);
  const sorted = geofences.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  for (let i = 1; i < sorted.length; i++) {
    const { id } = sorted[i]!;
    if (sorted[i - 1]!.id === id)
      findings.push({ geofenceId: id, path: 'id', message: 'another geofence has this id' });
  }
  if (findings.length > 0) throw new GeofenceError(findings);

  const edges = sorted.map(({ shape }) => (shape.type === 'Circle' ? none : boundaryOf(layFlat(polygonsOf(shape)))));
  const idBytes = sorted.map(({ id }) => new TextEncoder().encode(id));
  const { bytes, tables } = allocate(
    sorted.length,
    edges.reduce((sum, { length }) => sum + length / 4, 0),
    idBytes.reduce((sum, { length }) => sum + length, 0),
  );
  const boxes = new Float64Array(sorted.length * 4);
  sorted.forEach(({ shape }, i) => {
    const box = shape.type === 'Circle' ? circleBox(shape.center, shape.radiusMetres) : boxOf(edges[i]!);
    boxes.set(box, i * 4);
    const place =
      shape.type === 'Circle' ? [normalLng(shape.center[0]), shape.center[1], shape.radiusMetres] : [box[0], box[2], 0];
    tables.places.set(place, i * 3);
    tables.edges.set(edges[i]!, tables.edgeOffsets[i]! * 4);
    tables.edgeOffsets[i + 1] = tables.edgeOffsets[i]! + edges[i]!.length / 4;
    tables.idBytes.set(idBytes[i]!, tables.idOffsets[i]!);
    tables.idOffsets[i + 1] = tables.idOffsets[i]! + idBytes[i]!.length;
  });
  buildTree(boxes, tables);
  seal(bytes);
  return bytes;
}

const none = new Float64Array(0);
type Box = [west: number, south: number, east: number, north: number];

function boxOf(edges: Float64Array): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < edges.length; i += 2) {
    box[0] = Math.min(box[0], edges[i]!);
    box[1] = Math.min(box[1], edges[i + 1]!);
    box[2] = Math.max(box[2], edges[i]!);
    box[3] = Math.max(box[3], edges[i + 1]!);
  }
  return box;
}

/** A box no place of the circle lies outside of: all longitudes when it holds a pole. */
function circleBox([lng, lat]: readonly [number, number], radiusMetres: number): Box {
  // a metre more than the bound, so that rounding can't matter
  const angle = (radiusMetres + 1) / leastRadius;
  const degrees = (angle * 180) / Math.PI;
  const [south, north] = [lat - degrees, lat + degrees];
  if (south <= -90 || north >= 90) return [-180, Math.max(south, -90), 180, Math.min(north, 90)];
  const across = (Math.asin(Math.min(1, Math.sin(angle) / Math.cos((lat * Math.PI) / 180))) * 180) / Math.PI;
  const west = normalLng(normalLng(lng) - across);
  return [west, south, west + 2 * across, north];
}
