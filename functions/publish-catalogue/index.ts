// PUT /v1/catalogue replaces what is authored and publishes it; POST /v1/catalogue/publish compiles it again.
import { catalogueFile } from '../../shared/model/catalogue.ts';
import { replaceCatalogue, republishCatalogue } from '../../shared/usecases/publish-catalogue.ts';
import * as adapters from '../edge/adapters.ts';
import { http } from '../edge/http.ts';

/** Below Lambda's own bound of 6 MB on a request. */
const maxBytes = 5_500_000;

const replace = http({ body: catalogueFile, maxBytes }, async ({ body }) =>
  replaceCatalogue(ports(), body, Date.now()),
);
const republish = http({}, async () => republishCatalogue(ports(), Date.now()));

export const handler = (...[event, context]: Parameters<typeof replace>) =>
  event.requestContext.http.method === 'PUT' ? replace(event, context) : republish(event, context);

const ports = () => ({
  authored: adapters.authoredCatalogue(),
  snapshots: adapters.snapshots(),
  offerGates: adapters.offerGates(),
});
