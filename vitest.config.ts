// Suites by cost (STYLE: a test lives at the lowest layer that can catch the bug). `--project core` runs one of them.
import { defineConfig } from 'vitest/config';

const suite = (name: string, options: { testTimeout?: number; fileParallelism?: boolean } = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], setupFiles: ['test/support/seed.ts'], ...options },
});

export default defineConfig({
  test: {
    projects: [
      suite('house'),
      suite('core', { testTimeout: 60_000 }),
      suite('usecases', { testTimeout: 30_000 }),
      suite('simulation', { testTimeout: 600_000, fileParallelism: false }),
      suite('adapters', { testTimeout: 60_000 }),
      suite('api', { testTimeout: 30_000 }),
      suite('functions', { testTimeout: 30_000 }),
      suite('infra', { testTimeout: 120_000 }),
      suite('console'),
      suite('bench', { testTimeout: 120_000 }),
      suite('cli', { testTimeout: 120_000 }),
      suite('local', { testTimeout: 180_000, fileParallelism: false }),
    ],
  },
});
