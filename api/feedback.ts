// Feedback: what customers say of offers, and what a marketer reads of it.
import * as z from 'zod';
import { feedback, feedbackRequest, offerFeedback } from '../shared/model/feedback.ts';
import { authoredId } from '../shared/model/identifier.ts';
import type { Route } from './route.ts';

const decisionId = '01KT3WD680J871VTSENTJK1Z1S';

export const giveFeedback = {
  operationId: 'giveFeedback',
  method: 'POST',
  path: '/v1/feedback',
  caller: 'customer',
  function: 'give-feedback',
  summary: 'Rate an offer that was chosen for the customer, and say why',
  description:
    'Name the decision, or the offer: then the newest of her decisions that chose it is meant. One for each decision: said again, it takes the place of what was said. Kept for a year.',
  body: feedbackRequest,
  answer: z.object({ feedback }),
  problems: ['not-found'],
  again: 'harmless',
  example: {
    body: { decisionId, rating: 4, text: 'Good, but too late in the day' },
    answer: {
      feedback: {
        decisionId,
        offerId: 'cocoa',
        rating: 4,
        text: 'Good, but too late in the day',
        at: 1_780_394_500_000,
      },
    },
  },
} as const satisfies Route;

export const listFeedback = {
  operationId: 'listFeedback',
  method: 'GET',
  path: '/v1/offers/{offerId}/feedback',
  caller: 'marketer',
  function: 'list-feedback',
  summary: 'What customers say of an offer, and not who says it',
  description:
    'Ratings are counted from the first; texts are shown once five customers have given feedback, each with its day. An offer of which nothing was said, and one that does not exist, have none.',
  pathParameters: z.strictObject({ offerId: authoredId }),
  answer: offerFeedback,
  problems: [],
  again: 'alike',
  example: {
    path: { offerId: 'cocoa' },
    answer: {
      offerId: 'cocoa',
      ratings: { 1: 0, 2: 1, 3: 0, 4: 3, 5: 8 },
      texts: [{ day: '2026-06-02', rating: 4, text: 'Good, but too late in the day' }],
      more: false,
    },
  },
} as const satisfies Route;
