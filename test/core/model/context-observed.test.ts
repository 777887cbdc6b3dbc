// ContextObserved: the sample is one, and what cannot be an observation is none.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { contextObserved } from '../../../events/context-observed.ts';

const sample = JSON.parse(
  readFileSync(new URL('../../../events/samples/context-observed.json', import.meta.url), 'utf8'),
);

test('the sample fits its contract', () => {
  expect(contextObserved.parse(sample.detail)).toEqual(sample.detail);
});

test.each([
  ['a value that is no number, text or flag', { value: null }],
  ['a number nobody can store', { value: 1e-90 }],
  ['a text without end', { value: 'x'.repeat(101) }],
  ['a scope of two kinds', { scope: { tag: 'bread', geofenceId: 'torvet' } }],
  ['a lifetime in milliseconds', { lifetimeSeconds: 1_800_000_000 }],
  ['no lifetime', { lifetimeSeconds: 0 }],
  ['a field nobody knows', { unit: 'pieces' }],
])('%s is refused', (_, wrong) => {
  expect(contextObserved.safeParse({ ...sample.detail, ...wrong }).success).toBe(false);
});
