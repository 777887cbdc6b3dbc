// PUT /v1/catalogue replaces what is in force and publishes it; POST /v1/catalogue/publish compiles it again.
import * as contract from '../../api/catalogue.ts';
import { replaceCatalogue, republishCatalogue } from '../../shared/usecases/publish-catalogue.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

export const handler = http(
  on(contract.replaceCatalogue, async ({ body, callerId }) =>
    replaceCatalogue(adapters.authorPorts(), body, Date.now(), callerId),
  ),
  on(contract.republishCatalogue, async () => republishCatalogue(adapters.authorPorts(), Date.now())),
);
