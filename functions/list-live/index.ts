// GET /v1/live: what happened in the last ten minutes, to be polled.
import { listLive } from '../../api/live.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

export const handler = http(
  on(listLive, async ({ query: { after, limit } }) => ({
    events: await adapters.liveFeed().since(after, limit, Date.now()),
  })),
);
