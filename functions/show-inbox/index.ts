// GET /v1/inbox: the offers of the current visit, shown quietly in the app.
import * as contract from '../../api/in-store.ts';
import { showInbox } from '../../shared/usecases/inbox.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

/** This function has no right to push: what is to be pushed is left to the one that has. */
const noPush = { push: async () => ({ kind: 'not-accepted' as const, why: 'inbox' }) };

export const handler = http(
  on(contract.showInbox, async ({ customerId, headers }) => {
    const ports = {
      ...adapters.commitPorts(),
      lessons: adapters.lessons(),
      context: adapters.context(),
      weather: adapters.weather(),
      devices: adapters.devices(),
      push: noPush,
      redemptions: adapters.redemptions(),
      dueWindows: adapters.dueWindows(),
      newCode: adapters.newCode,
      clock: Date.now,
    };
    return { offers: await showInbox(ports, customerId, headers['accept-language']) };
  }),
);
