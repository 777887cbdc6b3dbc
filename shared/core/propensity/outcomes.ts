// Outcomes: what one of hers makes of what is kept of her, and what the end of a window teaches everybody. Pure.
import type { Customer } from '../../model/customer.ts';
import type { PendingDelivery } from '../../model/delivery.ts';
import type { Outcome } from '../../model/outcome.ts';
import {
  type Learnable,
  maxOpportunities,
  maxSeenOutcomes,
  type Opportunity,
  type OwnPropensity,
} from '../../model/propensity.ts';
import { featuresOf, hash } from './features.ts';
import { withDeed } from './habits.ts';
import { learn } from './learn.ts';
import type { OpenModel } from './published.ts';
import { openResidual, type Residual } from './residual.ts';
import { evidenceOf } from './strengths.ts';

const hour = 3_600_000;

/** An offer is for somebody who is near: what she redeems or buys within a day of it is attributed to it. */
export const attributionWindowMs = 24 * hour;
/** A till may report at the end of the day after. Nothing is learnt from a window before it: redemptions come before their absence is known. */
export const reportingGraceMs = 24 * hour;
/** What is older than both tells nothing that is still open. */
const tooLateMs = attributionWindowMs + reportingGraceMs;

/** The customer after something, and what it teaches everybody. */
export interface Learnt {
  customer: Customer;
  learnables: Learnable[];
}

/**
 * What became of an outcome. `unattributed`: it refers to no offer of hers whose window is open. `no-profiling`: without her consent
 * nothing is kept. `late`: it happened longer ago than anything is still open.
 */
export type OutcomeResult = 'learnt' | 'repeated' | 'unattributed' | 'no-profiling' | 'late';

export function isProfiled({ consents }: Customer): boolean {
  return consents.profiling?.granted === true;
}

const nothingKnown: OwnPropensity = { habits: [], opportunities: [], seen: [] };

export const propensityOf = ({ propensity = nothingKnown }: Customer): OwnPropensity => propensity;

/** Opens the window of a delivery that has used its place, pushed or held out. Without consent to profiling there is none. */
export function withOpportunity(customer: Customer, pending: PendingDelivery, at: number): Customer {
  const { context, deliveryId, offerId, category, arm } = pending;
  if (!context || !isProfiled(customer)) return customer;
  const own = propensityOf(customer);
  const opened: Opportunity = {
    ...{ deliveryId, offerId, category, context, at },
    isHeldOut: arm === 'holdout',
    until: at + attributionWindowMs,
  };
  const others = own.opportunities.filter((other) => other.deliveryId !== deliveryId);
  return { ...customer, propensity: { ...own, opportunities: [...others, opened].slice(-maxOpportunities) } };
}

/** When the window that a claimed delivery will open is over, reports included. Undefined where it will open none. */
export function windowDueAt(customer: Customer): number | undefined {
  const { pending } = customer;
  if (pending?.claimedAt === undefined || !pending.context || !isProfiled(customer)) return undefined;
  return pending.claimedAt + attributionWindowMs + reportingGraceMs;
}

/** Learns from every window that is over, reports included. The customer stays the same object where there is none. */
export function closeWindows(model: OpenModel, customer: Customer, now: number): Learnt {
  if (!customer.propensity || !isProfiled(customer)) return { customer, learnables: [] };
  const due = customer.propensity.opportunities.filter(({ until }) => until + reportingGraceMs <= now);
  if (due.length === 0 || !canRead(customer.propensity)) return { customer, learnables: [] };
  const learnables: Learnable[] = [];
  let own: OwnPropensity = customer.propensity;
  for (const one of due) {
    const closed = closeWindow(model, own, one);
    own = closed.own;
    learnables.push(closed.learnable);
  }
  const opportunities = own.opportunities.filter((one) => !due.includes(one));
  return { customer: { ...customer, propensity: { ...own, opportunities } }, learnables };
}

function closeWindow(
  model: OpenModel,
  own: OwnPropensity,
  one: Opportunity,
): { own: OwnPropensity; learnable: Learnable } {
  const { deliveryId: id, category, until: at, isHeldOut, redeemedAt, ownMean, ownVariance } = one;
  // What she does unasked says nothing of what she does when asked.
  if (isHeldOut) return { own, learnable: { id, at, held: { category, redeemed: redeemedAt !== undefined } } };
  const features = featuresOf(category, one.context);
  if (redeemedAt !== undefined) {
    const { keys, values } = features;
    const isKnown = ownMean !== undefined && ownVariance !== undefined;
    return {
      own,
      learnable: { id, at, ...(isKnown && { lesson: { id, at, keys, values, target: 1, ownMean, ownVariance } }) },
    };
  }
  const evidence = evidenceOf({ id: `${id}:unanswered`, kind: 'unanswered', at, category })!;
  const { residual, lesson } = learn(model.weights, residualOf(own), features, evidence);
  return {
    own: { ...withResidual(own, residual), habits: withDeed(own.habits, category, 'offered', at) },
    learnable: { id, at, ...(lesson && { lesson: { ...lesson, id } }) },
  };
}

/** The customer after one of her outcomes. The same id again changes nothing. */
export function withOutcome(
  model: OpenModel,
  before: Customer,
  outcome: Outcome,
  now: number,
): Learnt & { result: OutcomeResult } {
  if (!isProfiled(before)) return { customer: before, learnables: [], result: 'no-profiling' };
  const seenAs = hash(outcome.id, 11).toString(36);
  if (propensityOf(before).seen.includes(seenAs)) return { customer: before, learnables: [], result: 'repeated' };
  if (now - outcome.at > tooLateMs) return { customer: before, learnables: [], result: 'late' };
  const { customer, learnables } = closeWindows(model, before, now);
  // A clock that is ahead must not reach into a window to come.
  const told = { ...outcome, at: Math.min(outcome.at, now) };
  const own = propensityOf(customer);
  const offered = opportunityFor(own, told);
  const isHard = told.kind === 'redeemed' || told.kind === 'purchased';
  const isSoft = told.kind === 'muted' || told.kind === 'rated' || told.kind === 'interested';
  const noted = isHard
    ? bought(model, own, told, offered)
    : isSoft || offered
      ? felt(model, own, told, offered)
      : undefined;
  if (!noted) return { customer, learnables, result: 'unattributed' };
  const seen = [...noted.own.seen, seenAs].slice(-maxSeenOutcomes);
  return {
    customer: { ...customer, propensity: { ...noted.own, seen } },
    learnables: [...learnables, ...noted.learnables],
    result: 'learnt',
  };
}

/** The delivery it names, or else the last one of the category whose window it lies in. */
function opportunityFor({ opportunities }: OwnPropensity, { deliveryId, offerId, category, at }: Outcome) {
  return opportunities.findLast(
    (one) =>
      one.at <= at &&
      at < one.until &&
      (deliveryId === undefined ? one.category === category : one.deliveryId === deliveryId) &&
      (offerId === undefined || one.offerId === offerId),
  );
}

interface Noted {
  own: OwnPropensity;
  learnables: Learnable[];
}

/** Hard data: a habit in any case; and the first one in a window answers it. What that teaches everybody waits for the window's end. */
function bought(model: OpenModel, own: OwnPropensity, outcome: Outcome, offered: Opportunity | undefined): Noted {
  const category = offered?.category ?? outcome.category;
  const answers = offered !== undefined && offered.redeemedAt === undefined;
  const others = own.habits.filter(({ purchases }) => purchases > 0).map((habit) => habit.category);
  const isFirst = !others.includes(category);
  const habits = withDeed(own.habits, category, answers && !offered.isHeldOut ? 'redeemed' : 'purchased', outcome.at);
  const learnables = isFirst
    ? [{ id: `${offered?.deliveryId ?? hash(outcome.id, 11)}:first`, at: outcome.at, firstTime: { category, others } }]
    : [];
  if (!answers) return { own: { ...own, habits }, learnables };
  const answered = { ...offered, redeemedAt: outcome.at };
  if (offered.isHeldOut) return { own: { ...replaced(own, answered), habits }, learnables };
  const features = featuresOf(offered.category, offered.context);
  const { residual, lesson } = learn(model.weights, residualOf(own), features, evidenceOf(outcome)!);
  const { ownMean, ownVariance } = lesson ?? {};
  return {
    own: { ...withResidual(replaced(own, { ...answered, ownMean, ownVariance }), residual), habits },
    learnables,
  };
}

/** Soft data teaches her own residual alone. */
function felt(model: OpenModel, own: OwnPropensity, outcome: Outcome, offered: Opportunity | undefined): Noted {
  const evidence = evidenceOf(outcome);
  if (!evidence) return { own, learnables: [] };
  const features = featuresOf(offered?.category ?? outcome.category, offered?.context ?? {});
  const { residual } = learn(model.weights, residualOf(own), features, { ...evidence, teaches: false });
  return { own: withResidual(own, residual), learnables: [] };
}

function replaced(own: OwnPropensity, changed: Opportunity): OwnPropensity {
  const opportunities = own.opportunities.map((one) => (one.deliveryId === changed.deliveryId ? changed : one));
  return { ...own, opportunities };
}

/** Throws RangeError on what a newer deployment wrote in a form of its own: it must not be overwritten. */
function residualOf({ residual }: OwnPropensity): Residual | undefined {
  return residual === undefined ? undefined : openResidual(new Uint8Array(Buffer.from(residual, 'base64')));
}

/** A window whose customer a newer deployment has written waits for that one: a decision never throws. */
function canRead(own: OwnPropensity): boolean {
  try {
    residualOf(own);
    return true;
  } catch {
    return false;
  }
}

function withResidual(own: OwnPropensity, { bytes }: Residual): OwnPropensity {
  return { ...own, residual: Buffer.from(bytes).toString('base64') };
}
