// Preferences: what the customer would like to hear about, and what not.
import { preferences } from '../shared/model/preferences.ts';
import type { Route } from './route.ts';

const example = { interests: ['coffee'], mutedCategories: ['fashion'] };

export const setPreferences = {
  operationId: 'setPreferences',
  method: 'PUT',
  path: '/v1/preferences',
  caller: 'customer',
  function: 'set-preferences',
  summary: 'Replace interests and muted categories',
  body: preferences,
  answer: preferences,
  problems: ['no-consent-yet', 'busy'],
  again: 'alike',
  example: { body: example, answer: example },
} as const satisfies Route;
