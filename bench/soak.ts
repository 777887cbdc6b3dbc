// Two years of a city in virtual time: whether what is kept of customers, and what the process holds, stops growing.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { liveInCity, type Weighed } from './soak/city.ts';
import { grown, heapBytesPerReport, mostGrowth, mostHeapBytesPerReport, quartersOf } from './soak/judge.ts';
import { kinds } from './soak/table.ts';

/** 24 months. Of fewer (RAVN_SOAK_DAYS) a quarter is an eighth, and what is kept 400 days grows to the end: they show, and do not prove. */
const days = Number(process.env.RAVN_SOAK_DAYS ?? 730);
const customers = Number(process.env.RAVN_SOAK_CUSTOMERS ?? 30);

export async function run(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heapBytes = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const weighed: Weighed[] = [];
  const startedAt = performance.now();
  await liveInCity({ customers, days, heapBytes }, (week) => weighed.push(week));
  const seconds = (performance.now() - startedAt) / 1000;

  const { reports, pushes } = weighed.at(-1)!;
  print(
    `\n${days} days of ${customers} customers: ${reports} reports that begin or end a visit, ${pushes} pushes, in ${seconds.toFixed(0)} s\n`,
  );
  print(row(['to day', 'largest B', 'mean B', ...kinds, 'all kB', 'heap MB']));
  for (const { day, largestCustomer, meanCustomer, held, heapBytes } of quartersOf(weighed)) {
    const all = kinds.reduce((sum, kind) => sum + held[kind].bytes, 0) + meanCustomer * customers;
    print(
      row([
        day,
        largestCustomer,
        meanCustomer.toFixed(0),
        ...kinds.map((kind) => held[kind].items.toFixed(0)),
        (all / 1000).toFixed(0),
        (heapBytes / 1e6).toFixed(1),
      ]),
    );
  }
  print(
    `\nBytes as the DynamoDB adapters write them; of each kind the items there in the evening, what is over removed at midnight. Counts of offers are kept 400 days.`,
  );
  print(
    `Heap after garbage collection: ${heapBytesPerReport(weighed).toFixed(2)} bytes more for each report, at most ${mostHeapBytesPerReport}.`,
  );
  const found = grown(weighed);
  print(
    found.length > 0
      ? `Grown: ${found.join('; ')}.`
      : `Nothing has grown more than ${mostGrowth} × since the fourth quarter.`,
  );
  if (found.length > 0) process.exitCode = 1;
}

function row(cells: (string | number)[]): string {
  return cells.map((cell) => String(cell).padStart(12)).join('');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
