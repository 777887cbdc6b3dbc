// GET /v1/live: what happened in the last ten minutes, to be polled, without whom it happened to.
import { listLive } from '../../api/live.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

export const handler = http(
  on(listLive, async ({ query: { after, limit } }) => {
    const events = await adapters.liveFeed().since(after, limit, Date.now());
    return {
      events: events.map(({ id, at, event: { customerId: _, ...event } }) => ({ id, at, event })),
    };
  }),
);
