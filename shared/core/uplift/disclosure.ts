// Disclosure: which counts may be shown, so that nobody learns of fewer than twenty from them, alone or taken from each other. Pure.

/**
 * Counts are shown in steps of so many, and what is less is not. Ten is a common rule for health data (CMS cells, and NHS roundings of 5); these
 * are places, where people know each other.
 */
export const step = 20;

/**
 * What a range of days shows of a counter: the running total since the first day is rounded down to whole steps, at the range's end and before
 * its start, and the one is taken from the other. So the answers for any ranges are sums of the same steps, each of `step`
 * events or more, and no two overlapping ranges, nor two looks at the same, tell of fewer. It is off by less than a step.
 */
export function shownOf(before: number, upTo: number): number {
  return inSteps(upTo) - inSteps(before);
}

const inSteps = (count: number): number => Math.floor(count / step) * step;

/** A suppressed count has at least so many values it may have, as far as one table can tell. */
const leastDoubt = step / 2;

/**
 * Which parts of a total are shown: none that is less than a step, and, should these follow from the total and the other parts to within a few,
 * as many of the smallest others as it takes (complementary suppression).
 */
export function shownParts<Key>(total: number, parts: ReadonlyMap<Key, number>): Map<Key, number | null> {
  const shown = new Map<Key, number | null>([...parts].map(([key, count]) => [key, count < step ? null : count]));
  while (doubtAbout(total, [...shown.values()]) < leastDoubt) {
    const [smallest] = [...shown].filter(([, count]) => count !== null).sort(([, a], [, b]) => a! - b!);
    if (!smallest) break;
    shown.set(smallest[0], null);
  }
  return shown;
}

/** How many values a suppressed part may have at least, as far as the total and the shown parts tell: each is up to a step less one more than is shown. */
function doubtAbout(total: number, shown: (number | null)[]): number {
  const suppressed = shown.filter((count) => count === null).length;
  if (suppressed === 0) return step;
  const known = shown.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  const rest = step - 1;
  const most = total + rest - known;
  const least = total - known - rest * (shown.length - 1);
  return Math.min(most, rest) - Math.max(least, 0) + 1;
}
