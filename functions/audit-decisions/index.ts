// GET /v1/customers/{customerId}/decisions: what was decided for a customer, and why, for a marketer; that she was looked at is kept.
import { ulid } from 'ulid';
import * as contract from '../../api/decisions.ts';
import { auditDecisions } from '../../shared/usecases/audit-decisions.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

export const handler = http(
  on(contract.auditDecisions, async ({ callerId, path: { customerId }, query, headers }) => {
    const ports = {
      decisions: adapters.decisions(),
      customers: adapters.customers(),
      worlds: adapters.worlds(),
      audit: adapters.audit(),
      newId: (now: number) => ulid(now),
    };
    const look = { who: callerId, whom: customerId };
    return { decisions: await auditDecisions(ports, look, headers['accept-language'], Date.now(), query) };
  }),
);
