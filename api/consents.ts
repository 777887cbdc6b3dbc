// Consents: what the customer has allowed, and a change of it.
import * as z from 'zod';
import { consentRequest, consents, pauseRequest } from '../shared/model/consent.ts';
import type { Route } from './route.ts';

const answer = z.object({ consents });
const example = { consents: { location: { granted: true, at: 1_780_000_000_000, textVersion: '2026-06' } } };

export const showConsents = {
  operationId: 'showConsents',
  method: 'GET',
  path: '/v1/consents',
  caller: 'customer',
  function: 'manage-consents',
  summary: 'What the customer has allowed, per purpose, and since when; and until when she has paused',
  answer: answer.extend({ pausedUntil: z.number().optional() }),
  problems: [],
  again: 'alike',
  example: { answer: example },
} as const satisfies Route;

export const changeConsents = {
  operationId: 'changeConsents',
  method: 'PUT',
  path: '/v1/consents',
  caller: 'customer',
  function: 'manage-consents',
  summary: 'Give or withdraw consents',
  description:
    'What is not named stays as it is. What is withdrawn binds the next delivery already. Every change is a line of the ledger, which is part of `GET /v1/export`; sent again, a request adds none.',
  body: consentRequest,
  answer,
  problems: ['erasure-under-way'],
  again: 'alike',
  example: { body: { location: true, textVersion: '2026-06', locale: 'da-DK', source: 'app' }, answer: example },
} as const satisfies Route;

export const pause = {
  operationId: 'pause',
  method: 'POST',
  path: '/v1/pause',
  caller: 'customer',
  function: 'manage-consents',
  summary: 'Be left alone for some hours',
  description:
    'For up to 720 hours (30 days) every position is refused with the reason `paused` and nothing of it is kept, and nothing is sent; 0 ends the pause.',
  body: pauseRequest,
  answer: z.object({ pausedUntil: z.number().optional() }),
  problems: ['no-consent-yet'],
  again: 'harmless',
  example: { body: { hours: 8 }, answer: { pausedUntil: 1_780_028_800_000 } },
} as const satisfies Route;
