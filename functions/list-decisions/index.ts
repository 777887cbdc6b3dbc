// GET /v1/decisions: what was decided for the customer, and why; the newest first.
import * as contract from '../../api/decisions.ts';
import { listDecisions } from '../../shared/usecases/list-decisions.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

export const handler = http(
  on(contract.listDecisions, async ({ customerId, headers }) => {
    const ports = {
      decisions: adapters.decisions(),
      customers: adapters.customers(),
      worlds: adapters.worlds(),
    };
    return { decisions: await listDecisions(ports, customerId, headers['accept-language'], Date.now()) };
  }),
);
