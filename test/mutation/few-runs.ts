// Properties are asked of 50 cases for each mutant, where the suites ask 100: there are a thousand mutants.
import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), numRuns: 50 });
