// POST /v1/feedback: the customer rates an offer that was chosen for her.
import * as contract from '../../api/feedback.ts';
import { giveFeedback } from '../../shared/usecases/feedback.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

export const handler = http(
  on(contract.giveFeedback, async ({ customerId, body }) => {
    const ports = {
      customers: adapters.customers(),
      decisions: adapters.decisions(),
      feedbacks: adapters.feedbacks(),
      outcomeQueue: adapters.outcomeQueue(),
    };
    return { feedback: await giveFeedback(ports, customerId, body, Date.now()) };
  }),
);
