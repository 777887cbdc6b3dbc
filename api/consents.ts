// Consents: what the customer has allowed, and a change of it.
import * as z from 'zod';
import { consentRequest, consents } from '../shared/model/consent.ts';
import type { Route } from './route.ts';

const answer = z.object({ consents });
const example = { consents: { location: { granted: true, at: 1_780_000_000_000 } } };

export const showConsents = {
  operationId: 'showConsents',
  method: 'GET',
  path: '/v1/consents',
  caller: 'customer',
  function: 'manage-consents',
  summary: 'What the customer has allowed, per purpose, and since when',
  answer,
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
  description: 'What is not named stays as it is. What is withdrawn binds the next delivery already.',
  body: consentRequest,
  answer,
  problems: ['busy'],
  again: 'harmless',
  example: { body: { location: true, textVersion: '2026-06' }, answer: example },
} as const satisfies Route;
