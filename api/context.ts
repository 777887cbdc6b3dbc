// Context: what a team's own systems observe; offers may ask for it.
import * as z from 'zod';
import { contextObservation } from '../shared/model/context.ts';
import type { Route } from './route.ts';

export const reportContext = {
  operationId: 'reportContext',
  method: 'POST',
  path: '/v1/context',
  caller: 'partner',
  function: 'report-context',
  summary: 'Tell what a system of yours has observed: stock, the length of a queue, an event near by',
  description:
    'A number, a text or a flag, for everywhere, for the geofences with a tag, or for one geofence. It is true from `observedAt` for `lifetimeSeconds`; afterwards it is unknown, and offers that ask for it stay silent. The latest `observedAt` counts, whatever arrives last: a system that tells twice within a millisecond is heard once.',
  body: contextObservation,
  answer: z.object({
    kept: z.boolean(),
    /** `late`: a later observation is kept. `over`: its lifetime has passed. */
    reason: z.enum(['late', 'over']).optional(),
  }),
  problems: ['future-observation'],
  again: 'alike',
  example: {
    body: {
      name: 'stock.croissant',
      scope: { geofenceId: 'bageren' },
      value: 12,
      observedAt: 1_780_410_600_000,
      lifetimeSeconds: 31_536_000,
    },
    answer: { kept: true },
  },
} as const satisfies Route;
