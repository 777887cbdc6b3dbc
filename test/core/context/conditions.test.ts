// Conditions on context: what holds, what does not, what is not known; and when an observation makes an offer come on.
import { describe, expect, test } from 'vitest';
import { answerOf, cameOnBy, contextKey, contextMismatch } from '../../../shared/core/context/conditions.ts';
import { choose } from '../../../shared/core/decide/choose.ts';
import { type ContextCondition, contextCondition, contextObservation } from '../../../shared/model/context.ts';
import { aCustomer, aGeofence, anOffer, aWorld, noon } from '../../support/town.ts';

const condition = (changes: Partial<ContextCondition>) => contextCondition.parse({ name: 'stock', ...changes });
const known = (value: string | number | boolean, observedAt = noon) => ({ value, observedAt, lifetimeSeconds: 60 });

describe('a condition', () => {
  test.each([
    [{ atLeast: 1 }, 1, 'yes'],
    [{ atLeast: 1 }, 0, 'no'],
    [{ atLeast: 1, atMost: 3 }, 3.5, 'no'],
    [{ atMost: 3 }, -1, 'yes'],
    [{ equals: 'won' }, 'won', 'yes'],
    [{ equals: 'won' }, 'lost', 'no'],
    [{ equals: true }, true, 'yes'],
    [{ equals: false }, true, 'no'],
    [{ equals: 0 }, 0, 'yes'],
    // of another type than is asked for
    [{ equals: true }, 'true', 'unknown'],
    [{ equals: 1 }, true, 'unknown'],
    [{ atLeast: 1 }, '5', 'unknown'],
    [{ atLeast: 0 }, true, 'unknown'],
  ] as const)('%j of %j: %s', (asked, value, answer) => {
    expect(answerOf(condition(asked), known(value), noon)).toBe(answer);
  });

  test('past its lifetime, to the millisecond, and never told: not known', () => {
    const asked = condition({ atLeast: 1 });
    expect(answerOf(asked, known(5), noon + 59_999)).toBe('yes');
    expect(answerOf(asked, known(5), noon + 60_000)).toBe('unknown');
    expect(answerOf(asked, undefined, noon)).toBe('unknown');
  });

  test('says what was wanted and what there was', () => {
    const conditions = [condition({ atLeast: 1 }), condition({ name: 'queue', scope: { tag: 'bread' }, atMost: 5 })];
    const there = { 'geofence/cafe/stock': known(2), 'tag/bread/queue': known(9) };
    expect(contextMismatch(conditions, 'cafe', there, noon)).toEqual({ name: 'queue', value: 9, atMost: 5 });
    expect(contextMismatch(conditions, 'elsewhere', there, noon)).toEqual({ name: 'stock', known: false, atLeast: 1 });
    expect(contextMismatch(conditions.slice(0, 1), 'cafe', there, noon)).toBeUndefined();
    expect(contextMismatch(undefined, 'cafe', undefined, noon)).toBeUndefined();
  });

  test('one that compares nothing, or two ways, is refused', () => {
    for (const wrong of [{}, { atLeast: 2, atMost: 1 }, { equals: 1, atLeast: 1 }, { equals: null }])
      expect(contextCondition.safeParse({ name: 'stock', ...wrong }).success, JSON.stringify(wrong)).toBe(false);
  });
});

test('two names and scopes never share a key', () => {
  const keys = [
    contextKey('stock', 'everywhere'),
    contextKey('stock', { tag: 'everywhere' }),
    contextKey('stock', { geofenceId: 'everywhere' }),
    contextKey('stock', { tag: 'a.b' }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  const told = { scope: 'everywhere', value: 1, observedAt: noon, lifetimeSeconds: 1 };
  for (const name of ['a/b', 'a#b', '', 'æ'])
    expect(contextObservation.safeParse({ name, ...told }).success).toBe(false);
});

test('an offer comes on where its condition holds now and did not before', () => {
  const asks = [condition({ atLeast: 1 })];
  const offers = [
    anOffer({ id: 'here', context: asks }),
    anOffer({ id: 'plain' }),
    anOffer({ id: 'other', context: [condition({ name: 'queue', atLeast: 1 })] }),
    anOffer({ id: 'paused', context: asks, state: 'paused' }),
    anOffer({ id: 'tomorrow', context: asks, startsAt: noon + 1 }),
    anOffer({ id: 'tagged', context: [condition({ scope: { tag: 'coffee' }, atLeast: 1 })] }),
  ];
  const geofences = [aGeofence(), aGeofence({ id: 'bar' }), aGeofence({ id: 'park', tags: [] })];
  const { catalogue } = aWorld({ geofences, offers });
  const cameOn = (key: string, before: ReturnType<typeof known> | undefined, value: number) =>
    cameOnBy(catalogue, key, before, known(value), noon);
  expect(cameOn('geofence/cafe/stock', known(0), 3)).toEqual([{ geofenceId: 'cafe', turned: ['here'] }]);
  expect(cameOn('geofence/cafe/stock', undefined, 3)).toHaveLength(1);
  // What was known before is over: it is news again.
  expect(cameOn('geofence/cafe/stock', known(3, noon - 60_000), 3)).toHaveLength(1);
  expect(cameOn('geofence/cafe/stock', known(1), 3)).toEqual([]);
  expect(cameOn('geofence/cafe/stock', known(1), 0)).toEqual([]);
  expect(cameOn('tag/coffee/stock', known(0), 3).map(({ geofenceId }) => geofenceId)).toEqual(['cafe', 'bar']);
});

test('the gate refuses what is not so and what is not known, and the facts alone say so', () => {
  const world = aWorld({ offers: [anOffer({ context: [condition({ atLeast: 1 })] })] });
  const facts = (context?: Record<string, ReturnType<typeof known>>) => ({
    signal: { kind: 'context' as const, id: 's', at: noon },
    transitions: [{ kind: 'enter' as const, geofenceId: 'cafe', visit: 1 }],
    deviceId: 'phone',
    present: ['cafe'],
    consider: ['cafe'],
    leaseUntil: noon + 60_000,
    ...(context && { context }),
  });
  const reasonFor = (context?: Record<string, ReturnType<typeof known>>) =>
    choose(world, aCustomer(), facts(context), noon, () => 0.5).decision?.candidates[0];
  expect(reasonFor({ 'geofence/cafe/stock': known(4) })?.reason).toBe('chosen');
  expect(reasonFor({ 'geofence/cafe/stock': known(0) })).toMatchObject({
    reason: 'context-mismatch',
    compared: { name: 'stock', value: 0, atLeast: 1 },
  });
  expect(reasonFor()).toMatchObject({ reason: 'context-mismatch', compared: { known: false } });
});
