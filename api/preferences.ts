// Preferences: what the customer would like to hear about, when, and what not.
import * as z from 'zod';
import { mute, muteRequest } from '../shared/model/mute.ts';
import { preferences } from '../shared/model/preferences.ts';
import type { Route } from './route.ts';

const example = { interests: ['coffee'], mutedCategories: ['fashion'] };
const mutes = z.array(mute);

export const showPreferences = {
  operationId: 'showPreferences',
  method: 'GET',
  path: '/v1/preferences',
  caller: 'customer',
  function: 'set-preferences',
  summary: 'What the customer has said about herself, and what she has muted',
  answer: z.object({ ...preferences.shape, mutes }),
  problems: [],
  again: 'alike',
  example: { answer: { ...example, mutes: [{ geofenceId: 'torvet' }] } },
} as const satisfies Route;

export const setPreferences = {
  operationId: 'setPreferences',
  method: 'PUT',
  path: '/v1/preferences',
  caller: 'customer',
  function: 'set-preferences',
  summary: 'Replace interests, favourites, preferred times and the degree of personalization',
  description: 'What is left out is forgotten; mutes stay. It binds the next delivery already.',
  body: preferences,
  answer: preferences,
  problems: ['no-consent-yet'],
  again: 'alike',
  example: { body: example, answer: example },
} as const satisfies Route;

export const setMute = {
  operationId: 'setMute',
  method: 'PUT',
  path: '/v1/mutes',
  caller: 'customer',
  function: 'set-preferences',
  summary: 'Mute a category or a store, for good or until a moment; or end that with `muted: false`',
  description:
    'Name a `category` or a `geofenceId`. It binds the next delivery already, and for a category it takes the place of what the preferences say.',
  body: muteRequest,
  answer: z.object({ mutes }),
  problems: ['no-consent-yet', 'too-many-mutes'],
  again: 'alike',
  example: { body: { category: 'fashion' }, answer: { mutes: [{ category: 'fashion' }] } },
} as const satisfies Route;
