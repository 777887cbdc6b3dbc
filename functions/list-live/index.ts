// GET /v1/live: what happened in the last ten minutes, to be polled.
import * as z from 'zod';
import * as adapters from '../edge/adapters.ts';
import { http } from '../edge/http.ts';

const query = z.strictObject({
  after: z.string().max(120).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const handler = http({ query }, async ({ query: { after, limit } }) => ({
  events: await adapters.liveFeed().since(after, limit, Date.now()),
}));
