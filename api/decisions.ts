// Decisions: what was decided for a customer, and why: for her, and audited for a marketer.
import * as z from 'zod';
import { decision } from '../shared/model/decision.ts';
import { deliveryEnd } from '../shared/model/delivery.ts';
import { decisionId } from '../shared/model/feedback.ts';
import { customerId, epochMilliseconds } from '../shared/model/identifier.ts';
import { offerReason } from '../shared/model/reason.ts';
import type { Route } from './route.ts';

const link = z.object({
  says: z.string(),
  method: z.literal('PUT'),
  path: z.literal('/v1/mutes'),
  body: z.object({ category: z.string().optional(), geofenceId: z.string().optional() }),
});
const id = '01KT3WD680J871VTSENTJK1Z1S';

/** A decision as the customer is told it: nothing that a business counts with. */
const told = z.object({
  id: z.string(),
  at: epochMilliseconds,
  reason: offerReason,
  end: deliveryEnd.optional(),
  /** By which outcomes of it are told (`POST /v1/outcomes`). */
  deliveryId: z.string().optional(),
  chosen: z.object({ offerId: z.string(), title: z.string() }).optional(),
  place: z.object({ geofenceId: z.string(), name: z.string() }).optional(),
  whyThis: z.string(),
  whyNow: z.string(),
  /** With what each lacked. */
  compared: z.array(
    z.object({
      offerId: z.string(),
      title: z.string(),
      geofenceId: z.string(),
      reason: offerReason,
      says: z.string(),
    }),
  ),
  /** How many more were weighed than are shown. */
  omitted: z.int(),
  nearest: z.string().optional(),
  fewer: z.array(link),
});

export const listDecisions = {
  operationId: 'listDecisions',
  method: 'GET',
  path: '/v1/decisions',
  caller: 'customer',
  function: 'list-decisions',
  summary: 'The newest 50 decisions, each told to the customer',
  description: 'Each as `GET /v1/decisions/{decisionId}` tells it.',
  headers: z.object({ 'accept-language': z.string().optional() }),
  answer: z.object({ decisions: z.array(told) }),
  problems: [],
  again: 'alike',
  example: { answer: { decisions: [] } },
} as const satisfies Route;

export const showDecision = {
  operationId: 'showDecision',
  method: 'GET',
  path: '/v1/decisions/{decisionId}',
  caller: 'customer',
  function: 'list-decisions',
  summary: 'One decision, told to the customer: why this, why now, what else there was, how to get fewer of these',
  description:
    'Each of `fewer` is a call as it stands. A decision of somebody else’s looks like one that does not exist. Texts are in a language of `Accept-Language`, else of her phone.',
  pathParameters: z.strictObject({ decisionId }),
  headers: z.object({ 'accept-language': z.string().optional() }),
  answer: told,
  problems: ['not-found'],
  again: 'alike',
  example: {
    path: { decisionId: id },
    answer: {
      id,
      at: 1_780_394_400_000,
      reason: 'muted-category',
      place: { geofenceId: 'cafe', name: 'Café Ravn' },
      whyThis: 'You were at Café Ravn. Nothing was sent: you have muted coffee.',
      whyNow: 'You had just come in.',
      compared: [
        {
          offerId: 'cocoa',
          title: 'Hot cocoa',
          geofenceId: 'cafe',
          reason: 'muted-category',
          says: 'you have muted coffee',
        },
      ],
      omitted: 0,
      nearest: 'Nearest to being sent: “Hot cocoa” at Café Ravn, had coffee not been muted.',
      fewer: [{ says: 'Hear no more of Café Ravn', method: 'PUT', path: '/v1/mutes', body: { geofenceId: 'cafe' } }],
    },
  },
} as const satisfies Route;

/** For the marketer, for the customer, and the nearest change that would have made it another decision. */
const explanation = z.object({ marketer: z.string(), customer: z.string(), flip: z.string().optional() });

export const auditDecisions = {
  operationId: 'auditDecisions',
  method: 'GET',
  path: '/v1/customers/{customerId}/decisions',
  caller: 'marketer',
  function: 'audit-decisions',
  summary: 'The newest 50 decisions about a customer; that somebody looked is written down first',
  description: 'A customer who does not exist has none. Who looked, when and at whom is kept for a year.',
  pathParameters: z.strictObject({ customerId }),
  headers: z.object({ 'accept-language': z.string().optional() }),
  answer: z.object({ decisions: z.array(decision.extend({ end: deliveryEnd.optional(), explanation })) }),
  problems: [],
  again: 'alike',
  example: { path: { customerId: 'freja' }, answer: { decisions: [] } },
} as const satisfies Route;
