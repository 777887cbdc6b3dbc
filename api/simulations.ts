// Simulations: an offer tried before it is launched, on past decisions, on made-up walkers or on reports of a team's own.
import * as z from 'zod';
import { simulationId, simulationRequest, simulationResult, simulationState } from '../shared/model/simulation.ts';
import type { Route } from './route.ts';

const id = '01KT3WD680J871VTSENTJK1Z4S';
const pathParameters = z.strictObject({ simulationId });
const answer = z.object({
  id: z.string(),
  state: simulationState,
  /** 0 to 1. */
  done: z.number(),
  result: simulationResult.optional(),
});
const running = { id, state: 'running', done: 0.25 } as const;
const path = { simulationId: id };

export const startSimulation = {
  operationId: 'startSimulation',
  method: 'POST',
  path: '/v1/simulations',
  caller: 'marketer',
  function: 'try-offer',
  summary: 'Try an offer: who would have been sent it, when, and why the others not',
  description:
    'Replays through the code that decides in production. `decisions` runs over a sample of customers, with their caps and cooldowns, who they are today, and at geofences where offers were on; `sample` over 200 made-up walkers for a week; both are jobs, to be asked for by the id. `reports` is done when the answer comes, and no report is kept.',
  body: simulationRequest,
  // 5,000 reports with the fix before each are some 2.5 MB; Lambda takes 6
  maxBodyBytes: 4_000_000,
  headers: z.object({ 'accept-language': z.string().optional() }),
  answer: z.object({ id: z.string() }),
  problems: ['invalid-offer'],
  again: 'new',
  example: {
    body: {
      offer: {
        id: 'cocoa',
        category: 'coffee',
        messages: { en: { title: 'Hot cocoa', body: 'For you, now' } },
        defaultLocale: 'en',
        where: { geofenceIds: ['torvet'] },
        startsAt: 1_780_272_000_000,
        endsAt: 1_843_344_000_000,
        value: 10,
      },
      source: { kind: 'decisions', days: 30 },
      compareWith: 'live',
    },
    answer: { id },
  },
} as const satisfies Route;

export const showSimulation = {
  operationId: 'showSimulation',
  method: 'GET',
  path: '/v1/simulations/{simulationId}',
  caller: 'marketer',
  function: 'try-offer',
  summary: 'How far a simulation has come, and what came of it',
  description:
    'Kept for a day. Counts are of the sample; `estimate` says what share of customers that is, and what everybody would be sent a day. Examples name no customer.',
  pathParameters,
  answer,
  problems: ['not-found'],
  again: 'alike',
  example: { path, answer: running },
} as const satisfies Route;

export const stopSimulation = {
  operationId: 'stopSimulation',
  method: 'DELETE',
  path: '/v1/simulations/{simulationId}',
  caller: 'marketer',
  function: 'try-offer',
  summary: 'Stop a simulation: nothing more is counted',
  pathParameters,
  answer,
  problems: ['not-found'],
  again: 'alike',
  example: { path, answer: { id, state: 'stopped', done: 0.25 } },
} as const satisfies Route;
