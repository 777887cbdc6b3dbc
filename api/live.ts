// The live feed: what happened in the last ten minutes.
import * as z from 'zod';
import { decisionMade, deliveryEnded, geofenceEntered, geofenceExited } from '../events/ravn-event.ts';
import { epochMilliseconds } from '../shared/model/identifier.ts';
import type { Route } from './route.ts';

/** Events of the bus without whose they are: where a customer is now is nobody's to watch. */
const withoutCustomer = { customerId: true } as const;
export const liveEvent = z.discriminatedUnion('type', [
  geofenceEntered.omit(withoutCustomer),
  geofenceExited.omit(withoutCustomer),
  decisionMade.omit(withoutCustomer),
  deliveryEnded.omit(withoutCustomer),
]);

export const listLive = {
  operationId: 'listLive',
  method: 'GET',
  path: '/v1/live',
  caller: 'marketer',
  function: 'list-live',
  summary: 'What happened in the last ten minutes, the oldest first, to be polled',
  description:
    'Places, offers and reasons, and nobody’s name: to look at one customer is another route, which writes down who looked.',
  query: z.strictObject({
    /** The id of the last event seen. */
    after: z.string().max(120).optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  answer: z.object({ events: z.array(z.object({ id: z.string(), at: epochMilliseconds, event: liveEvent })) }),
  problems: [],
  again: 'alike',
  example: { query: { limit: 50 }, answer: { events: [] } },
} as const satisfies Route;
