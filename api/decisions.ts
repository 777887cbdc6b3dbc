// Decisions: what was decided for the customer, and why.
import * as z from 'zod';
import { decision } from '../shared/model/decision.ts';
import { deliveryEnd } from '../shared/model/delivery.ts';
import type { Route } from './route.ts';

/** For the marketer, for the customer, and the nearest change that would have made it another decision. */
const explanation = z.object({ marketer: z.string(), customer: z.string(), flip: z.string().optional() });

export const listDecisions = {
  operationId: 'listDecisions',
  method: 'GET',
  path: '/v1/decisions',
  caller: 'customer',
  function: 'list-decisions',
  summary: 'The newest 50 decisions, each with its reasons in words',
  headers: z.object({ 'accept-language': z.string().optional() }),
  answer: z.object({ decisions: z.array(decision.extend({ end: deliveryEnd.optional(), explanation })) }),
  problems: [],
  again: 'alike',
  example: { answer: { decisions: [] } },
} as const satisfies Route;
