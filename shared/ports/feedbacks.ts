// Feedbacks: what customers say of offers. Kept with the customer alone, and found by the offer without her name.
import type { Feedback } from '../model/feedback.ts';

export interface GivenFeedback {
  /** How many customers it is from. */
  givers: number;
  /** In no order that tells who gave it. */
  given: Pick<Feedback, 'rating' | 'text' | 'at'>[];
  /** There is more than `limit`. */
  more: boolean;
}

export interface Feedbacks {
  /** Keeps it for a year; said again of the same decision, it takes the place of what was said. */
  give(customerId: string, feedback: Feedback): Promise<void>;
  /** At most `limit` of an offer; what was given a moment ago may be missing. */
  ofOffer(offerId: string, limit: number, now: number): Promise<GivenFeedback>;
}
