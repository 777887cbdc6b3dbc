// Feedback: what a customer says of an offer that was chosen for her. Soft data, and the marketer's to read without her name.
import * as z from 'zod';
import { authoredId, epochMilliseconds } from './identifier.ts';
import { storedObject } from './stored.ts';
import { text } from './text.ts';

/** As decisions are numbered: a ULID. */
export const decisionId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'the id of a decision');

/** `POST /v1/feedback`: on a decision of hers, or on an offer, by the newest of her decisions that chose it. */
export const feedbackRequest = z
  .strictObject({
    decisionId: decisionId.optional(),
    offerId: authoredId.optional(),
    /** 1 is bad, 5 is good. */
    rating: z.int().min(1).max(5),
    text: text(500).optional(),
  })
  .refine(
    (request) => (request.decisionId === undefined) !== (request.offerId === undefined),
    'name a decisionId or an offerId, not both',
  );
export type FeedbackRequest = z.infer<typeof feedbackRequest>;

/** One for each decision: said again, it takes the place of what was said before. */
export const feedback = storedObject({
  decisionId: z.string(),
  offerId: z.string(),
  rating: z.int().min(1).max(5),
  /** Without what cannot be seen. */
  text: z.string().optional(),
  at: epochMilliseconds,
});
export type Feedback = z.infer<typeof feedback>;

/** From so many customers on, texts are shown to the marketer: of fewer, one might be told by what she writes. */
export const fewestGivers = 5;

/** What the marketer reads. Who said it, and when more finely than the day, is not in it. */
export const offerFeedback = z.object({
  offerId: z.string(),
  /** How often each rating was given, `1` to `5`. */
  ratings: z.record(z.enum(['1', '2', '3', '4', '5']), z.int().min(0)),
  /** Newest day first; of one day by rating and text. Empty below five customers. */
  texts: z.array(z.object({ day: z.iso.date(), rating: z.int(), text: z.string() })),
  /** There is more than is shown or counted here. */
  more: z.boolean(),
});
export type OfferFeedback = z.infer<typeof offerFeedback>;
