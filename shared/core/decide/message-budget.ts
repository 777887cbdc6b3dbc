// Message budgets: an offer that takes only the best share of its moments, and what each moment tells of where that share begins.
import type { VersionedOffer } from '../../model/catalogue.ts';
import type { Compared } from '../../model/decision.ts';
import type { Learnable } from '../../model/propensity.ts';
import { thresholdOf, toldShare } from '../propensity/policy.ts';
import type { OpenModel } from '../propensity/published.ts';
import { chance } from './chance.ts';

/** The propensity from which the offer is sent. None where it has no budget, or nothing is known of its moments yet. */
export function quantileOf(model: OpenModel, { id, sendShare }: VersionedOffer): number | undefined {
  const budget = sendShare === undefined ? undefined : model.budgetOf(id);
  return budget && Math.round(thresholdOf(budget) * 1e6) / 1e6;
}

interface Weighed {
  offer: VersionedOffer;
  /** Absent where nothing refused it. */
  reason?: string;
  compared?: Compared;
  propensity?: number;
}

/** What a decision tells of the moments of such offers: those that passed every other gate, sent or not. They name no customer. */
export function toldMoments(model: OpenModel, weighed: Weighed[], decisionId: string, at: number): Learnable[] {
  const opportunities = weighed.flatMap(({ offer: { id, sendShare }, reason, compared, propensity }) => {
    const isMoment = reason === undefined || compared?.quantile !== undefined;
    if (sendShare === undefined || propensity === undefined || !isMoment) return [];
    // drawn from the decision, so that a retry tells the same
    const isTold = chance(decisionId, id)() < toldShare(model.budgetOf(id));
    return isTold ? [{ offerId: id, share: sendShare, p: propensity }] : [];
  });
  return opportunities.length > 0 ? [{ id: `${decisionId}:moments`, at, opportunities }] : [];
}
