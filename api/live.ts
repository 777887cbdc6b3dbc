// The live feed: what happened in the last ten minutes.
import * as z from 'zod';
import { ravnEvent } from '../events/ravn-event.ts';
import { epochMilliseconds } from '../shared/model/identifier.ts';
import type { Route } from './route.ts';

export const listLive = {
  operationId: 'listLive',
  method: 'GET',
  path: '/v1/live',
  caller: 'marketer',
  function: 'list-live',
  summary: 'What happened in the last ten minutes, the oldest first, to be polled',
  query: z.strictObject({
    /** The id of the last event seen. */
    after: z.string().max(120).optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  answer: z.object({ events: z.array(z.object({ id: z.string(), at: epochMilliseconds, event: ravnEvent })) }),
  problems: [],
  again: 'alike',
  example: { query: { limit: 50 }, answer: { events: [] } },
} as const satisfies Route;
