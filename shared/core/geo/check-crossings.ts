// How the rings of a drawn shape lie to themselves and to each other, with exact signs (OGC Simple Features 06-103r4, §6.1.11).
import { orient2d } from 'robust-predicates';
import type { Problem } from './check.ts';
import { locate } from './polygon.ts';
import { edgesOf, onAntimeridian, type Ring } from './rings.ts';

/** The path of a polygon, a ring or a vertex in what the author wrote. */
export type PathOf = (polygon: number, ring?: number, vertex?: number) => string;

interface Edge {
  from: readonly [lng: number, lat: number];
  to: readonly [lng: number, lat: number];
  polygon: number;
  ring: number;
  /** Index of its first vertex in the ring. */
  vertex: number;
  /** Edges in its ring, not counting those of no length. */
  count: number;
  west: number;
  south: number;
  east: number;
  north: number;
}

/**
 * The first place where edges meet that may not (a spike before all others): edges of one ring only share the vertex between
 * them, edges of two rings may touch in a point but neither cross nor overlap. Looks at every pair, half a million at most.
 */
export function checkCrossings(polygons: Ring[][], pathOf: PathOf): Problem[] {
  const edges = polygons.flatMap((rings, p) => rings.flatMap((ring, r) => edgesWithPlace(ring, p, r)));
  let first: Problem | undefined;
  for (let i = 0; i < edges.length; i++) {
    const a = edges[i]!;
    for (let j = i + 1; j < edges.length; j++) {
      const b = edges[j]!;
      if (a.east < b.west || b.east < a.west || a.north < b.south || b.north < a.south) continue;
      const contact = meet(a, b);
      if (contact === 'apart') continue;
      const sameRing = a.polygon === b.polygon && a.ring === b.ring;
      const neighbours = sameRing && (j - i === 1 || j - i === a.count - 1);
      if (contact === 'touch' && (neighbours || !sameRing)) continue;
      // the two halves of a shape that was cut at the antimeridian
      if (a.polygon !== b.polygon && [a, b].every(({ from, to }) => onAntimeridian(from[0], to[0]))) continue;
      const there = `the edge from ${pathOf(b.polygon, b.ring, b.vertex)}`;
      const path = pathOf(a.polygon, a.ring, a.vertex);
      if (neighbours) return [{ path, message: `a spike: the edge from here and ${there} run back on each other` }];
      first ??= sameRing
        ? { path, message: `the ring intersects itself: the edge from here meets ${there}` }
        : { path, message: `the edge from here crosses or overlaps ${there}` };
    }
  }
  return first ? [first] : [];
}

function edgesWithPlace(ring: Ring, polygon: number, r: number): Edge[] {
  const edges: Edge[] = [];
  for (let i = 1; i < ring.length; i++) {
    const [from, to] = [ring[i - 1]!, ring[i]!];
    if (from[0] === to[0] && from[1] === to[1]) continue;
    const [west, east] = [Math.min(from[0], to[0]), Math.max(from[0], to[0])];
    const [south, north] = [Math.min(from[1], to[1]), Math.max(from[1], to[1])];
    edges.push({ from, to, polygon, ring: r, vertex: i - 1, count: 0, west, south, east, north });
  }
  for (const edge of edges) edge.count = edges.length;
  return edges;
}

/** Whether two edges whose boxes meet do so not at all, in a point that is an end of one, across, or along a stretch. */
function meet(a: Edge, b: Edge): 'apart' | 'touch' | 'cross' | 'overlap' {
  const fromB = sideOf(a, b.from);
  const toB = sideOf(a, b.to);
  if (fromB !== 0 && fromB === toB) return 'apart';
  const fromA = sideOf(b, a.from);
  const toA = sideOf(b, a.to);
  if (fromA !== 0 && fromA === toA) return 'apart';
  if (fromB !== 0 || toB !== 0) return fromB * toB * fromA * toA === 0 ? 'touch' : 'cross';
  // on one line
  const width = Math.min(a.east, b.east) - Math.max(a.west, b.west);
  const height = Math.min(a.north, b.north) - Math.max(a.south, b.south);
  return width > 0 || height > 0 ? 'overlap' : 'touch';
}

function sideOf({ from, to }: Edge, place: readonly [number, number]): number {
  return Math.sign(orient2d(from[0], from[1], to[0], to[1], place[0], place[1]));
}

/** Holes lie in their outer ring and not in each other, polygons not in each other. For rings that don't cross. */
export function checkNesting(polygons: Ring[][], pathOf: PathOf): Problem[] {
  const problems: Problem[] = [];
  polygons.forEach((rings, p) => {
    rings.forEach((ring, r) => {
      if (r === 0) return;
      const path = pathOf(p, r);
      if (reaches(ring, [rings[0]!], -1)) problems.push({ path, message: 'the hole reaches outside its outer ring' });
      const other = rings.findIndex((hole, h) => h > 0 && h !== r && reaches(ring, [hole], 1));
      if (other > 0) problems.push({ path, message: `the hole lies in the hole ${pathOf(p, other)}` });
    });
    const other = polygons.findIndex((rings2, q) => q !== p && reaches(rings[0]!, rings2, 1));
    if (other >= 0) problems.push({ path: pathOf(p), message: `the polygon overlaps the polygon ${pathOf(other)}` });
  });
  return problems;
}

/** Whether a vertex, or the middle of an edge, of a ring lies inside (1) or outside (−1) what some rings enclose. */
function reaches(ring: Ring, rings: Ring[], where: 1 | -1): boolean {
  const edges = edgesOf(rings);
  const lies = (lng: number, lat: number) => locate(edges, 0, edges.length / 4, lng, lat) === where;
  return ring.some(([lng, lat], i) => {
    const [lng2, lat2] = ring[i + 1] ?? [lng, lat];
    return lies(lng, lat) || lies((lng + lng2) / 2, (lat + lat2) / 2);
  });
}
