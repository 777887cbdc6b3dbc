// Attributes: what a team's own systems know of a customer, for the audiences of offers.
import * as z from 'zod';
import { attributes, attributesRequest } from '../shared/model/attributes.ts';
import { customerId } from '../shared/model/identifier.ts';
import type { Route } from './route.ts';

const example = { attributes: { tier: 'gold', storeCard: true, yearsAsMember: 3 } };

export const setAttributes = {
  operationId: 'setAttributes',
  method: 'PUT',
  path: '/v1/customers/{customerId}/attributes',
  caller: 'partner',
  function: 'keep-customer-data',
  summary: 'Replace what a store’s systems say of a customer',
  description:
    'An offer’s `audience.attributes` names them; they count only with her consent to profiling. What is left out is forgotten. Keep to what offers need: a tier, a language, a store card.',
  pathParameters: z.strictObject({ customerId }),
  body: attributesRequest,
  answer: z.object({ attributes }),
  problems: ['no-consent-yet'],
  again: 'alike',
  example: { path: { customerId: 'freja' }, body: example, answer: example },
} as const satisfies Route;
