// GET and PUT /v1/consents: what the customer has allowed, and a change of it.
import { consentRequest } from '../../shared/model/consent.ts';
import { readConsents, updateConsents } from '../../shared/usecases/manage-consents.ts';
import * as adapters from '../edge/adapters.ts';
import { http } from '../edge/http.ts';

export const handler = http({ body: consentRequest }, async ({ customerId, method, body }) => {
  const customers = adapters.customers();
  if (method === 'GET') return { consents: await readConsents({ customers }, customerId) };
  const ports = { customers, ledger: adapters.consentLedger(), presence: adapters.presence(), newId: adapters.newId };
  return { consents: await updateConsents(ports, customerId, body, Date.now()) };
});
