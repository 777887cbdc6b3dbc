// In the store: a code the customer shows, the offers a till gets for it, and what the app shows quietly.
import * as z from 'zod';
import { epochMilliseconds } from '../shared/model/identifier.ts';
import { inStoreCode, inStoreRequest } from '../shared/model/in-store-code.ts';
import type { Route } from './route.ts';

const language = z.object({ 'accept-language': z.string().optional() });

export const makeInStoreCode = {
  operationId: 'makeInStoreCode',
  method: 'POST',
  path: '/v1/in-store-codes',
  caller: 'customer',
  function: 'make-in-store-code',
  summary: 'A code to show at the till of the store the customer is in: five minutes, once',
  description: 'Asked again while most of its time is left, it is the same one; there is never more than one.',
  answer: inStoreCode,
  problems: ['no-consent-yet', 'not-in-store'],
  again: 'alike',
  example: { answer: { code: '7K3MQ0ZX', expiresAt: 1_780_394_700_000 } },
} as const satisfies Route;

export const offersInStore = {
  operationId: 'offersInStore',
  method: 'POST',
  path: '/v1/in-store-offers',
  caller: 'partner',
  function: 'list-in-store-offers',
  summary: 'The three best offers for the customer who has shown this code, without her name',
  description:
    'One use. A code that is unknown, used, expired or not for this store, and a customer who has left, are answered alike. The texts let nothing of her show; nothing counts as sent. Texts are in the language of `Accept-Language`, else the offer’s own.',
  headers: language,
  body: inStoreRequest,
  answer: z.object({
    offers: z.array(z.object({ offerId: z.string(), category: z.string(), title: z.string(), body: z.string() })),
  }),
  problems: ['not-found'],
  again: 'new',
  example: {
    body: { code: '7K3MQ0ZX', geofenceId: 'torvet' },
    answer: { offers: [{ offerId: 'cocoa', category: 'coffee', title: 'Hot cocoa', body: 'Today, 20 % off' }] },
  },
} as const satisfies Route;

export const showInbox = {
  operationId: 'showInbox',
  method: 'GET',
  path: '/v1/inbox',
  caller: 'customer',
  function: 'show-inbox',
  summary: 'The offers of the current visit, to be shown quietly in the app',
  description:
    'What was pushed in this visit; or, where nothing was, what passes the same gates but those of pushes. What is shown counts as one send, however often it is asked for.',
  headers: language,
  answer: z.object({
    offers: z.array(
      z.object({
        deliveryId: z.string(),
        offerId: z.string(),
        geofenceId: z.string(),
        title: z.string(),
        body: z.string(),
        deepLink: z.string().optional(),
        until: epochMilliseconds,
      }),
    ),
  }),
  problems: [],
  again: 'alike',
  example: { answer: { offers: [] } },
} as const satisfies Route;
