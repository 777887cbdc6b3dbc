// Reporting positions: fixes in, one reason each out; perhaps an offer is on its way.
import * as z from 'zod';
import { position } from '../shared/model/geofence.ts';
import { reason } from '../shared/model/reason.ts';
import { positionsRequest } from '../shared/model/signal.ts';
import type { Route } from './route.ts';

export const reportPositions = {
  operationId: 'reportPositions',
  method: 'POST',
  path: '/v1/positions',
  caller: 'customer',
  function: 'report-position',
  summary: 'Report 1–50 positions of one phone',
  description:
    'Sorted by `at`, one request in flight at a time. `next` promises that a fix within `withinMetres` of the last reported one, before `beforeSeconds` have passed, changes nothing: the phone may stay silent. A field that does not fit refuses the whole batch.',
  body: positionsRequest,
  maxBodyBytes: 32 * 1024,
  answer: z.object({
    results: z.array(z.object({ id: z.string(), reason, decisionId: z.string().optional() })),
    next: z.object({ withinMetres: z.number().min(0), beforeSeconds: z.number().min(0) }),
    regions: z.array(z.object({ id: z.string(), center: position, radiusMetres: z.number() })).optional(),
  }),
  problems: [],
  again: 'harmless',
  example: {
    body: {
      deviceId: 'phone',
      reports: [{ id: 'r1', at: 1_780_000_000_000, lng: 12.568, lat: 55.676, accuracyMetres: 8 }],
    },
    answer: { results: [{ id: 'r1', reason: 'not-near' }], next: { withinMetres: 1240, beforeSeconds: 900 } },
  },
} as const satisfies Route;
