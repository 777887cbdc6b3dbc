// Suites by cost (STYLE: a test lives at the lowest layer that can catch the bug). `--project core` runs one of them.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

interface Options {
  testTimeout?: number;
  /** Suites that start processes or workers of their own wait for the others: a later turn for every earlier one. */
  turn?: number;
  /** How many of its files at a time: as many as there are processors, unless said. */
  maxWorkers?: number;
  /** Its files leave nothing behind in the process, so they share one, and what it has loaded. */
  shared?: boolean;
}

const suite = (
  name: string,
  { testTimeout = 60_000, turn = 0, maxWorkers = availableParallelism(), shared = false }: Options = {},
) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    setupFiles: ['test/support/seed.ts'],
    testTimeout,
    // a hang fails, a busy machine does not
    hookTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    isolate: !shared,
    // the built functions are loaded as Lambda does it, not transformed as sources
    server: { deps: { external: [/\/index\.mjs$/] } },
    // vitest leaves one processor free by itself
    maxWorkers,
    sequence: { groupOrder: turn },
  },
});

export default defineConfig({
  test: {
    projects: [
      suite('house'),
      suite('core', { shared: true }),
      suite('usecases', { shared: true }),
      suite('simulation', { testTimeout: 600_000, turn: 1, maxWorkers: 1 }),
      suite('adapters'),
      suite('api', { shared: true }),
      suite('functions'),
      suite('infra', { testTimeout: 600_000, shared: true }),
      suite('console', { shared: true }),
      suite('client'),
      suite('browser', { testTimeout: 120_000, turn: 3, maxWorkers: 1 }),
      suite('bench', { testTimeout: 120_000 }),
      suite('cli', { testTimeout: 120_000 }),
      suite('local', { testTimeout: 180_000, turn: 2, maxWorkers: 2 }),
    ],
  },
});
