// POST /v1/outcomes: what the app saw the customer do. POST /v1/purchases: what a store's systems know she bought.
import { keyIn } from '../../api/idempotency-key.ts';
import * as contract from '../../api/outcomes.ts';
import { answerOnce } from '../../shared/usecases/answer-once.ts';
import { recordPurchase, reportOutcomes } from '../../shared/usecases/report-outcomes.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

const ports = () => ({ customers: adapters.customers(), outcomeQueue: adapters.outcomeQueue() });

export const handler = http(
  on(contract.reportOutcomes, async ({ customerId, body }) => ({
    results: await reportOutcomes(ports(), customerId, body.outcomes, Date.now()),
  })),
  on(contract.recordPurchase, async ({ callerId, headers, body }) => {
    const now = Date.now();
    const { operationId } = contract.recordPurchase;
    return answerOnce(adapters.oncePorts(), { callerId, operationId, key: keyIn(headers), body }, now, async () => ({
      id: body.id,
      result: await recordPurchase(ports(), body, now),
    }));
  }),
);
