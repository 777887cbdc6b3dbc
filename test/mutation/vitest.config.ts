// The tests a mutant of `shared/core/decide` has to survive: those of the deciding itself, without the simulation.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/core/{decide,explain,model}/**/*.test.ts'],
    setupFiles: ['test/support/seed.ts', 'test/mutation/few-runs.ts'],
    testTimeout: 60_000,
    // A mutant is switched on while tests run, so a module loaded once a run serves every file of it.
    isolate: false,
    // Some mutants are met by every test: what counts in thousands elsewhere counts in tens here.
    env: { RAVN_SILENT_DAYS: '4', RAVN_HOLDOUT_CUSTOMERS: '20000', RAVN_EDGE_FIXES: '10000' },
  },
});
