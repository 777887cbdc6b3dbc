// The tests a mutant of `shared/core/decide` has to survive: those of the deciding itself, without the simulation.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/core/{decide,explain,model}/**/*.test.ts'],
    setupFiles: ['test/support/seed.ts'],
    testTimeout: 60_000,
    // Some mutants are met by every test: what counts in thousands elsewhere counts in tens here.
    env: { RAVN_SILENT_DAYS: '6', RAVN_HOLDOUT_CUSTOMERS: '20000' },
  },
});
