// Scores: probabilities a team has computed itself, for the propensity model to weigh beside its own.
import * as z from 'zod';
import { customerId } from '../shared/model/identifier.ts';
import { scoresRequest } from '../shared/model/imported-scores.ts';
import { importedScore } from '../shared/model/propensity.ts';
import type { Route } from './route.ts';

const example = { scores: [{ category: 'coffee', score: 0.31, at: 1_780_000_000_000 }] };

export const importScores = {
  operationId: 'importScores',
  method: 'PUT',
  path: '/v1/customers/{customerId}/propensity',
  caller: 'partner',
  function: 'keep-customer-data',
  summary: 'Keep scores per category that were computed elsewhere',
  description: 'Of one category the newer `at` counts; categories that are not named stay. Answers all that are kept.',
  pathParameters: z.strictObject({ customerId }),
  body: scoresRequest,
  answer: z.object({ scores: z.array(importedScore) }),
  problems: ['no-consent-yet', 'no-profiling-consent'],
  again: 'alike',
  example: { path: { customerId: 'freja' }, body: example, answer: example },
} as const satisfies Route;
