// GET and PUT /v1/preferences, PUT /v1/mutes: what the customer would like to hear about, when, and what not.
import * as contract from '../../api/preferences.ts';
import { readPreferences, setMute, setPreferences } from '../../shared/usecases/set-preferences.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

const ports = () => ({ customers: adapters.customers(), outcomeQueue: adapters.outcomeQueue() });

export const handler = http(
  on(contract.showPreferences, async ({ customerId }) => readPreferences(ports(), customerId, Date.now())),
  on(contract.setPreferences, async ({ customerId, body }) => setPreferences(ports(), customerId, body, Date.now())),
  on(contract.setMute, async ({ customerId, body }) => ({
    mutes: await setMute(ports(), customerId, body, Date.now()),
  })),
);
