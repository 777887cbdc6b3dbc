// Seeded worlds for the geofence benchmark: shops in towns, drawn areas, places that are asked about, phones that walk.
import type { Position, Shape } from '../../shared/model/geofence.ts';

export interface Fence {
  id: string;
  shape: Shape;
}
export type Circle = { id: string; shape: Extract<Shape, { type: 'Circle' }> };

/** Mulberry32 (Tommy Ettinger, 2017): uniform in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Europe, degrees. */
const [west, south, width, height] = [-10, 36, 40, 29];
/** Coordinates are multiples of 2⁻³⁰ degrees (0.1 mm), so that a judge can be exact in whole numbers. */
export const onLattice = (degrees: number) => Math.round(degrees * 2 ** 30) / 2 ** 30;

export interface World {
  random(): number;
  anywhere(): Position;
  /** Near the middle of some town; big towns more often. */
  inTown(): Position;
  near(place: Position, metres: number): Position;
}

export function createWorld(seed: number, towns: number): World {
  const random = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const anywhere = (): Position => [onLattice(west + width * random()), onLattice(south + height * random())];
  const near = ([lng, lat]: Position, metres: number): Position => {
    const north = (normal() * metres) / 111_000;
    return [onLattice(lng + (normal() * metres) / 111_000 / Math.cos((lat * Math.PI) / 180)), onLattice(lat + north)];
  };
  const centres = Array.from({ length: towns }, () => ({ at: anywhere(), weight: Math.exp(normal()) }));
  const sums: number[] = [];
  for (const { weight } of centres) sums.push((sums.at(-1) ?? 0) + weight);
  const town = () => {
    const share = random() * sums.at(-1)!;
    let [low, high] = [0, towns - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < share) low = middle + 1;
      else high = middle;
    }
    return centres[low]!.at;
  };
  return { random, anywhere, near, inTown: () => near(town(), 6_500) };
}

/** Circles of 50–500 m. */
export function shops(world: World, count: number): Circle[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `shop-${i}`,
    shape: { type: 'Circle', center: world.inTown(), radiusMetres: 50 + 450 * world.random() },
  }));
}

/** Polygons of 8–64 vertices and 100–1,500 m, one in five with a hole, one in five of two parts. */
export function areas(world: World, count: number): Fence[] {
  return Array.from({ length: count }, (_, i) => {
    const at = world.inTown();
    const metres = 100 * 15 ** world.random();
    const outer = star(world, at, metres, 8 + Math.floor(57 * world.random()));
    const kind = i % 5;
    if (kind === 0) {
      const hole = star(world, at, metres * 0.2, 8).toReversed();
      return { id: `area-${i}`, shape: { type: 'Polygon', coordinates: [outer, hole] } };
    }
    if (kind > 1) return { id: `area-${i}`, shape: { type: 'Polygon', coordinates: [outer] } };
    const beside: Position = [onLattice(at[0] + (4 * metres) / 111_000 / Math.cos((at[1] * Math.PI) / 180)), at[1]];
    const other = star(world, beside, metres * 0.7, 8 + Math.floor(24 * world.random()));
    return { id: `area-${i}`, shape: { type: 'MultiPolygon', coordinates: [[outer], [other]] } };
  });
}

/** Corners between 0.5 and 1 of the radius, at even angles: never crosses itself. */
function star(world: World, [lng, lat]: Position, metres: number, corners: number): Position[] {
  const ring = Array.from({ length: corners }, (_, i): Position => {
    const angle = (2 * Math.PI * i) / corners;
    const degrees = (metres * (0.5 + 0.5 * world.random())) / 111_000;
    return [
      onLattice(lng + (degrees * Math.cos(angle)) / Math.cos((lat * Math.PI) / 180)),
      onLattice(lat + degrees * Math.sin(angle)),
    ];
  });
  return [...ring, ring[0]!];
}

/** Places to ask about, lng and lat in turn: every other one near a geofence, the rest anywhere. */
export function places(world: World, fences: readonly Fence[], count: number): Float64Array {
  const out = new Float64Array(count * 2);
  for (let i = 0; i < count; i++) {
    const { shape } = fences[Math.floor(world.random() * fences.length)]!;
    const at = shape.type === 'Circle' ? shape.center : (shape.coordinates as Position[][][])[0]!.flat(2).slice(0, 2);
    out.set(i % 2 === 0 ? world.near(at as Position, 500) : world.anywhere(), i * 2);
  }
  return out;
}

/** Reports of so many phones, each a walk of 60 m steps, in order of time: lng and lat in turn, phone i % phones. */
export function walks(world: World, fences: readonly Fence[], phones: number, count: number): Float64Array {
  const out = new Float64Array(count * 2);
  out.set(places(world, fences, phones));
  for (let i = phones; i < count; i++) {
    const before: Position = [out[(i - phones) * 2]!, out[(i - phones) * 2 + 1]!];
    out.set(world.near(before, 60), i * 2);
  }
  return out;
}
