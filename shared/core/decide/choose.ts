// Choosing: from facts to at most one offer, with a reason for every candidate. Pure: clock and chance are handed in.
import { ulid } from 'ulid';
import type { VersionedOffer } from '../../model/catalogue.ts';
import type { Customer, OpenVisit } from '../../model/customer.ts';
import { type Candidate, type Decision, type Facts, maxRecordedCandidates } from '../../model/decision.ts';
import type { DeliveryEnd } from '../../model/delivery.ts';
import type { Learnable } from '../../model/propensity.ts';
import { type OfferReason, offerReason, type Reason } from '../../model/reason.ts';
import { closeWindows } from '../propensity/outcomes.ts';
import { chooseOffer, type Eligible, scoreOf } from '../propensity/policy.ts';
import { startModel } from '../propensity/published.ts';
import { reasonsOf } from '../propensity/reasons.ts';
import { chance, hashedId, type Random } from './chance.ts';
import { lapse, withdraw } from './deliver.ts';
import { belowPropensity, type Candidacy, type Channel, gatesOf } from './gates.ts';
import { isHeldOut } from './holdout.ts';
import { quantileOf, toldMoments } from './message-budget.ts';
import { ceilingOf, declaredFor } from './personalization.ts';
import { type Relevance, relevanceFor } from './relevance.ts';
import { applyFacts } from './visits.ts';
import type { World } from './world.ts';

export interface Choice {
  /** The customer as she is to be written. */
  customer: Customer;
  /** The one reason the signal is answered with. */
  reason: Reason;
  /** Present where offers were weighed. */
  decision?: Decision;
  /** A delivery whose time had run out, or whose geofence was left, and which ends by this choice. */
  ended?: DeliveryEnd;
  /** What windows that were over by now teach everybody, and what this moment tells of message budgets. */
  learnables: Learnable[];
}

/**
 * Applies the facts to the customer, weighs the offers of the geofences to consider and reserves the best, if any.
 * The same world, customer, facts, now and draws of `random` give the same choice.
 */
export function choose(
  world: World,
  customer: Customer,
  facts: Facts,
  now: number,
  random: Random,
  channel: 'push' | 'inbox' = 'push',
): Choice {
  const model = world.model ?? startModel;
  const lapsed = lapse(customer, now);
  const { customer: wiser, learnables } = closeWindows(model, lapsed.customer, now);
  // What was reserved for a geofence she has just left must not keep the next one from her.
  const withdrawn = withdraw(applyFacts(wiser, facts, world.catalogue.version), now);
  const present = withdrawn.customer;
  const ended = lapsed.ended ?? withdrawn.ended;
  const weighed = candidacies(world, present, facts, channel, now).map(weighing(world, present, facts, now));
  if (weighed.length === 0) return { customer: present, reason: reasonWithoutOffers(facts), ended, learnables };

  const eligible = weighed.filter(isEligible).map(asEligible);
  const pick = chooseOffer(eligible, { sends: present.sends, at: now }, random());
  const winner = pick?.chosen.weighed;
  const candidates = weighed.map((one) => toCandidate(one, winner));
  const reason = winner ? 'chosen' : farthest(candidates);
  // A signal may be weighed again within the millisecond, by a customer who has changed: that is another decision.
  const id = ulid(now, chance(customer.customerId, facts.signal.id, customer.version));
  const decision: Decision = {
    id,
    at: now,
    facts,
    catalogueVersion: world.catalogue.version,
    modelVersion: model.version,
    ...recorded(candidates),
    reason,
    ...(pick &&
      winner && {
        offerId: winner.offer.id,
        geofenceId: winner.geofence.id,
        visit: winner.visit.visit,
        deliveryId: deliveryIdOf(present, winner),
        ...(channel === 'inbox' && { channel }),
        // Drawn last: both arms have passed every gate, and differ in the push alone.
        arm: isHeldOut(present.customerId, winner.offer.id, winner.offer.holdoutShare) ? 'holdout' : 'push',
        score: winner.score,
        ...personalOf(present, winner),
        context: winner.context,
        because: reasonsOf(winner.groups, winner.offer.category, winner.context),
        probability: pick.probability,
        expiresAt: Math.min(winner.visit.leaseUntil, winner.offer.endsAt),
      }),
  };
  const told = channel === 'push' ? toldMoments(model, weighed, id, now) : [];
  const after = winner ? reserve(present, winner, decision) : present;
  return { customer: after, reason, decision, ended, learnables: [...learnables, ...told] };
}

/** What may be said to her of why it is this one: what she has told of herself, and what she has done where she allows that. */
function personalOf(customer: Customer, { offer, geofence, groups }: Passed): Pick<Decision, 'personal'> {
  const ownCategory = groups.find(({ field }) => field === 'category')?.own ?? 0;
  const personal: Decision['personal'] = [
    ...declaredFor(customer, offer, geofence.id),
    ...(ceilingOf(customer) === 'history' && ownCategory >= tellingHistory ? (['history'] as const) : []),
  ];
  return personal.length > 0 ? { personal } : {};
}

/** In the logit: what one redemption of the category adds to it at the least. */
const tellingHistory = 0.3;

/** Relevance is asked only for what every other gate lets pass: a prediction costs as much as all of those. */
type Relevant = Relevance & { score: number; quantile?: number };
type Refused = Candidacy & Partial<Relevant> & { reason: OfferReason; compared: Candidate['compared'] };
type Passed = Candidacy & Relevant & { reason?: undefined };
type Weighed = Refused | Passed;

const isEligible = (one: Weighed): one is Passed => one.reason === undefined;

/** What passes every gate of a till for the geofences to consider, the best first. Nothing is reserved. */
export function offersForTill(world: World, customer: Customer, facts: Facts, now: number): Candidacy[] {
  return candidacies(world, customer, facts, 'till', now)
    .map(weighing(world, customer, facts, now))
    .filter(isEligible)
    .sort((a, b) => b.score - a.score || (a.offer.id < b.offer.id ? -1 : 1));
}

/** Every offer of every geofence to consider in which the customer has a visit. */
function candidacies(world: World, customer: Customer, facts: Facts, channel: Channel, now: number): Candidacy[] {
  return facts.consider.flatMap((geofenceId) => {
    const geofence = world.catalogue.geofence(geofenceId);
    const visit = customer.openVisits.find((open) => open.geofenceId === geofenceId && now < open.leaseUntil);
    if (!geofence || !visit) return [];
    const deviceId = facts.deviceId ?? visit.deviceId;
    const here = { geofence, visit, customer, facts, deviceId, channel, now };
    return world.catalogue.offersAt(geofenceId).map((offer: VersionedOffer) => ({ ...here, offer }));
  });
}

function weighing(world: World, customer: Customer, facts: Facts, now: number): (candidacy: Candidacy) => Weighed {
  const model = world.model ?? startModel;
  const relevanceOf = relevanceFor(model, customer, facts, now);
  return (candidacy) => {
    for (const [reason, gate] of gatesOf[candidacy.channel]) {
      const compared = gate(candidacy);
      if (compared) return { ...candidacy, reason, compared };
    }
    const { offer } = candidacy;
    const relevance = relevanceOf(candidacy);
    const score = scoreOf(eligibleFrom(offer, relevance), { sends: customer.sends, at: now });
    // at a till nothing is sent, so no message budget is used
    const quantile = candidacy.channel === 'till' ? undefined : quantileOf(model, offer);
    const weighed = { ...candidacy, ...relevance, score, quantile };
    const compared = belowPropensity(offer, weighed);
    return compared ? { ...weighed, reason: 'below-propensity', compared } : weighed;
  };
}

function eligibleFrom(
  { id, category, value, cost, minimumPropensity }: VersionedOffer,
  { propensity, unsent }: Relevance,
): Eligible {
  return { offerId: id, category, p: propensity, pHold: unsent, value, cost, minimum: minimumPropensity };
}

function asEligible(weighed: Passed): Eligible & { weighed: Passed } {
  return { ...eligibleFrom(weighed.offer, weighed), weighed };
}

function toCandidate(one: Weighed, winner: Passed | undefined): Candidate {
  return {
    offerId: one.offer.id,
    geofenceId: one.geofence.id,
    reason: one.reason ?? (one === winner ? 'chosen' : 'outranked'),
    compared: isEligible(one) ? (one === winner ? undefined : outrankedBy(winner, one)) : one.compared,
    propensity: one.propensity,
    score: one.score,
  };
}

/** Where the better score lost, it was to chance or to another category's turn: no `best` is named then. */
function outrankedBy(winner: Passed | undefined, { score }: Passed): Candidate['compared'] {
  return winner && winner.score >= score ? { score, best: winner.score } : { score };
}

const progress = (candidate: Candidate): number => offerReason.options.indexOf(candidate.reason);

/** Of several that were refused, the one that came farthest tells most. */
function farthest(candidates: Candidate[]): OfferReason {
  return candidates.reduce((far, candidate) => (progress(candidate) > progress(far) ? candidate : far)).reason;
}

function recorded(candidates: Candidate[]): Pick<Decision, 'candidates' | 'omittedCandidates'> {
  if (candidates.length <= maxRecordedCandidates) return { candidates };
  const kept = [...candidates].sort((a, b) => progress(b) - progress(a)).slice(0, maxRecordedCandidates);
  return { candidates: kept, omittedCandidates: candidates.length - kept.length };
}

/** Any redelivery computes the same id; the moment of entering sets visits apart whose number came round again. */
function deliveryIdOf(customer: Customer, { offer, geofence, visit, channel }: Candidacy): string {
  const beside = channel === 'push' ? [] : [channel];
  return hashedId(customer.customerId, offer.id, geofence.id, visit.visit, visit.enteredAt, ...beside);
}

function reserve(
  customer: Customer,
  { offer, geofence, visit, deviceId, channel, now }: Passed,
  decision: Decision,
): Customer {
  return {
    ...customer,
    openVisits: customer.openVisits.map((open) =>
      open === visit ? { ...open, ...triedWith(open, offer.id, channel) } : open,
    ),
    pending: {
      deliveryId: decision.deliveryId!,
      decisionId: decision.id,
      offerId: offer.id,
      offerVersion: offer.version,
      catalogueVersion: decision.catalogueVersion,
      category: offer.category,
      geofenceId: geofence.id,
      visit: visit.visit,
      // the inbox is asked for by her, on whichever device
      deviceId: deviceId ?? 'inbox',
      ...(channel === 'inbox' && { channel }),
      state: 'reserved',
      arm: decision.arm!,
      reservedAt: now,
      expiresAt: decision.expiresAt!,
      decision,
    },
  };
}

function triedWith({ offered, shown = [] }: OpenVisit, offerId: string, channel: Channel): Partial<OpenVisit> {
  const all = [...new Set([...offered, offerId])];
  return channel === 'inbox' ? { offered: all, shown: [...shown, offerId] } : { offered: all };
}

function reasonWithoutOffers(facts: Facts): Reason {
  if (facts.transitions.some((transition) => transition.kind === 'enter')) return 'no-offer';
  return facts.transitions.length > 0 ? 'exited' : 'no-change';
}
