// Suites by cost (STYLE: a test lives at the lowest layer that can catch the bug). `--project core` runs one of them.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

interface Options {
  testTimeout?: number;
  /** A suite that has the machine to itself, one file at a time, comes after the others, in this order. */
  aloneAs?: number;
  /** Its files leave nothing behind in the process, so they share one, and what it has loaded. */
  shared?: boolean;
}

const suite = (name: string, { testTimeout = 5000, aloneAs, shared = false }: Options = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    setupFiles: ['test/support/seed.ts'],
    testTimeout,
    isolate: !shared,
    // the built functions are loaded as Lambda does it, not transformed as sources
    server: { deps: { external: [/\/index\.mjs$/] } },
    // vitest leaves one processor free by itself
    maxWorkers: aloneAs === undefined ? availableParallelism() : 1,
    sequence: { groupOrder: aloneAs ?? 0 },
  },
});

export default defineConfig({
  test: {
    projects: [
      suite('house'),
      suite('core', { testTimeout: 60_000, shared: true }),
      suite('usecases', { testTimeout: 30_000, shared: true }),
      suite('simulation', { testTimeout: 600_000, aloneAs: 1 }),
      suite('adapters', { testTimeout: 60_000 }),
      suite('api', { testTimeout: 30_000, shared: true }),
      suite('functions', { testTimeout: 30_000 }),
      suite('infra', { testTimeout: 120_000, shared: true }),
      suite('console', { shared: true }),
      suite('client', { testTimeout: 60_000 }),
      suite('browser', { testTimeout: 120_000, aloneAs: 3 }),
      suite('bench', { testTimeout: 120_000 }),
      suite('cli', { testTimeout: 120_000 }),
      suite('local', { testTimeout: 180_000, aloneAs: 2 }),
    ],
  },
});
