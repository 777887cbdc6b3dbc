// What is wrong, or unwise, about a geofence an author drew; errors are what compiling refuses.
import { orient2d } from 'robust-predicates';
import { maxRadiusMetres, maxVertices, type Position, type Shape } from '../../model/geofence.ts';
import { checkCrossings, checkNesting, type PathOf } from './check-crossings.ts';
import { normalLng } from './geodesic.ts';
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
    warnings: named(geofence.id, shape.type === 'Circle' ? warnOfCircle(shape) : warnOfPolygons(shape)),
  };
}

/** The errors alone. */
export function errorsOf({ id, shape }: { id: string; shape: Shape }): Finding[] {
  // a million circles without an error leave nothing behind that has to be cleared away
  if (shape.type === 'Circle' && isPosition(shape.center) && hasRadius(shape) && id.isWellFormed()) return none;
  const problems = shape.type === 'Circle' ? checkCircle(shape) : checkPolygons(shape);
  if (!id.isWellFormed()) problems.unshift({ path: 'id', message: 'is not well-formed Unicode' });
  return problems.length === 0 ? none : named(id, problems);
}
const none: Finding[] = [];

const named = (geofenceId: string, problems: Problem[]) => problems.map((problem) => ({ geofenceId, ...problem }));

type Circle = Extract<Shape, { type: 'Circle' }>;

const hasRadius = ({ radiusMetres }: Pick<Circle, 'radiusMetres'>) =>
  radiusMetres > 0 && radiusMetres <= maxRadiusMetres;

function checkCircle({ center, radiusMetres }: Circle): Problem[] {
  const problems: Problem[] = [];
  if (!isPosition(center)) problems.push({ path: 'shape.center', message: notAPosition });
  if (!hasRadius({ radiusMetres })) {
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

/** What no wall or street has, and a slip of the hand or a bad simplification does. */
const sharpestDegrees = 1;

/** Corners so sharp that the ring all but runs back on itself. (If it does, it is an error.) */
function warnOfPolygons(shape: Exclude<Shape, Circle>): Problem[] {
  const { polygons, pathOf } = partsOf(shape);
  if (polygons.flat().reduce((sum, ring) => sum + ring.length, 0) > maxVertices) return [];
  return polygons.flatMap((rings, p) =>
    rings.flatMap((ring, r) =>
      ring.slice(1).flatMap((corner, i) => {
        const next = ring[i + 2] ?? ring[1]!;
        const angle = angleAt(corner, ring[i]!, next);
        if (!(angle < sharpestDegrees)) return [];
        const message = `a spike: the ring turns back within ${angle.toFixed(2)}°`;
        return [{ path: pathOf(p, r, (i + 1) % (ring.length - 1)), message }];
      }),
    ),
  );
}

/** Degrees between the ways from a corner to two others; NaN if one of them is the corner. */
function angleAt([lng, lat]: Position, a: Position, b: Position): number {
  const cosLat = Math.cos((lat * Math.PI) / 180);
  const [ax, ay] = [normalLng(a[0] - lng) * cosLat, a[1] - lat];
  const [bx, by] = [normalLng(b[0] - lng) * cosLat, b[1] - lat];
  if ((ax === 0 && ay === 0) || (bx === 0 && by === 0)) return Number.NaN;
  return Math.abs((Math.atan2(ax * by - ay * bx, ax * bx + ay * by) * 180) / Math.PI);
}

const notAPosition = 'is not [longitude, latitude] in degrees with a latitude within ±90';
const isPosition = (place: Position) => Number.isFinite(place[0]) && place[1] >= -90 && place[1] <= 90;

function partsOf(shape: Exclude<Shape, Circle>): { polygons: Position[][][]; pathOf: PathOf } {
  const pathOf: PathOf = (polygon, ring, vertex) =>
    ['shape.coordinates', shape.type === 'Polygon' ? undefined : polygon, ring, vertex]
      .filter((part) => part !== undefined)
      .reduce<string>((path, part) => (path === '' ? String(part) : `${path}[${part}]`), '');
  return { polygons: polygonsOf(shape), pathOf };
}

/** Each stage builds on the one before having found nothing. */
function checkPolygons(shape: Exclude<Shape, Circle>): Problem[] {
  const { polygons, pathOf } = partsOf(shape);
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
