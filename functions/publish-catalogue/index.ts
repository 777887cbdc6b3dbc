// PUT /v1/catalogue replaces what is authored and publishes it; POST /v1/catalogue/publish compiles it again.
import * as contract from '../../api/catalogue.ts';
import { replaceCatalogue, republishCatalogue } from '../../shared/usecases/publish-catalogue.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

const ports = () => ({
  authored: adapters.authoredCatalogue(),
  snapshots: adapters.snapshots(),
  offerGates: adapters.offerGates(),
  mirrorQueue: adapters.mirrorQueue(),
});

export const handler = http(
  on(contract.replaceCatalogue, async ({ body }) => replaceCatalogue(ports(), body, Date.now())),
  on(contract.republishCatalogue, async () => republishCatalogue(ports(), Date.now())),
);
