// The tests a mutant of `shared/core/decide` has to survive: those of the deciding itself, without the simulation.
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files whose tests take long, the longest last: most mutants fall before. */
const slow = ['holdout', 'choose', 'sense', 'explain', 'doubt', 'message', 'silence'];
const place = ({ moduleId }: TestSpecification) => slow.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));

class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    include: ['test/core/{decide,explain,model}/**/*.test.ts'],
    setupFiles: ['test/support/seed.ts', 'test/mutation/few-runs.ts'],
    sequence: { sequencer: QuickFirst },
    testTimeout: 60_000,
    // A mutant is switched on while tests run, so a module loaded once a run serves every file of it.
    isolate: false,
    // Some mutants are met by every test: what counts in thousands elsewhere counts in tens here.
    env: { RAVN_SILENT_DAYS: '4', RAVN_HOLDOUT_CUSTOMERS: '20000', RAVN_EDGE_FIXES: '10000' },
  },
});
