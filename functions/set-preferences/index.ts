// PUT /v1/preferences: what the customer would like to hear about, and what not.
import { preferences } from '../../shared/model/preferences.ts';
import { setPreferences } from '../../shared/usecases/set-preferences.ts';
import * as adapters from '../edge/adapters.ts';
import { http } from '../edge/http.ts';

export const handler = http({ body: preferences }, async ({ customerId, body }) =>
  setPreferences({ customers: adapters.customers() }, customerId, body),
);
