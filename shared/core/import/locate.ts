// Where a row lies: a point from two columns, one column or a geometry; or the reason why that cannot be said.
import type { Position, Shape } from '../../model/geofence.ts';
import { parseDegrees, parsePoint, type Unreadable } from './degrees.ts';
import type { Refusal, Row } from './row.ts';

export interface Located {
  /** A point that stands for the shape: the centre of a circle, the middle of a ring's vertices. Its range is not judged here. */
  lng: number;
  lat: number;
  shape: Shape;
  /** A ring was open and has been closed. */
  closedRing?: boolean;
}

/** The shape of a row: a polygon as it is, round a point a circle. */
export function locate(row: Row, radiusMetres: number): Located | Refusal {
  if (row.geometry !== undefined) return fromGeometry(row.geometry, radiusMetres);
  const point = row.fields.point === undefined ? fromColumns(row) : parsePoint(row.fields.point, row.longitudeFirst);
  return 'reason' in point ? point : circleAt(point.lng, point.lat, radiusMetres);
}

function fromColumns(row: Row): { lng: number; lat: number } | Unreadable {
  const lat = parseDegrees(row.fields.lat ?? '', 'lat');
  const lng = parseDegrees(row.fields.lng ?? '', 'lng');
  if (typeof lat !== 'number' && typeof lng !== 'number' && lat.reason === lng.reason) {
    return { reason: lat.reason, detail: lat.reason === 'swapped' ? lat.detail : `${lat.detail}, ${lng.detail}` };
  }
  if (typeof lat !== 'number') return lat;
  return typeof lng === 'number' ? { lng, lat } : lng;
}

function circleAt(lng: number, lat: number, radiusMetres: number): Located {
  return { lng, lat, shape: { type: 'Circle', center: [lng, lat], radiusMetres } };
}

function fromGeometry(geometry: unknown, radiusMetres: number): Located | Refusal {
  if (geometry === null) return { reason: 'missing-coordinate', detail: 'its geometry is null' };
  const { type, coordinates } = geometry as { type?: unknown; coordinates?: unknown };
  if (type === 'Point') {
    const center = positionOf(coordinates);
    return center ? circleAt(center[0], center[1], radiusMetres) : notNumbers;
  }
  if (type !== 'Polygon' && type !== 'MultiPolygon') {
    return { reason: 'bad-shape', detail: `a ${JSON.stringify(type)} is neither Point, Polygon nor MultiPolygon` };
  }
  const before = JSON.stringify(coordinates)?.length ?? 0;
  if (before > maxGeometryCharacters) return { reason: 'bad-shape', detail: 'the shape has far too many vertices' };
  const polygons = (type === 'Polygon' ? [coordinates] : listOf(coordinates))?.map((rings) =>
    listOf(rings)?.map(ringOf),
  );
  const rings = polygons?.flatMap((polygon) => polygon ?? [undefined]);
  const outer = rings?.[0]?.ring;
  if (!polygons || !rings || !outer || rings.some((ring) => !ring)) return notNumbers;
  const plain = polygons.map((polygon) => polygon!.map((ring) => ring!.ring));
  const middle = (axis: 0 | 1) => outer.slice(1).reduce((sum, vertex) => sum + vertex[axis], 0) / (outer.length - 1);
  return {
    lng: middle(0),
    lat: middle(1),
    shape: type === 'Polygon' ? { type, coordinates: plain[0]! } : { type, coordinates: plain },
    closedRing: rings.some((ring) => ring!.closed),
  };
}

/** A shape has at most 1000 vertices; this many characters hold them with every digit and elevations. */
const maxGeometryCharacters = 200_000;

const notNumbers: Refusal = {
  reason: 'not-a-number',
  detail: 'its coordinates are not numbers in the order GeoJSON has them',
};

/** A ring without elevations, closed if it was not: where it ends is then the one thing it can mean. */
function ringOf(value: unknown): { ring: Position[]; closed: boolean } | undefined {
  const ring = listOf(value)?.map(positionOf);
  if (!ring || ring.length < 3 || ring.some((position) => !position)) return undefined;
  const vertices = ring as Position[];
  const [first, last] = [vertices[0]!, vertices.at(-1)!];
  const closed = first[0] !== last[0] || first[1] !== last[1];
  return { ring: closed ? [...vertices, first] : vertices, closed };
}

function positionOf(value: unknown): Position | undefined {
  const [lng, lat] = listOf(value) ?? [];
  return Number.isFinite(lng) && Number.isFinite(lat) ? [lng as number, lat as number] : undefined;
}

function listOf(value: unknown): unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}
