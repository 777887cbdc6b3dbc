// Outcomes: what the app saw the customer do with what was delivered, and what a store’s systems know she bought.
import * as z from 'zod';
import { outcomesRequest, purchase } from '../shared/model/outcome-report.ts';
import { exampleKey, idempotencyKey, keyProblems } from './idempotency-key.ts';
import type { Route } from './route.ts';

const result = z.enum(['noted', 'duplicate', 'no-profiling-consent']);

export const reportOutcomes = {
  operationId: 'reportOutcomes',
  method: 'POST',
  path: '/v1/outcomes',
  caller: 'customer',
  function: 'report-outcomes',
  summary: 'Tell what came of deliveries: seen, opened, dismissed, muted, redeemed',
  description:
    'One to fifty; the same id again is a `duplicate`. Without consent to profiling nothing is learnt from them and nothing kept, but that an offer has been redeemed.',
  body: outcomesRequest,
  answer: z.object({
    results: z.array(z.object({ id: z.string(), result: z.enum([...result.options, 'unknown-delivery']) })),
  }),
  problems: [],
  again: 'harmless',
  example: {
    body: { outcomes: [{ id: 'o1', kind: 'opened', at: 1_780_000_000_000, deliveryId: 'PZ1mE8QzW0i7rYq0n0fS7A' }] },
    answer: { results: [{ id: 'o1', result: 'noted' }] },
  },
} as const satisfies Route;

export const recordPurchase = {
  operationId: 'recordPurchase',
  method: 'POST',
  path: '/v1/purchases',
  caller: 'partner',
  function: 'report-outcomes',
  summary: 'Tell what a customer bought',
  description:
    'One basket. What is learnt from is the categories in it. The same `id` again is a `duplicate`, under whatever key.',
  headers: idempotencyKey,
  body: purchase,
  maxBodyBytes: 32 * 1024,
  answer: z.object({ id: z.string(), result }),
  problems: ['no-consent-yet', ...keyProblems],
  again: 'alike',
  example: {
    headers: exampleKey,
    body: {
      id: 'receipt-4711',
      customerId: 'freja',
      at: 1_780_000_000_000,
      lines: [{ category: 'coffee', quantity: 2, amount: 76 }, { category: 'bakery' }],
    },
    answer: { id: 'receipt-4711', result: 'noted' },
  },
} as const satisfies Route;
