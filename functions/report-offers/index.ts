// GET /v1/offers/{offerId}/report and /v1/report: what offers brought, in counts of at least twenty.
import * as contract from '../../api/report.ts';
import { reportOffer, reportOffers } from '../../shared/usecases/report-offers.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

const ports = () => ({ stats: adapters.stats(), worlds: adapters.worlds() });

export const handler = http(
  on(contract.reportOffer, ({ path: { offerId }, query }) => reportOffer(ports(), offerId, query, Date.now())),
  on(contract.reportOffers, ({ query }) => reportOffers(ports(), query, Date.now())),
);
