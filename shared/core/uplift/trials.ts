// Trials: which delivery assigns a customer to an arm, and which of her outcomes belong to that. Pure.
import type { Customer } from '../../model/customer.ts';
import type { DeliveryEnd, PendingDelivery, TerminalState } from '../../model/delivery.ts';
import type { Outcome } from '../../model/outcome.ts';
import { type Assignment, maxTrials, type Trial } from '../../model/trial.ts';

/** A day, in which what she redeems or buys counts: the offer is for somebody who is near, and the holdout buys when it would have anyway. */
export const trialWindowMs = 24 * 3_600_000;

/**
 * Once the offer's unit was there and the arm alone decided what came next. `rejected` belongs to it: who has deleted the app is refused by the
 * provider in one arm and would not be noticed in the other, so leaving her out would compare those who can be reached with everybody. What
 * ended before that was stopped by a gate that both arms pass alike and without knowing the arm: leaving it out chooses between nobody.
 */
const assigning: ReadonlySet<TerminalState> = new Set(['sent', 'unknown', 'ghost', 'rejected']);

/**
 * The customer as assigned by the end of her delivery, and how; the customer as she is where it assigns nobody: she has had the offer
 * before, its unit was never handed out, or she has not consented to profiling, without which nothing is attributed.
 */
export function assigned(
  customer: Customer,
  pending: PendingDelivery,
  end: DeliveryEnd,
): { customer: Customer; assignment?: Assignment } {
  const { deliveryId, offerId, category, geofenceId, setting, arm, claimedAt, tried } = pending;
  const isMeasured = customer.consents.profiling?.granted === true && setting !== undefined;
  if (!isMeasured || !(tried || assigning.has(end.state)) || hasHad(customer, pending)) return { customer };
  const { holdoutShare, ...circumstances } = setting;
  const isHeldOut = arm === 'holdout';
  const at = claimedAt ?? end.at;
  const begun: Trial = {
    ...{ offerId, deliveryId, category, geofenceId, isHeldOut, ...circumstances },
    ...{ day: dayOf(end.at), at, until: at + trialWindowMs },
  };
  const { propensity: own = { habits: [], opportunities: [], seen: [] } } = customer;
  const propensity = { ...own, trials: [...(own.trials ?? []), begun].slice(-maxTrials) };
  return { customer: { ...customer, propensity }, assignment: { isHeldOut, holdoutShare, ...circumstances } };
}

function hasHad({ sends, propensity }: Customer, { deliveryId, offerId }: PendingDelivery): boolean {
  const before = sends.some((send) => send.offerId === offerId && send.deliveryId !== deliveryId);
  return before || (propensity?.trials ?? []).some((trial) => trial.offerId === offerId);
}

/** What an outcome was, to a trial; a conversion is a redemption or a purchase in the category, in either arm. */
export type Deed = 'opened' | 'dismissed' | 'converted' | 'bought';

export interface Done {
  trial: Trial;
  deeds: Deed[];
}

/** The customer with what her outcome was to her trials, and what of that is new. She is the same object where nothing is. */
export function withDeeds(customer: Customer, outcome: Outcome): { customer: Customer; done: Done[] } {
  const trials = customer.propensity?.trials ?? [];
  const done: Done[] = [];
  const after = trials.map((trial) => {
    const deeds = deedsOf(trial, outcome).filter((deed) => !trial[deed]);
    if (deeds.length === 0) return trial;
    done.push({ trial, deeds });
    return { ...trial, ...Object.fromEntries(deeds.map((deed) => [deed, true as const])) };
  });
  if (done.length === 0) return { customer, done };
  return { customer: { ...customer, propensity: { ...customer.propensity!, trials: after } }, done };
}

function deedsOf(trial: Trial, { kind, at, category, offerId, deliveryId }: Outcome): Deed[] {
  if (at < trial.at || at >= trial.until) return [];
  // Who is held out has no code of this offer: what she redeems of another in the category is what she buys.
  const isOfIt = category === trial.category || offerId === trial.offerId;
  if (kind === 'purchased') return isOfIt ? ['converted', 'bought'] : [];
  if (kind === 'redeemed') return isOfIt ? ['converted'] : [];
  return deliveryId === trial.deliveryId && (kind === 'opened' || kind === 'dismissed') ? [kind] : [];
}

/** The day in UTC: one for all stores, and no day of 23 or 25 hours. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
