// What others match places with, each behind the same small face. Installed by `npm ci --prefix bench`.
import type { Circle, Fence } from './world.ts';

export type Match = (lng: number, lat: number) => string[];

/** A peer by its package name; typed where it is used, because it may not be installed. */
async function load<T>(name: string): Promise<T> {
  try {
    return (await import(name)) as T;
  } catch (cause) {
    throw new Error(`${name} is not installed: npm ci --prefix bench`, { cause });
  }
}

export interface FlatbushIndex {
  data: ArrayBuffer;
  add(west: number, south: number, east: number, north: number): number;
  finish(): void;
  search(west: number, south: number, east: number, north: number): number[];
}
interface FlatbushClass {
  new (items: number): FlatbushIndex;
  from(data: ArrayBuffer): FlatbushIndex;
}
export const loadFlatbush = async () => (await load<{ default: FlatbushClass }>('flatbush')).default;

const radians = Math.PI / 180;
const meanRadius = 6_371_008.8;

/** The great-circle distance in metres, as everybody writes it. */
export function haversine(lng1: number, lat1: number, lng2: number, lat2: number): number {
  const north = Math.sin(((lat2 - lat1) * radians) / 2);
  const east = Math.sin(((lng2 - lng1) * radians) / 2);
  const share = north * north + Math.cos(lat1 * radians) * Math.cos(lat2 * radians) * east * east;
  return 2 * meanRadius * Math.asin(Math.sqrt(share));
}

/** Centre and radius of each circle, three numbers in turn. */
export function numbersOf(circles: readonly Circle[]): Float64Array {
  return Float64Array.from(circles.flatMap(({ shape }) => [...shape.center, shape.radiusMetres]));
}

export async function buildFlatbush(numbers: Float64Array): Promise<FlatbushIndex> {
  const Flatbush = await loadFlatbush();
  const tree = new Flatbush(numbers.length / 3);
  for (let i = 0; i < numbers.length; i += 3) {
    const north = (numbers[i + 2]! / 111_000) * 1.01;
    const east = north / Math.cos(numbers[i + 1]! * radians);
    tree.add(numbers[i]! - east, numbers[i + 1]! - north, numbers[i]! + east, numbers[i + 1]! + north);
  }
  tree.finish();
  return tree;
}

export function flatbushMatch(tree: FlatbushIndex, numbers: Float64Array, ids: readonly string[]): Match {
  return (lng, lat) => {
    const found: string[] = [];
    for (const i of tree.search(lng, lat, lng, lat)) {
      if (haversine(lng, lat, numbers[i * 3]!, numbers[i * 3 + 1]!) <= numbers[i * 3 + 2]!) found.push(ids[i]!);
    }
    return found;
  };
}

interface RbushItem {
  minX: number;
  minY: number;
  maxX: number;
  maxY: number;
  i: number;
}
interface Rbush {
  load(items: RbushItem[]): void;
  search(box: Omit<RbushItem, 'i'>): RbushItem[];
}

export async function rbushMatch(numbers: Float64Array, ids: readonly string[]): Promise<Match> {
  const { default: Tree } = await load<{ default: new () => Rbush }>('rbush');
  const tree = new Tree();
  tree.load(
    ids.map((_, i) => {
      const [lng, lat, radius] = numbers.subarray(i * 3, i * 3 + 3) as unknown as [number, number, number];
      const north = (radius / 111_000) * 1.01;
      const east = north / Math.cos(lat * radians);
      return { minX: lng - east, minY: lat - north, maxX: lng + east, maxY: lat + north, i };
    }),
  );
  return (lng, lat) =>
    tree
      .search({ minX: lng, minY: lat, maxX: lng, maxY: lat })
      .filter(({ i }) => haversine(lng, lat, numbers[i * 3]!, numbers[i * 3 + 1]!) <= numbers[i * 3 + 2]!)
      .map(({ i }) => ids[i]!);
}

/** Centres in a k-d tree, asked on the sphere for all within the widest radius. */
export async function kdbushMatch(numbers: Float64Array, ids: readonly string[]): Promise<Match> {
  interface Tree {
    add(lng: number, lat: number): void;
    finish(): void;
  }
  const { default: KDBush } = await load<{ default: new (items: number) => Tree }>('kdbush');
  const { around } = await load<{
    around: (tree: Tree, lng: number, lat: number, most: number, kilometres: number) => number[];
  }>('geokdbush');
  const tree = new KDBush(ids.length);
  let widest = 0;
  for (let i = 0; i < numbers.length; i += 3) {
    tree.add(numbers[i]!, numbers[i + 1]!);
    widest = Math.max(widest, numbers[i + 2]!);
  }
  tree.finish();
  return (lng, lat) =>
    around(tree, lng, lat, Number.POSITIVE_INFINITY, widest / 1000)
      .filter((i) => haversine(lng, lat, numbers[i * 3]!, numbers[i * 3 + 1]!) <= numbers[i * 3 + 2]!)
      .map((i) => ids[i]!);
}

const featureOf = ({ id, shape }: Fence) => ({ type: 'Feature', properties: { id }, geometry: shape });

export async function whichPolygonMatch(fences: readonly Fence[]): Promise<Match> {
  type Query = (place: [number, number], all: true) => { id: string }[] | null;
  const { default: whichPolygon } = await load<{ default: (collection: unknown) => Query }>('which-polygon');
  const query = whichPolygon({ type: 'FeatureCollection', features: fences.map(featureOf) });
  return (lng, lat) => (query([lng, lat], true) ?? []).map(({ id }) => id);
}

export async function turfMatch(fences: readonly Fence[]): Promise<Match> {
  const { booleanPointInPolygon } = await load<{
    booleanPointInPolygon: (place: [number, number], polygon: unknown) => boolean;
  }>('@turf/boolean-point-in-polygon');
  return (lng, lat) => fences.filter(({ shape }) => booleanPointInPolygon([lng, lat], shape)).map(({ id }) => id);
}
