// npm run sim: random fault schedules of the whole protocol, one of them replayed, every combination of faults, or the planted bugs.
import { parseArgs } from 'node:util';
import { turn } from './batch.ts';
import { dayOf } from './days.ts';
import { figuresFile, writeFigures } from './figures.ts';
import { describe } from './history.ts';
import { type Hunt, huntBugs } from './hunt.ts';
import { judge } from './invariants.ts';
import { faultsIn, inThreads, partsOf, sum } from './pool.ts';
import { loadProtocol } from './protocol.ts';
import { begin } from './simulate.ts';
import { noon } from './town.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    faults: { type: 'string' },
    bugs: { type: 'boolean', default: false },
    bug: { type: 'string' },
    figures: { type: 'boolean', default: false },
    threads: { type: 'string', default: '2' },
  },
});

const usage = `npm run sim -- --seeds 20000 [--from 1]   random fault schedules of the whole protocol
npm run sim -- --seed 4711                one of them again, told line by line
npm run sim -- --faults 2                 every combination of so many faults on the main path
npm run sim -- --bugs [--seeds 5000]      the planted bugs: the first seed that finds each
npm run sim -- --figures [--seeds 20000]  all of it, written to ${figuresFile}
             [--bug '<name>'] [--threads 2]`;

const threads = Number(values.threads);
const startedAt = performance.now();
if (values.seed !== undefined) await replay(Number(values.seed));
else if (values.figures) await figures();
else if (values.bugs) tell(await huntBugs(Number(values.seeds ?? 5000), threads));
else if (values.faults !== undefined) await combine(Number(values.faults));
else if (values.seeds !== undefined) await many(Number(values.from), Number(values.seeds));
else console.log(usage);

async function replay(seed: number): Promise<void> {
  const run = begin(await loadProtocol(values.bug), seed, dayOf(seed));
  while (run.step()) await turn();
  const schedule = run.end();
  for (const entry of schedule.history) console.log(describe(entry, noon));
  const { violations } = judge(schedule, true);
  console.log(`\nseed ${seed}: ${schedule.calls} calls, ${violations.length} violations`);
  report(violations);
}

async function figures(): Promise<void> {
  const kept = await writeFigures(
    Number(values.from),
    Number(values.seeds ?? 20_000),
    Number(values.faults ?? 2),
    threads,
  );
  console.log(`${figuresFile}: ${kept ? 'no violation, every planted bug found' : 'something is wrong'}`);
  if (!kept) process.exitCode = 1;
}

async function many(from: number, count: number): Promise<void> {
  const { schedules, calls, failing, seen } = sum(await inThreads(partsOf(from, count, threads, values.bug), threads));
  const seconds = (performance.now() - startedAt) / 1000;
  for (const [what, times] of Object.entries(seen).sort()) console.log(`${what.padEnd(28)} ${times}`);
  console.log(
    `\n${schedules} schedules from seed ${from} in ${seconds.toFixed(1)} s (${Math.round(schedules / seconds)}/s), ` +
      `${calls} calls, ${failing.length} with violations`,
  );
  for (const { seed, violations } of failing.slice(0, 10)) {
    console.log(`npm run sim -- --seed ${seed}`);
    report(violations);
  }
  if (failing.length > 0) process.exitCode = 1;
}

async function combine(faults: number): Promise<void> {
  const { schedules, failing } = sum(await inThreads(faultsIn(faults, threads, values.bug), threads));
  console.log(`${schedules} combinations of up to ${faults} faults, ${failing.length} with violations`);
  for (const { seed, violations } of failing.slice(0, 10)) {
    console.log(`faults ${seed}`);
    report(violations);
  }
  if (failing.length > 0) process.exitCode = 1;
}

function tell(hunts: Hunt[]): void {
  console.log('| planted bug | first seed | schedules that fail | what gives it away |\n|---|---|---|---|');
  for (const { name, first, share, violation } of hunts) {
    console.log(
      `| ${name} | ${first ?? 'not found'} | ${(share * 100).toFixed(share < 0.01 ? 2 : 1)} % | ${violation ?? ''} |`,
    );
  }
  console.log(`\n${hunts.filter(({ first }) => first !== undefined).length} of ${hunts.length} found`);
  if (hunts.some(({ first }) => first === undefined)) process.exitCode = 1;
}

function report(violations: string[]): void {
  for (const violation of violations) console.log(`  ${violation}`);
  if (violations.length > 0) process.exitCode = 1;
}
