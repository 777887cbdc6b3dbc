// Reasons: which fields spoke most for or against an offer, in a form that fits a decision record.
import type { Context } from '../../model/propensity.ts';
import type { Group } from './predict.ts';

export interface PropensityReason {
  /** `category` alone is the offer's category; `average` is left out, since it is the same for every offer. */
  field: string;
  value?: string | number | boolean;
  /** What it adds to the logit for everybody, and for this customer beyond that; two decimals. */
  world: number;
  own: number;
}

/** Smaller sums than this are noise to a reader: 0.1 in the logit is at most 2.5 points of probability. */
const smallest = 0.1;

/** The strongest fields first, at most `most` of them: "rain +0.4, afternoon +0.2, your coffee history +1.1". */
export function reasonsOf(groups: Group[], category: string, context: Context, most = 5): PropensityReason[] {
  return groups
    .filter(({ field, world, own }) => field !== 'average' && Math.max(Math.abs(world), Math.abs(own)) >= smallest)
    .sort((a, b) => Math.abs(b.world + b.own) - Math.abs(a.world + a.own))
    .slice(0, most)
    .map(({ field, world, own }) => ({
      field,
      value: field === 'category' ? category : context[field],
      world: Math.round(100 * world) / 100,
      own: Math.round(100 * own) / 100,
    }));
}
