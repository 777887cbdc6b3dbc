// GET and PUT /v1/consents: what the customer has allowed, and a change of it. POST /v1/pause: not now.
import { changeConsents, pause as pauseContract, showConsents } from '../../api/consents.ts';
import { readConsents, updateConsents } from '../../shared/usecases/manage-consents.ts';
import { pause } from '../../shared/usecases/pause.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

export const handler = http(
  on(showConsents, async ({ customerId }) => readConsents({ customers: adapters.customers() }, customerId, Date.now())),
  on(changeConsents, async ({ customerId, body }) => {
    const ports = {
      customers: adapters.customers(),
      ledger: adapters.consentLedger(),
      presence: adapters.presence(),
      tombstones: adapters.tombstones(),
      seal: adapters.seal(),
    };
    return { consents: await updateConsents(ports, customerId, body, Date.now()) };
  }),
  on(pauseContract, async ({ customerId, body }) =>
    pause({ customers: adapters.customers() }, customerId, body.hours, Date.now()),
  ),
);
