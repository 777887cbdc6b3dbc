// Feedbacks in memory.
import type { Feedback } from '../../model/feedback.ts';
import { keptMs } from '../../model/retention.ts';
import type { Feedbacks } from '../../ports/feedbacks.ts';

export function memoryFeedbacks(): Feedbacks {
  const stored = new Map<string, { customerId: string; feedback: Feedback }>();
  return {
    async give(customerId, feedback) {
      stored.set(`${customerId}#${feedback.decisionId}`, structuredClone({ customerId, feedback }));
    },

    async ofOffer(offerId, limit, now) {
      const all = [...stored.values()].filter(
        ({ feedback }) => feedback.offerId === offerId && feedback.at > now - keptMs.feedback,
      );
      const found = all.slice(0, limit);
      return {
        givers: new Set(found.map(({ customerId }) => customerId)).size,
        given: found.map(({ feedback: { rating, text, at } }) => ({ rating, ...(text !== undefined && { text }), at })),
        more: all.length > found.length,
      };
    },
  };
}
