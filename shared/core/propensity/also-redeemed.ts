// People like you: who redeems or buys in one category also does in another. A table over categories, refreshed with the world model.
import type { CategoryCounts } from '../../model/propensity.ts';

/** Category → the categories nearest to it, with the cosine of the two sets of people, 0 to 1. */
export type AlsoRedeemed = Record<string, Record<string, number>>;

/** A pair that fewer people share says more about those people than about the categories: no score, and nobody shows through. */
export const fewestPeople = 20;

/** Neighbours kept of a category. */
const maxNeighbours = 8;

/** Somebody redeemed or bought in a category for the first time; `others` are the categories she had done so in before. */
export interface FirstTime {
  category: string;
  others: readonly string[];
}

/** The counts after some first times. Pure; each is to be given once. */
export function countFirstTimes(counts: CategoryCounts, firstTimes: Iterable<FirstTime>): CategoryCounts {
  const alone = new Map(Object.entries(counts.alone));
  const together = new Map(Object.entries(counts.together));
  const addPair = (one: string, other: string) => {
    const key = pairKey(one, other);
    together.set(key, (together.get(key) ?? 0) + 1);
  };
  for (const { category, others } of firstTimes) {
    alone.set(category, (alone.get(category) ?? 0) + 1);
    for (const other of new Set(others)) if (other !== category) addPair(category, other);
  }
  return { alone: Object.fromEntries(alone), together: Object.fromEntries(together) };
}

/** Labels hold no line feed. */
function pairKey(one: string, other: string): string {
  return one < other ? `${one}\n${other}` : `${other}\n${one}`;
}

/**
 * The table. Cosine between categories as sets of people: both / √(one × other) (Linden, Smith and York, Amazon.com
 * recommendations, 2003).
 */
export function alsoRedeemedTable({ alone, together }: CategoryCounts): AlsoRedeemed {
  const rows = new Map<string, [string, number][]>();
  const add = (one: string, other: string, cosine: number) =>
    rows.set(one, [...(rows.get(one) ?? []), [other, cosine]]);
  for (const [key, both] of Object.entries(together)) {
    if (both < fewestPeople) continue;
    const [one, other] = key.split('\n') as [string, string];
    const cosine = rounded(both / Math.sqrt(alone[one]! * alone[other]!));
    add(one, other, cosine);
    add(other, one, cosine);
  }
  const nearest = (neighbours: [string, number][]) =>
    neighbours.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, maxNeighbours);
  return Object.fromEntries([...rows].map(([one, neighbours]) => [one, Object.fromEntries(nearest(neighbours))]));
}

function rounded(number: number): number {
  return Math.round(number * 1000) / 1000;
}

/**
 * How near the category is to what she has redeemed or bought in: the similarity of each of those, weighed by how much of it is not
 * forgotten (`owned`: category → faded count), at most 1 each. Undefined where the table says nothing about the category.
 */
export function alsoRedeemedScore(
  table: AlsoRedeemed,
  category: string,
  owned: Iterable<readonly [category: string, count: number]>,
): number | undefined {
  const neighbours = Object.hasOwn(table, category) ? table[category]! : undefined;
  if (!neighbours) return undefined;
  let score = 0;
  for (const [other, count] of owned) {
    if (other !== category && Object.hasOwn(neighbours, other)) score += neighbours[other]! * Math.min(1, count);
  }
  return rounded(score);
}
