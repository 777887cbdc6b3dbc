// A shape as Amazon Location's geofences take it (their API model, version 2020-11-19): rings turned, longitudes within ±180.
import { maxRadiusMetres, maxVertices, type Position, type Shape } from '../../model/geofence.ts';

export type LocationGeometry =
  | { Circle: { Center: Position; Radius: number } }
  | { Polygon: Position[][] }
  | { MultiPolygon: Position[][][] };

/** The shape, or why the service cannot hold it. Ravn itself matches both alike. */
export function locationGeometry(shape: Shape): { geometry: LocationGeometry } | { refused: string } {
  if (shape.type === 'Circle') {
    const [lng, lat] = shape.center;
    if (shape.radiusMetres > maxRadiusMetres) return { refused: `a radius over ${maxRadiusMetres} m` };
    return { geometry: { Circle: { Center: [lng - turnsOf(lng) * 360, lat], Radius: shape.radiusMetres } } };
  }
  const polygons = (shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates).map((rings) =>
    rings.map((ring, index) => turned(ring, index === 0)),
  );
  const vertices = polygons.flat(2).length;
  if (vertices > maxVertices) return { refused: `${vertices} vertices; a geofence there has at most ${maxVertices}` };
  const shifted = polygons.map(withinTheWorld);
  if (!shifted.every((rings) => rings !== undefined)) {
    return { refused: 'it crosses the antimeridian: draw the two halves as a MultiPolygon' };
  }
  return { geometry: shape.type === 'Polygon' ? { Polygon: shifted[0]! } : { MultiPolygon: shifted } };
}

/** How many times round the world a longitude lies beyond ±180; 180 itself is none. */
const turnsOf = (lng: number) => (Math.abs(lng) <= 180 ? 0 : Math.round(lng / 360));

/** The polygon moved by whole turns so that all of it lies within ±180; nothing where no move does that. */
function withinTheWorld(rings: Position[][]): Position[][] | undefined {
  const lngs = rings.flat().map(([lng]) => lng);
  const jumps = rings.some((ring) => ring.some(([lng], i) => i > 0 && Math.abs(lng - ring[i - 1]![0]) > 180));
  const turns = [-1, 0, 1].find((by) => lngs.every((lng) => Math.abs(lng - by * 360) <= 180));
  if (turns === undefined || jumps) return undefined;
  return rings.map((ring) => ring.map(([lng, lat]): Position => [lng - turns * 360, lat]));
}

/** Outer rings run counter-clockwise there, inner ones clockwise (as in RFC 7946). */
function turned(ring: Position[], isOuter: boolean): Position[] {
  const twiceArea = ring.slice(1).reduce((sum, [lng, lat], i) => {
    const [lng0, lat0] = ring[i]!;
    return sum + (lng0 - ring[0]![0]) * (lat - ring[0]![1]) - (lng - ring[0]![0]) * (lat0 - ring[0]![1]);
  }, 0);
  return twiceArea > 0 === isOuter ? ring : [...ring].reverse();
}
