// GET /v1/offers/{offerId}/feedback: what customers say of an offer, and not who says it.
import * as contract from '../../api/feedback.ts';
import { feedbackOf } from '../../shared/usecases/feedback.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

export const handler = http(
  on(contract.listFeedback, async ({ path: { offerId } }) =>
    feedbackOf({ feedbacks: adapters.feedbacks() }, offerId, Date.now()),
  ),
);
