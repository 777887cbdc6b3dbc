// GET /v1/decisions and /v1/decisions/{decisionId}: what was decided for the customer, and why.
import * as contract from '../../api/decisions.ts';
import { setMute } from '../../api/preferences.ts';
import { listDecisions, showDecision, type ToldDecision } from '../../shared/usecases/list-decisions.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

const ports = () => ({
  decisions: adapters.decisions(),
  customers: adapters.customers(),
  worlds: adapters.worlds(),
});
const { method, path } = setMute;
/** With the calls that lead to fewer as they stand. */
const withCalls = (told: ToldDecision) => ({ ...told, fewer: told.fewer.map((one) => ({ ...one, method, path })) });

export const handler = http(
  on(contract.listDecisions, async ({ customerId, headers }) => {
    const decisions = await listDecisions(ports(), customerId, headers['accept-language'], Date.now());
    return { decisions: decisions.map(withCalls) };
  }),
  on(contract.showDecision, async ({ customerId, path: { decisionId }, headers }) =>
    withCalls(await showDecision(ports(), customerId, decisionId, headers['accept-language'], Date.now())),
  ),
);
