// POST /v1/in-store-offers: what a till may offer to who has shown this code.
import * as contract from '../../api/in-store.ts';
import { offersInStore } from '../../shared/usecases/in-store.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

export const handler = http(
  on(contract.offersInStore, async ({ body, headers }) => {
    const ports = {
      customers: adapters.customers(),
      inStoreCodes: adapters.inStoreCodes(),
      worlds: adapters.worlds(),
      knownWeather: adapters.knownWeather(),
      knownContext: adapters.knownContext(),
    };
    return { offers: await offersInStore(ports, body, headers['accept-language'], Date.now()) };
  }),
);
