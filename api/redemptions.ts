// Redemptions: a till hands in the code a customer shows.
import * as z from 'zod';
import { epochMilliseconds } from '../shared/model/identifier.ts';
import { redemptionRequest } from '../shared/model/redemption.ts';
import { exampleKey, idempotencyKey, keyProblems } from './idempotency-key.ts';
import type { Route } from './route.ts';

export const redeemCode = {
  operationId: 'redeemCode',
  method: 'POST',
  path: '/v1/redemptions',
  caller: 'partner',
  function: 'redeem-code',
  summary: 'Use a redemption code, once',
  description:
    'Of all tills that hand in a code, one gets the 200. Capitals, blanks and hyphens make no difference. Whose it was is not told.',
  headers: idempotencyKey,
  body: redemptionRequest,
  answer: z.object({ code: z.string(), offerId: z.string(), category: z.string(), redeemedAt: epochMilliseconds }),
  problems: ['unknown-code', 'code-used', 'code-expired', ...keyProblems],
  again: 'alike',
  example: {
    headers: exampleKey,
    body: { code: 'KX7M2-9QWAH' },
    answer: { code: 'KX7M29QWAH', offerId: 'cocoa', category: 'coffee', redeemedAt: 1_780_000_000_000 },
  },
} as const satisfies Route;
