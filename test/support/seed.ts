// What decides whether a change lands draws the same cases every time; `RAVN_TEST_SEED=<n> npm test` looks at others.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.RAVN_TEST_SEED ?? 20_261_122) });
