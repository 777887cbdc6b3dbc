// GET /v1/decisions: what was decided for the customer, and why; the newest first.
import { listDecisions } from '../../shared/usecases/list-decisions.ts';
import * as adapters from '../edge/adapters.ts';
import { http } from '../edge/http.ts';

export const handler = http({}, async ({ customerId, acceptLanguage }) => {
  const ports = {
    decisions: adapters.decisions(),
    customers: adapters.customers(),
    worlds: adapters.worlds(),
  };
  return { decisions: await listDecisions(ports, customerId, acceptLanguage, Date.now()) };
});
