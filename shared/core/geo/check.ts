// What is wrong, or unwise, about a geofence an author drew; errors are what compiling refuses.
import { orient2d } from 'robust-predicates';
import { maxRadiusMetres, maxVertices, type Position, type Shape } from '../../model/geofence.ts';
import { checkCrossings, checkNesting } from './check-crossings.ts';
import { eastOf, layFlat, polygonsOf, unwrap, westOf } from './rings.ts';

/** `path` leads to the ring or vertex as the author wrote it: `shape.coordinates[0][3]`. */
export interface Problem {
  path: string;
  message: string;
}
export interface Finding extends Problem {
  geofenceId: string;
}

/**
 * Google's geofencing guide asks for at least 100–150 m: Wi-Fi places a phone to 20–50 m at best, and without Wi-Fi to hundreds
 * of metres (developer.android.com/develop/sensors-and-location/location/geofencing).
 */
const wiseRadiusMetres = 100;

/**
 * Checks one geofence of the model's form; only `id` and `shape` are looked at. What has errors is refused by
 * `compileGeofences`. Vertices are counted before any geometry, so that a giant ring costs nothing.
 */
export function checkGeofence(geofence: { id: string; shape: Shape }): { errors: Finding[]; warnings: Finding[] } {
  const { shape } = geofence;
  return {
    errors: errorsOf(geofence),
    warnings: shape.type === 'Circle' ? named(geofence.id, warnOfCircle(shape)) : [],
  };
}

/** The errors alone. */
export function errorsOf({ id, shape }: { id: string; shape: Shape }): Finding[] {
  const problems = shape.type === 'Circle' ? checkCircle(shape) : checkPolygons(shape);
  if (!id.isWellFormed()) problems.unshift({ path: 'id', message: 'is not well-formed Unicode' });
  return problems.length === 0 ? none : named(id, problems);
}
const none: Finding[] = [];

const named = (geofenceId: string, problems: Problem[]) => problems.map((problem) => ({ geofenceId, ...problem }));

type Circle = Extract<Shape, { type: 'Circle' }>;

function checkCircle({ center, radiusMetres }: Circle): Problem[] {
  const problems: Problem[] = [];
  if (!isPosition(center)) problems.push({ path: 'shape.center', message: notAPosition });
  if (!(radiusMetres > 0 && radiusMetres <= maxRadiusMetres)) {
    const message = `a radius of ${radiusMetres} m is not above 0 and at most ${maxRadiusMetres} m`;
    problems.push({ path: 'shape.radiusMetres', message });
  }
  return problems;
}

function warnOfCircle({ radiusMetres }: Circle): Problem[] {
  if (!(radiusMetres < wiseRadiusMetres)) return [];
  const why = 'phones place themselves to 20–50 m at best, so visits will be missed and invented';
  return [{ path: 'shape.radiusMetres', message: `${radiusMetres} m is under ${wiseRadiusMetres} m: ${why}` }];
}

const notAPosition = 'is not [longitude, latitude] in degrees with a latitude within ±90';
const isPosition = (place: Position) => Number.isFinite(place[0]) && place[1] >= -90 && place[1] <= 90;

/** Each stage builds on the one before having found nothing. */
function checkPolygons(shape: Exclude<Shape, Circle>): Problem[] {
  const polygons = polygonsOf(shape);
  const pathOf = (polygon: number, ring?: number, vertex?: number) =>
    ['shape.coordinates', shape.type === 'Polygon' ? undefined : polygon, ring, vertex]
      .filter((part) => part !== undefined)
      .reduce<string>((path, part) => (path === '' ? String(part) : `${path}[${part}]`), '');

  const vertices = polygons.flat().reduce((sum, ring) => sum + ring.length, 0);
  if (vertices > maxVertices) {
    return [{ path: 'shape.coordinates', message: `${vertices} vertices; at most ${maxVertices}` }];
  }
  if (polygons.length === 0) return [{ path: 'shape.coordinates', message: 'there is no polygon' }];
  const problems = polygons.flatMap((rings, p) =>
    rings.length === 0
      ? [{ path: pathOf(p), message: 'there is no ring' }]
      : rings.flatMap((ring, r) => checkRing(ring, pathOf(p, r))),
  );
  if (problems.length > 0) return problems;

  const flat = layFlat(polygons);
  const crossings = checkCrossings(flat, pathOf);
  return crossings.length > 0 ? crossings : checkNesting(flat, pathOf);
}

function checkRing(ring: Position[], path: string): Problem[] {
  const problem = (message: string, vertex?: number) => [
    { path: vertex === undefined ? path : `${path}[${vertex}]`, message },
  ];
  if (ring.length < 4) return problem(`${ring.length} vertices; a ring has at least 4, the last equal to the first`);
  const wrong = ring.findIndex((vertex) => !isPosition(vertex));
  if (wrong >= 0) return problem(notAPosition, wrong);
  const [first, last] = [ring[0]!, ring.at(-1)!];
  if (first[1] !== last[1] || (first[0] - last[0]) % 360 !== 0) {
    return problem('the ring is not closed: its last vertex must equal its first', ring.length - 1);
  }
  const { ring: flat, turns } = unwrap(ring);
  if (turns !== 0) {
    return problem('the ring goes round a pole, so it has no inside in longitude and latitude; draw a circle instead');
  }
  const start = flat[0]!;
  const other = flat.find(([lng, lat]) => lng !== start[0] || lat !== start[1]);
  if (!other || flat.every((vertex) => orient2d(...start, ...other, ...vertex) === 0)) {
    return problem('the ring has no area: its vertices lie on one line');
  }
  return eastOf(flat) - westOf(flat) > 360 ? problem('the ring is wider than the earth') : [];
}
