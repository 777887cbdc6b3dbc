// Message budgets: what is sent, and accepted, where the best share of all moments (a pool), of each offer's or of each customer's is taken as they come.
import { budgetAfter, thresholdOf, toldShare } from '../../shared/core/propensity/policy.ts';
import type { MessageBudget } from '../../shared/model/propensity.ts';
import { seeded } from '../silence/random.ts';
import { mean } from './judge.ts';

export interface Moment {
  customerId: string;
  category: string;
  p: number;
  outcome: number;
}

/** Over what a budget is kept. */
const kinds = {
  'a pool of all': () => '',
  'each offer': ({ category }) => category,
  'each customer': ({ customerId }) => customerId,
} satisfies Record<string, (moment: Moment) => string>;

export interface Taken {
  kind: string;
  /** Of the second half. */
  sent: number;
  accepted: number;
}

/** @param publishedEach moments until what was told is in force; 1 is at once. */
export function takenUnder(moments: Moment[], share: number, publishedEach: number): Taken[] {
  return Object.entries(kinds).map(([kind, keyOf]) => {
    const random = seeded(7);
    let told: [string, number][] = [];
    const budgets = new Map<string, MessageBudget>();
    const taken: number[] = [];
    moments.forEach((moment, i) => {
      const key = keyOf(moment);
      const budget = budgets.get(key);
      const isTaken = budget === undefined || moment.p >= thresholdOf(budget);
      if (isTaken && i >= moments.length / 2) taken.push(moment.outcome);
      if (random() < toldShare(budget)) told.push([key, moment.p]);
      if ((i + 1) % publishedEach > 0) return;
      for (const [of, p] of told) budgets.set(of, budgetAfter(budgets.get(of), { share, p }));
      told = [];
    });
    return { kind, sent: taken.length / (moments.length / 2), accepted: mean(taken) };
  });
}
