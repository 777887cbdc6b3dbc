// Random fault schedules of the whole protocol: no promise is broken, and nothing was tested in vain.
import { availableParallelism } from 'node:os';
import { beforeAll, describe, expect, test } from 'vitest';
import { reason } from '../../shared/model/reason.ts';
import type { BatchResult } from './batch.ts';
import { corpus } from './corpus.ts';
import { inThreads, partsOf, sum } from './pool.ts';

const seeds = Number(process.env.RAVN_SIM_SEEDS ?? 20_000);
const threads = Math.min(2, availableParallelism());

const faults = [
  'throttled',
  'answer-lost',
  'repeated',
  'crash-before',
  'crash-after',
  'slow',
  'duplicated',
  'delayed',
  'redelivered',
];
const ends = ['sent', 'rejected', 'unknown', 'ghost', 'cancelled', 'expired'];

/** Each thing that should sometimes happen does in every twentieth schedule at least. */
const often = seeds / 20;
let result: BatchResult;
beforeAll(async () => {
  result = sum(await inThreads(partsOf(1, seeds, threads), threads));
  console.log(`${result.schedules} schedules, ${result.calls} calls, ${result.failing.length} with violations`);
}, 3_600_000);

test('no schedule breaks a promise', () => {
  const told = result.failing
    .slice(0, 5)
    .map(({ seed, violations }) => `npm run sim -- --seed ${seed}: ${violations[0]}`);
  expect(told).toEqual([]);
  expect(result.schedules).toBe(seeds);
});

test('seeds that once found a bug find it no more, and still would', { timeout: 120_000 }, async () => {
  const withBug = corpus.map(({ seed, bug }) => ({ kind: 'seeds' as const, bug, from: seed, count: 1 }));
  const again = await inThreads([...withBug.map((request) => ({ ...request, bug: undefined })), ...withBug], threads);
  const fails = again.map(({ failing }) => failing.length);
  expect(fails).toEqual([...corpus.map(() => 0), ...corpus.map(() => 1)]);
});

describe('what should sometimes happen does', () => {
  const happens = (what: string) => expect(result.seen[what] ?? 0, what).toBeGreaterThanOrEqual(often);

  test.each(faults)('the fault %s', (fault) => happens(`fault ${fault}`));
  test.each(ends)('the end %s', (end) => happens(`end ${end}`));
  test.each(reason.options)('the reason %s', (name) => happens(`reason ${name}`));
  test('a stored decision is replayed', () => happens('replayed'));
  test('an offer for who stays is chosen', () => happens('chosen stay'));
  test('a customer is assigned to the holdout', () => happens('held out and counted'));
  test('a conversion is counted', () => happens('conversion counted'));
  // Twice in a hundred schedules is often enough for these.
  const nowAndThen = (what: string) => expect(result.seen[what] ?? 0, what).toBeGreaterThanOrEqual(seeds / 50);
  test('quiet hours begin between decision and claim', () => nowAndThen('cancelled quiet-hours'));
  test('stock is sold out between decision and claim', () => nowAndThen('cancelled context-mismatch'));
  test('the rain is over between decision and claim', () =>
    expect(result.seen['cancelled weather']).toBeGreaterThan(0));
  test('it begins to rain while somebody is there', () => nowAndThen('asked again because of the weather'));
  test('the weather provider fails', () => nowAndThen('weather provider failed'));
  test('somebody is erased with a delivery under way', () => nowAndThen('erased under way'));
  test('somebody who was erased comes back', () => nowAndThen('came back'));
  test('a pause begins between decision and claim', () => expect(result.seen['cancelled paused']).toBeGreaterThan(0));
});
