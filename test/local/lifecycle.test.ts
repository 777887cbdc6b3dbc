// Start and stop are a pair, also when starting fails half-way or a part cannot be stopped.
import { expect, test } from 'vitest';
import { allSettled, createLifecycle } from '../../local/lifecycle.ts';

test('what was started is stopped in the opposite order, once', async () => {
  const stopped: string[] = [];
  const part = (name: string) => ({ stop: async () => void stopped.push(name) });
  const { step, onStop, stop, steps } = createLifecycle();
  await step('first', () => part('first'));
  onStop(() => stopped.push('between'));
  await step('second', async () => part('second'));
  expect(await step('nothing to stop', () => 42)).toBe(42);
  await Promise.all([stop(), stop()]);
  expect(stopped).toEqual(['second', 'between', 'first']);
  expect(steps.map(({ name }) => name)).toEqual(['first', 'second', 'nothing to stop']);
});

test('of parts that start side by side, one that fails leaves the others known to the stop', async () => {
  const stopped: string[] = [];
  const { step, stop } = createLifecycle();
  const slow = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return { stop: () => stopped.push('slow') };
  };
  const parts = { slow: step('slow', slow), failing: step('failing', () => Promise.reject(new Error('no port'))) };
  await expect(allSettled(parts)).rejects.toThrow('no port');
  await stop();
  expect(stopped).toEqual(['slow']);
});

test('a part that cannot be stopped does not keep the others running, and is told', async () => {
  const stopped: string[] = [];
  const { onStop, stop } = createLifecycle();
  onStop(() => stopped.push('first'));
  onStop(() => {
    throw new Error('stuck');
  });
  await expect(stop()).rejects.toThrow(/Not everything could be stopped.*stuck/);
  expect(stopped).toEqual(['first']);
});
