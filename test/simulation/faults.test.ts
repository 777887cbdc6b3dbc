// Every combination of faults on the main path: one and two in `npm test`, three where there is time.
import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { faultsIn, inThreads, sum } from './pool.ts';

const faults = Number(process.env.RAVN_SIM_FAULTS ?? 2);

test(`all combinations of up to ${faults} faults over the calls of the main path`, { timeout: 3_600_000 }, async () => {
  const of = Math.min(2, availableParallelism());
  const { schedules, failing } = sum(await inThreads(faultsIn(faults, of), of));
  console.log(`${schedules} combinations of up to ${faults} faults, ${failing.length} with violations`);
  expect(failing.slice(0, 5)).toEqual([]);
  // 20 calls and more, each with three to six kinds of fault, and their pairs.
  expect(schedules).toBeGreaterThan(80 ** faults / 2);
});
