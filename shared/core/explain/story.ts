// The story of a decision, for the customer whose it is: what, why this, why now, what else there was, and how to get fewer of these.
import type { Candidate, Decision } from '../../model/decision.ts';
import type { DeliveryEnd } from '../../model/delivery.ts';
import type { OfferReason } from '../../model/reason.ts';
import { explain, flipOf, type Names, nearestOf, say, wordsFor } from './explain.ts';
import type { Language } from './language.ts';

export interface Story {
  /** What was chosen; nothing where nothing was. */
  chosen?: { offerId: string; title: string };
  /** The place it is about. */
  place?: { geofenceId: string; name: string };
  whyThis: string;
  whyNow: string;
  /** What was weighed, the chosen one too, with what each lacked. Of the figures behind it, only her own. */
  compared: { offerId: string; title: string; geofenceId: string; reason: OfferReason; says: string }[];
  /** How many more were weighed. */
  omitted: number;
  /** The nearest change that would have led to a message; only where there was none. */
  nearest?: string;
  /** Each is the body of one call that mutes what this was about. */
  fewer: { says: string; body: { category?: string; geofenceId?: string } }[];
}

/** What a business counts with is not the customer's to read: only what the other gates compared may be said. */
const ofTheBusiness: ReadonlySet<string> = new Set(['below-propensity', 'outranked', 'budget-spent']);

const withoutFigures = (candidate: Candidate): Candidate =>
  ofTheBusiness.has(candidate.reason) ? { ...candidate, compared: undefined } : candidate;

export function storyOf(decision: Decision & { end?: DeliveryEnd }, names: Names, language: Language): Story {
  const { offerId, candidates, omittedCandidates = 0 } = decision;
  const titleOf = (id: string) => names.offer(id)?.title ?? id;
  const nearest = offerId === undefined ? nearestOf(decision) : undefined;
  const geofenceId = decision.geofenceId ?? nearest?.geofenceId;
  const place = geofenceId && { geofenceId, name: names.geofence(geofenceId)?.name ?? geofenceId };
  const category = names.offer(offerId ?? nearest?.offerId ?? '')?.category;
  const { mute } = language.customer;
  return {
    ...(offerId !== undefined && { chosen: { offerId, title: titleOf(offerId) } }),
    ...(place && { place }),
    whyThis: explain(decision, names, language).customer,
    whyNow: language.customer.now[momentOf(decision, geofenceId)],
    compared: candidates.map((candidate) => ({
      offerId: candidate.offerId,
      title: titleOf(candidate.offerId),
      geofenceId: candidate.geofenceId,
      reason: candidate.reason,
      says: saysOf(candidate, decision, names, language),
    })),
    omitted: omittedCandidates,
    ...(nearest && { nearest: flipOf(decision, withoutFigures(nearest), names, language) }),
    fewer: [
      ...(category === undefined ? [] : [{ says: mute(category), body: { category } }]),
      ...(place ? [{ says: mute(place.name), body: { geofenceId: place.geofenceId } }] : []),
    ],
  };
}

function saysOf(candidate: Candidate, decision: Decision, names: Names, language: Language): string {
  if (candidate.reason === 'chosen') return language.customer.fittedBest;
  return say(wordsFor(candidate.reason, language).customer, withoutFigures(candidate), decision, names, language);
}

function momentOf({ facts }: Decision, geofenceId: string | undefined): keyof Language['customer']['now'] {
  if (facts.transitions.some((one) => one.kind === 'enter' && one.geofenceId === geofenceId)) return 'arrived';
  if (facts.signal.kind === 'dwell') return 'stayed';
  if (facts.signal.kind === 'inbox') return 'asked';
  return facts.signal.kind === 'time' ? 'began' : 'changed';
}
