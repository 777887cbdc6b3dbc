// POST /v1/redemptions: a till hands in the code a customer shows; of all tills one gets the yes.
import { keyIn } from '../../api/idempotency-key.ts';
import * as contract from '../../api/redemptions.ts';
import { answerOnce } from '../../shared/usecases/answer-once.ts';
import { redeemCode } from '../../shared/usecases/redeem-code.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

export const handler = http(
  on(contract.redeemCode, async ({ callerId, headers, body }) => {
    const now = Date.now();
    const { operationId } = contract.redeemCode;
    const ports = {
      customers: adapters.customers(),
      redemptions: adapters.redemptions(),
      outcomeQueue: adapters.outcomeQueue(),
    };
    return answerOnce(adapters.oncePorts(), { callerId, operationId, key: keyIn(headers), body }, now, (requestId) =>
      redeemCode(ports, body.code, requestId, now),
    );
  }),
);
