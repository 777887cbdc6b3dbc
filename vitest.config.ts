// Suites by cost (STYLE: a test lives at the lowest layer that can catch the bug). `--project core` runs one of them.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

interface Options {
  testTimeout?: number;
  /** A suite that has the machine to itself, one file at a time, comes after the others, in this order. */
  aloneAs?: number;
}

const suite = (name: string, { testTimeout = 5000, aloneAs }: Options = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    setupFiles: ['test/support/seed.ts'],
    testTimeout,
    // vitest leaves one processor free by itself
    maxWorkers: aloneAs === undefined ? availableParallelism() : 1,
    sequence: { groupOrder: aloneAs ?? 0 },
  },
});

export default defineConfig({
  test: {
    projects: [
      suite('house'),
      suite('core', { testTimeout: 60_000 }),
      suite('usecases', { testTimeout: 30_000 }),
      suite('simulation', { testTimeout: 600_000, aloneAs: 1 }),
      suite('adapters', { testTimeout: 60_000 }),
      suite('api', { testTimeout: 30_000 }),
      suite('functions', { testTimeout: 30_000 }),
      suite('infra', { testTimeout: 120_000 }),
      suite('console'),
      suite('client', { testTimeout: 60_000 }),
      suite('browser', { testTimeout: 120_000, aloneAs: 3 }),
      suite('bench', { testTimeout: 120_000 }),
      suite('cli', { testTimeout: 120_000 }),
      suite('local', { testTimeout: 180_000, aloneAs: 2 }),
    ],
  },
});
