// Feedback: the customer rates what was chosen for her; the marketer reads what was said of an offer, and not by whom.
import { hashedId } from '../core/decide/chance.ts';
import { withoutInvisible } from '../core/decide/visible-text.ts';
import type { Send } from '../model/customer.ts';
import { type Feedback, type FeedbackRequest, fewestGivers, type OfferFeedback } from '../model/feedback.ts';
import type { Customers } from '../ports/customers.ts';
import type { Decisions, RecordedDecision } from '../ports/decisions.ts';
import type { Feedbacks } from '../ports/feedbacks.ts';
import type { OutcomeQueue } from '../ports/outcome-queue.ts';
import { recordOutcomes, type Told } from './record-outcomes.ts';
import { notFound } from './refused.ts';

export interface FeedbackPorts {
  customers: Customers;
  decisions: Decisions;
  feedbacks: Feedbacks;
  outcomeQueue: OutcomeQueue;
}

/** How far back an offer is looked for among her decisions. */
const lookedThrough = 50;
/** The most that is read for a marketer: some 4 MB of items. */
const mostRead = 10_000;
const mostTexts = 500;

/**
 * Keeps the rating, and what it teaches of the category where the offer was sent. Throws Refused `not-found` where no such decision
 * of hers chose an offer; Contended, and then the same request again does what is missing.
 */
export async function giveFeedback(
  { customers, decisions, feedbacks, outcomeQueue }: FeedbackPorts,
  customerId: string,
  { decisionId, offerId, rating, text }: FeedbackRequest,
  now: number,
): Promise<Feedback> {
  const customer = await customers.load(customerId);
  const isMeant = (decision: RecordedDecision) => decision.offerId === offerId;
  const decision =
    customer &&
    (decisionId === undefined
      ? (await decisions.latest(customerId, lookedThrough, now)).find(isMeant)
      : await decisions.find(customerId, decisionId, now));
  if (decision?.offerId === undefined) throw notFound('no decision of yours that chose an offer');
  const visible = text && withoutInvisible(text).trim();
  const feedback = {
    decisionId: decision.id,
    offerId: decision.offerId,
    rating,
    ...(visible && { text: visible }),
    at: now,
  };
  await feedbacks.give(customerId, feedback);
  const { deliveryId } = decision;
  await recordOutcomes<never>(
    { customers, outcomeQueue },
    customerId,
    ({ sends }) => sends.filter((send) => send.deliveryId === deliveryId).map((send) => rated(send, feedback)),
    now,
  );
  return feedback;
}

/** Another number of stars is another outcome, the same again is none: a change of mind counts, five times at the most. */
function rated({ deliveryId, offerId, category }: Send, { decisionId, rating, at }: Feedback): Told {
  const id = hashedId('rated', decisionId, rating);
  return { outcome: { id, kind: 'rated', at, category, offerId, deliveryId, rating } };
}

/** Ratings are counted from the first; texts are shown from `fewestGivers` customers on. */
export async function feedbackOf(
  { feedbacks }: Pick<FeedbackPorts, 'feedbacks'>,
  offerId: string,
  now: number,
): Promise<OfferFeedback> {
  const { givers, given, more } = await feedbacks.ofOffer(offerId, mostRead, now);
  const ratings = { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 };
  for (const { rating } of given) ratings[rating as keyof typeof ratings]++;
  const texts = given
    .flatMap(({ rating, text, at }) => (text ? [{ day: new Date(at).toISOString().slice(0, 10), rating, text }] : []))
    // Any order of reading would tell who is who across offers.
    .sort((a, b) => compare(b.day, a.day) || a.rating - b.rating || compare(a.text, b.text));
  const shown = givers >= fewestGivers ? texts.slice(0, mostTexts) : [];
  return { offerId, ratings, texts: shown, more: more || shown.length < texts.length };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
