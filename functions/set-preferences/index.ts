// PUT /v1/preferences: what the customer would like to hear about, and what not.
import * as contract from '../../api/preferences.ts';
import { setPreferences } from '../../shared/usecases/set-preferences.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

export const handler = http(
  on(contract.setPreferences, async ({ customerId, body }) =>
    setPreferences({ customers: adapters.customers() }, customerId, body),
  ),
);
