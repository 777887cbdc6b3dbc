// Routes: the streets as a graph, the shortest way between two corners, and the way back a given number of metres.
import { along, metresBetween, type Position } from './plane.ts';
import { bridges, type Corner, corners, walks } from './streets.ts';

export interface Street {
  to: Corner;
  metres: number;
}

/** From every corner, the corners one can walk to. */
export const streets: ReadonlyMap<Corner, readonly Street[]> = joined();

export const everyCorner = Object.keys(corners) as Corner[];

export function positionOf(corner: Corner): Position {
  return corners[corner] as Position;
}

/** The shortest walk (Dijkstra), both ends included. */
export function route(from: Corner, to: Corner): Corner[] {
  const metres = new Map<Corner, number>([[from, 0]]);
  const before = new Map<Corner, Corner>();
  const open = new Set<Corner>([from]);
  while (open.size > 0) {
    let nearest: Corner | undefined;
    for (const corner of open) {
      if (nearest === undefined || metres.get(corner)! < metres.get(nearest)!) nearest = corner;
    }
    if (nearest === to) break;
    open.delete(nearest!);
    for (const street of streets.get(nearest!)!) {
      const total = metres.get(nearest!)! + street.metres;
      if (total >= (metres.get(street.to) ?? Number.POSITIVE_INFINITY)) continue;
      metres.set(street.to, total);
      before.set(street.to, nearest!);
      open.add(street.to);
    }
  }
  const way: Corner[] = [to];
  while (way[0] !== from) way.unshift(before.get(way[0]!)!);
  return way;
}

/** The last so many metres of a way: where somebody stands who has that far to go, and the corners still ahead. */
export function lastMetres(way: readonly Corner[], metres: number): { at: Position; ahead: Corner[] } {
  const ahead: Corner[] = [];
  let left = metres;
  for (let index = way.length - 1; index > 0; index--) {
    const [from, to] = [positionOf(way[index - 1]!), positionOf(way[index]!)];
    ahead.unshift(way[index]!);
    const length = metresBetween(from, to);
    if (length >= left) return { at: along(to, from, left / length), ahead };
    left -= length;
  }
  return { at: positionOf(way[0]!), ahead };
}

function joined(): Map<Corner, Street[]> {
  const graph = new Map<Corner, Street[]>(Object.keys(corners).map((corner) => [corner as Corner, []]));
  const join = (from: Corner, to: Corner) => {
    const metres = metresBetween(corners[from] as Position, corners[to] as Position);
    graph.get(from)!.push({ to, metres });
    graph.get(to)!.push({ to: from, metres });
  };
  for (const walk of walks) for (let index = 1; index < walk.length; index++) join(walk[index - 1]!, walk[index]!);
  for (const [from, to] of bridges) join(from, to);
  return graph;
}
