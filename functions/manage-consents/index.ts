// GET and PUT /v1/consents: what the customer has allowed, and a change of it.
import { changeConsents, showConsents } from '../../api/consents.ts';
import { readConsents, updateConsents } from '../../shared/usecases/manage-consents.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

export const handler = http(
  on(showConsents, async ({ customerId }) => ({
    consents: await readConsents({ customers: adapters.customers() }, customerId),
  })),
  on(changeConsents, async ({ customerId, body }) => {
    const ports = {
      customers: adapters.customers(),
      ledger: adapters.consentLedger(),
      presence: adapters.presence(),
      newId: adapters.newId,
    };
    return { consents: await updateConsents(ports, customerId, body, Date.now()) };
  }),
);
