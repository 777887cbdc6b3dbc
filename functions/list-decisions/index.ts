// GET /v1/decisions: what was decided for the customer, and why; the newest first.
import * as adapters from '../edge/adapters.ts';
import { http } from '../edge/http.ts';

export const handler = http({}, async ({ customerId }) => ({
  decisions: await adapters.decisions().latest(customerId, 50, Date.now()),
}));
