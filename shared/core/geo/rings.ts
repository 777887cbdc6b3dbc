// Polygons laid flat: rings unwrapped across the antimeridian, all rings of a shape in one run of longitudes, and their edges.
import type { Position, Shape } from '../../model/geofence.ts';
import { normalLng } from './geodesic.ts';

/** Vertices of a closed ring, the last equal to the first; longitudes run on past ±180 instead of jumping. */
export type Ring = [lng: number, lat: number][];

/** The polygons of a shape as the author wrote them: none for a circle. */
export function polygonsOf(shape: Shape): Position[][][] {
  if (shape.type === 'Circle') return [];
  return shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
}

/** A ring whose neighbours lie at most 180° apart, and how often it goes round the earth: not 0 means round a pole. */
export function unwrap(ring: readonly Position[]): { ring: Ring; turns: number } {
  const out: Ring = [];
  let before = ring[0]![0];
  let shift = 0;
  for (const [lng, lat] of ring) {
    const jump = lng + shift - before;
    if (Math.abs(jump) > 180) shift -= 360 * Math.round(jump / 360);
    before = lng + shift;
    out.push([before, lat]);
  }
  const turns = Math.round((out.at(-1)![0] - out[0]![0]) / 360);
  return { ring: out, turns };
}

/**
 * All rings of all polygons in one continuous run of longitudes that starts in [−180, 180) and may end past 180, so that the
 * halves of a shape split at the antimeridian (RFC 7946 §3.1.9) lie side by side.
 */
export function layFlat(polygons: Position[][][]): Ring[][] {
  const flat = polygons.map((polygon) => {
    const rings = polygon.map((ring) => unwrap(ring).ring);
    const west = westOf(rings[0]!);
    return rings.map((ring, i) =>
      // a hole is put where its outer ring is
      moved(ring, i === 0 ? normalLng(west) - west : normalLng(west) + past(westOf(ring) - west) - westOf(ring)),
    );
  });
  const start = startAfterWidestGap(flat.map(([outer]) => [westOf(outer!), eastOf(outer!)]));
  return flat.map((rings) => (westOf(rings[0]!) < start ? rings.map((ring) => moved(ring, 360)) : rings));
}

/** Degrees east of something, in [0, 360). */
const past = (degrees: number) => degrees - 360 * Math.floor(degrees / 360);
export const westOf = (ring: Ring) => ring.reduce((west, [lng]) => Math.min(west, lng), Number.POSITIVE_INFINITY);
export const eastOf = (ring: Ring) => ring.reduce((east, [lng]) => Math.max(east, lng), Number.NEGATIVE_INFINITY);

function moved(ring: Ring, degrees: number): Ring {
  // a whole number of turns: what rounding left over must not move a ring
  const turns = 360 * Math.round(degrees / 360);
  return turns === 0 ? ring : ring.map(([lng, lat]) => [lng + turns, lat]);
}

function startAfterWidestGap(spans: [west: number, east: number][]): number {
  const sorted = spans.toSorted((a, b) => a[0] - b[0]);
  let start = sorted[0]![0];
  let east = sorted[0]![1];
  let widest = Number.NEGATIVE_INFINITY;
  for (const [west, to] of sorted.slice(1)) {
    if (west - east > widest) {
      widest = west - east;
      start = west;
    }
    east = Math.max(east, to);
  }
  return sorted[0]![0] + 360 - east >= widest ? sorted[0]![0] : start;
}

/** Edges as [lng1, lat1, lng2, lat2, …], without those of no length. */
export function edgesOf(rings: readonly Ring[]): number[] {
  const edges: number[] = [];
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [x1, y1] = ring[i - 1]!;
      const [x2, y2] = ring[i]!;
      if (x1 !== x2 || y1 !== y2) edges.push(x1, y1, x2, y2);
    }
  }
  return edges;
}

/** Whether an edge runs along the antimeridian, where a shape may have been cut. */
export const onAntimeridian = (x1: number, x2: number) => x1 === x2 && Math.abs(x1) % 360 === 180;

/**
 * Edges of a whole shape. Along the antimeridian, edges that lie on each other are the two sides of a cut, not a boundary: of
 * those only what is covered an odd number of times stays.
 */
export function boundaryOf(polygons: readonly Ring[][]): Float64Array {
  const edges = edgesOf(polygons.flat());
  const kept: number[] = [];
  const seams = new Map<number, [south: number, north: number][]>();
  for (let i = 0; i < edges.length; i += 4) {
    const [x1, y1, x2, y2] = edges.slice(i, i + 4) as [number, number, number, number];
    if (!onAntimeridian(x1, x2)) kept.push(x1, y1, x2, y2);
    else seams.set(x1, [...(seams.get(x1) ?? []), [Math.min(y1, y2), Math.max(y1, y2)]]);
  }
  for (const [lng, spans] of seams) {
    const cuts = [...new Set(spans.flat())].sort((a, b) => a - b);
    for (let i = 1; i < cuts.length; i++) {
      const [south, north] = [cuts[i - 1]!, cuts[i]!];
      const covered = spans.filter((span) => span[0] <= south && span[1] >= north).length;
      if (covered % 2 === 1) kept.push(lng, south, lng, north);
    }
  }
  return Float64Array.from(kept);
}
