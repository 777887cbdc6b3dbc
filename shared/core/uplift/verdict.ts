// The verdict: did it help? Said only when it stays true however often it was looked at before.
import { type Arm, alwaysValidInterval } from './intervals.ts';

/** `too-few`: one of the arms is so small that nobody should look. `undecided`: the interval holds zero. */
export type Verdict = 'helped' | 'hurt' | 'undecided' | 'too-few';

/** Fewer than these in an arm are not compared. */
export const leastCustomers = 20;

export function verdictOf(push: Arm, holdout: Arm): Verdict {
  if (push.customers < leastCustomers || holdout.customers < leastCustomers) return 'too-few';
  const [lower, upper] = alwaysValidInterval(push, holdout);
  if (lower > 0) return 'helped';
  return upper < 0 ? 'hurt' : 'undecided';
}

/** More than these nobody waits for. */
const mostCustomers = 10_000_000;

/**
 * About how many more customers, both arms together and as they are split now, until there is a verdict, if the difference stays what it is:
 * two digits, rounded up. Undefined where there is one, where there are too few to guess from, or where ten millions would not do.
 */
export function needsAboutMoreCustomers(push: Arm, holdout: Arm): number | undefined {
  if (verdictOf(push, holdout) !== 'undecided') return undefined;
  const all = push.customers + holdout.customers;
  const grownTo = (customers: number, arm: Arm): Arm => {
    const factor = customers / all;
    return { customers: arm.customers * factor, converted: arm.converted * factor };
  };
  const isEnough = (customers: number) =>
    verdictOf(grownTo(customers, push), grownTo(customers, holdout)) !== 'undecided';
  if (!isEnough(mostCustomers)) return undefined;
  let [few, enough] = [all, mostCustomers];
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else few = middle;
  }
  return twoDigitsUp(enough - all);
}

function twoDigitsUp(count: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
  return Math.ceil(count / step) * step;
}
