// Reports over HTTP until the local cloud can take no more: how many a second, where their time goes, and whether the promises hold meanwhile.
import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Measured } from './load/clients.ts';
import { type LoadedCloud, startLoadedCloud } from './load/cloud.ts';
import { brokenPushes } from './load/judge.ts';
import { printOverload } from './load/overload.ts';

/** Twice the most that report at a time. */
const customers = 512;
const secondsEach = 4;
const rising = [1, 4, 16, 64, 256];

export async function run(): Promise<void> {
  process.env.TZ = 'UTC';
  print(
    `\n${customers} customers, four reports in five change nothing, the others begin or end a visit, some with an offer; Node ${process.version}, ${cpus().length} cores, clients and cloud on the same machine\n`,
  );
  const found: string[] = [];
  const cloud = await startLoadedCloud({ customers });
  try {
    await cloud.drive({ atATime: 16, seconds: 2 }); // every function is loaded and compiled
    print(row(['at a time', 'reports/s', 'p50 ms', 'p99 ms', 'refused', 'cores busy', 'gateway busy', 'clients busy']));
    const phases: Measured[] = [];
    for (const atATime of rising) {
      const [machine, gateway] = [busyMs(), performance.eventLoopUtilization()];
      const phase = await cloud.drive({ atATime, seconds: secondsEach });
      phases.push(phase);
      const { times, seconds, statuses, busy } = phase;
      const percentile = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
      print(
        row([
          atATime,
          (times.length / seconds).toFixed(0),
          percentile(0.5).toFixed(1),
          percentile(0.99).toFixed(1),
          (statuses[429] ?? 0) + (statuses[503] ?? 0),
          ((busyMs() - machine) / (seconds * 1000)).toFixed(2),
          percent(performance.eventLoopUtilization(gateway).utilization),
          percent(busy),
        ]),
      );
    }
    await cloud.settle();
    found.push(...(await broken(cloud, phases)));
    tell(phases, cloud);
  } finally {
    await cloud.stop();
  }
  await printShares(found);
  found.push(...(await printOverload()));
  print(found.length > 0 ? `\nBroken: ${found.join('; ')}.` : '\nNo promise broken.');
  if (found.length > 0) process.exitCode = 1;
}

/** Whatever should not have happened. */
async function broken(cloud: LoadedCloud, phases: Measured[]): Promise<string[]> {
  const found = phases.flatMap(({ wrong }) => wrong);
  const accepted = phases.at(-1)!.inside;
  for (let first = 0; first < accepted.length; first += 16) {
    await Promise.all(
      accepted.slice(first, first + 16).map(async (place = '', index) => {
        const there = (await cloud.known(first + index)).openVisits.join();
        if (there !== place)
          found.push(`customer ${first + index} was accepted to be in [${place}] and is in [${there}]`);
      }),
    );
  }
  return [...found, ...brokenPushes(cloud.pushes)];
}

function tell(phases: Measured[], { pushes }: LoadedCloud): void {
  const sum = (of: (phase: Measured) => Record<string, number>) => {
    const all: Record<string, number> = {};
    for (const phase of phases)
      for (const [name, count] of Object.entries(of(phase))) all[name] = (all[name] ?? 0) + count;
    return all;
  };
  const statuses = sum((phase) => phase.statuses);
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  const refused = (statuses[429] ?? 0) + (statuses[503] ?? 0);
  const bare = phases.reduce((total, { withoutRetryAfter }) => total + withoutRetryAfter, 0);
  print(`\nAnswers: ${list(statuses)}. Reasons, one a report: ${list(sum((phase) => phase.reasons))}.`);
  print(
    refused === 0
      ? 'The local gateway refused nobody: what is too much waits (its throttle of 5,000 requests a second is out of reach here).'
      : `${refused} refused, ${bare} of them by the gateway itself, whose answers name no time.`,
  );
  const all = [...pushes.values()].flat().length;
  print(
    `${all} pushes to ${pushes.size} customers. Each customer is where she was last accepted to have come or gone.`,
  );
}

/** A cloud of its own, because timing the table takes time. */
async function printShares(found: string[]): Promise<void> {
  const cloud = await startLoadedCloud({ customers: customers / 4, timeTable: true });
  try {
    await cloud.drive({ atATime: 16, seconds: 2 });
    print('\nWhere the time of a report goes, the table timed by a proxy that slows it down, ms\n');
    print(row(['at a time', 'in all', 'gateway', 'function', 'a table call', 'table calls']));
    for (const atATime of [1, 64]) {
      const before = { ...cloud.spent };
      const { times, wrong } = await cloud.drive({ atATime, seconds: 3 });
      found.push(...wrong);
      const [calls, tableCalls] = [cloud.spent.calls - before.calls, cloud.spent.tableCalls - before.tableCalls];
      const whole = times.reduce((total, time) => total + time, 0) / times.length;
      const inFunction = (cloud.spent.functionMs - before.functionMs) / calls;
      const ofTable = (cloud.spent.tableMs - before.tableMs) / tableCalls;
      const cells = [whole, whole - inFunction, inFunction, ofTable, tableCalls / calls];
      print(row([atATime, ...cells.map((cell) => cell.toFixed(1))]));
    }
    print(
      '\ngateway: HTTP, the authorizer, and the clients themselves. function: report-position, its waiting for its turn and for the table included. Table calls a report: those of the functions that deliver, count and show included.',
    );
  } finally {
    await cloud.stop();
  }
}

/** Milliseconds all cores have worked, whoever for. */
function busyMs(): number {
  return cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);
}

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

function row(cells: (string | number)[]): string {
  return cells.map((cell) => String(cell).padStart(14)).join('');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
