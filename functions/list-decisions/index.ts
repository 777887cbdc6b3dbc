// GET /v1/decisions and /v1/decisions/{decisionId}: what was decided for the customer, and why.
import * as contract from '../../api/decisions.ts';
import { setMute } from '../../api/preferences.ts';
import { listDecisions, showDecision } from '../../shared/usecases/list-decisions.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

const ports = () => ({
  decisions: adapters.decisions(),
  customers: adapters.customers(),
  worlds: adapters.worlds(),
});
const { method, path: mutes } = setMute;

export const handler = http(
  on(contract.listDecisions, async ({ customerId, headers }) => ({
    decisions: await listDecisions(ports(), customerId, headers['accept-language'], Date.now()),
  })),
  on(contract.showDecision, async ({ customerId, path: { decisionId }, headers }) => {
    const story = await showDecision(ports(), customerId, decisionId, headers['accept-language'], Date.now());
    return { ...story, fewer: story.fewer.map((one) => ({ ...one, method, path: mutes })) };
  }),
);
