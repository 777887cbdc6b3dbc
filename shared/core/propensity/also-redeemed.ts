// People like you: who redeems or buys in one category also does in another. A table over categories, refreshed with the world model.

/** Category → the categories nearest to it, with the cosine of the two sets of people, 0 to 1. */
export type AlsoRedeemed = Record<string, Record<string, number>>;

/** A pair that fewer people share says more about those people than about the categories: no score, and nobody shows through. */
export const fewestPeople = 20;

/** Neighbours kept of a category. */
const maxNeighbours = 8;

/**
 * The table, from who did what: `people` yields the categories each of them redeemed or bought in. Cosine between categories as sets
 * of people: both / √(one × other) (Linden, Smith and York, Amazon.com recommendations, 2003). Memory: pairs of categories.
 */
export function alsoRedeemedTable(people: Iterable<readonly string[]>): AlsoRedeemed {
  const alone = new Map<string, number>();
  const together = new Map<string, Map<string, number>>();
  for (const theirs of people) {
    const categories = [...new Set(theirs)];
    for (const one of categories) {
      alone.set(one, (alone.get(one) ?? 0) + 1);
      const row = together.get(one) ?? new Map<string, number>();
      together.set(one, row);
      for (const other of categories) if (other !== one) row.set(other, (row.get(other) ?? 0) + 1);
    }
  }
  const table: [string, Record<string, number>][] = [];
  for (const [one, row] of together) {
    const neighbours = [...row]
      .filter(([, both]) => both >= fewestPeople)
      .map(([other, both]): [string, number] => [other, rounded(both / Math.sqrt(alone.get(one)! * alone.get(other)!))])
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, maxNeighbours);
    if (neighbours.length > 0) table.push([one, Object.fromEntries(neighbours)]);
  }
  return Object.fromEntries(table);
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
