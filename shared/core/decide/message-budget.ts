// Message budgets: an offer that takes only the best share of its moments, and what each moment tells of where that share begins.
import type { VersionedOffer } from '../../model/catalogue.ts';
import type { Compared } from '../../model/decision.ts';
import type { BudgetedOpportunity, Learnable } from '../../model/propensity.ts';
import { thresholdOf, toldShare } from '../propensity/policy.ts';
import type { OpenModel } from '../propensity/published.ts';
import { chance } from './chance.ts';

/** What a budget is called in the model: no id of an offer holds a slash. */
function nameOf({ id, sendBudget }: Pick<VersionedOffer, 'id' | 'sendBudget'>): string {
  return sendBudget?.pool === undefined ? id : `${sendBudget.pool}/${sendBudget.share}`;
}

/** The propensity from which the offer is sent. None where it has no budget, or nothing is known of its moments yet. */
export function quantileOf(model: OpenModel, offer: VersionedOffer): number | undefined {
  const budget = offer.sendBudget && model.budgetOf(nameOf(offer));
  return budget && Math.round(thresholdOf(budget) * 1e6) / 1e6;
}

interface Weighed {
  offer: VersionedOffer;
  /** Absent where nothing refused it. */
  reason?: string;
  compared?: Compared;
  propensity?: number;
}

/**
 * What a decision tells of its budgets: the best of each that passed every other gate, sent or not. It names no customer.
 */
export function toldMoments(model: OpenModel, weighed: Weighed[], decisionId: string, at: number): Learnable[] {
  const best = new Map<string, BudgetedOpportunity>();
  for (const { offer, reason, compared, propensity } of weighed) {
    const isMoment = reason === undefined || compared?.quantile !== undefined;
    if (!offer.sendBudget || propensity === undefined || !isMoment) continue;
    const budget = nameOf(offer);
    const p = Math.max(propensity, best.get(budget)?.p ?? 0);
    best.set(budget, { budget, share: offer.sendBudget.share, p });
  }
  // drawn from the decision, so that a retry tells the same
  const opportunities = [...best.values()].filter(
    ({ budget }) => chance(decisionId, budget)() < toldShare(model.budgetOf(budget)),
  );
  return opportunities.length > 0 ? [{ id: `${decisionId}:moments`, at, opportunities }] : [];
}
