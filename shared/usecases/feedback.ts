// Feedback: the customer rates what was chosen for her; the marketer reads what was said of an offer, and not by whom.
import { withoutInvisible } from '../core/decide/visible-text.ts';
import { type Feedback, type FeedbackRequest, fewestGivers, type OfferFeedback } from '../model/feedback.ts';
import type { Customers } from '../ports/customers.ts';
import type { Decisions, RecordedDecision } from '../ports/decisions.ts';
import type { Feedbacks } from '../ports/feedbacks.ts';
import { notFound } from './refused.ts';

export interface FeedbackPorts {
  customers: Customers;
  decisions: Decisions;
  feedbacks: Feedbacks;
}

/** How far back an offer is looked for among her decisions. */
const lookedThrough = 50;
/** The most that is read for a marketer: some 4 MB of items. */
const mostRead = 10_000;
const mostTexts = 500;

/** Throws Refused `not-found` where no such decision of hers chose an offer. */
export async function giveFeedback(
  { customers, decisions, feedbacks }: FeedbackPorts,
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
  return feedback;
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
