// Overload: more reports than some stage takes, from clients as patient as the client package, and what was promised, held against what came of it.
import type { LoadedCloudOptions } from './cloud.ts';
import { startLoadedCloud } from './cloud.ts';
import { brokenPromises, brokenPushes } from './judge.ts';
import type { Endured, Rush } from './phones.ts';

interface Overload extends Rush {
  title: string;
  cloud: Omit<LoadedCloudOptions, 'customers'>;
  /** Calls a second the table takes while the rush lasts. */
  tableCallsPerSecond?: number;
  /** The answers without which this was no overload. */
  refusal: string;
}

const rush = { seconds: 6, perSecond: 400, phonesEach: 1, customers: 200 };
const overloads: Overload[] = [
  {
    ...rush,
    title: 'the gateway lets 40 requests a second through',
    cloud: { requestsPerSecond: 40 },
    refusal: '429 gateway',
  },
  {
    ...rush,
    title: 'the account has 10 executions, as a new one',
    cloud: { accountConcurrency: 10 },
    refusal: '503 gateway',
  },
  {
    ...rush,
    perSecond: 100,
    phonesEach: 24,
    customers: 4,
    title: 'four customers, 24 phones each, all at once',
    cloud: {},
    refusal: '503 ravn',
  },
  {
    ...rush,
    perSecond: 100,
    title: 'the table takes 150 calls a second',
    cloud: {},
    tableCallsPerSecond: 150,
    refusal: '503 ravn',
  },
];

/** Runs and prints each; what broke. */
export async function printOverload(): Promise<string[]> {
  print(
    '\nOverload: reports fall due at a fixed rate, whoever is answered; who is refused waits as the client package does and sends the same again\n',
  );
  print(
    row('', [
      'due',
      'due/s',
      'accepted/s',
      'p50 s',
      'p99 s',
      'answer ms',
      'function ms',
      'table ms',
      'requests',
      'refused',
    ]),
  );
  const found: string[] = [];
  for (const overload of overloads) found.push(...(await endure(overload)).map((what) => `${overload.title}: ${what}`));
  print(
    '\np50, p99: from when a report fell due until it was accepted, its repetitions included. answer: of a request that was answered 200, all stages; function: its share in report-position, the table included; table: one call.',
  );
  return found;
}

async function endure({ title, cloud: options, tableCallsPerSecond, refusal, ...asked }: Overload): Promise<string[]> {
  const cloud = await startLoadedCloud<Rush, Endured>({
    ...options,
    customers: asked.customers,
    timeTable: true,
    clients: './phones.ts',
  });
  try {
    await cloud.drive({ ...asked, perSecond: 20, seconds: 2, phonesEach: 1 }); // every function is loaded and compiled
    const before = { ...cloud.spent };
    if (tableCallsPerSecond !== undefined) cloud.limitTable(tableCallsPerSecond);
    const endured = await cloud.drive(asked);
    cloud.limitTable(Number.POSITIVE_INFINITY);
    const { due, seconds, waits, times, answers, withoutRetryAfter, wrong, accepted } = endured;
    const requests = Object.values(answers).reduce((sum, count) => sum + count, 0);
    const refused = requests - (answers[200] ?? 0);
    const spent = {
      function: (cloud.spent.functionMs - before.functionMs) / (cloud.spent.calls - before.calls),
      table: (cloud.spent.tableMs - before.tableMs) / (cloud.spent.tableCalls - before.tableCalls),
    };
    print(
      row(title, [
        due,
        (due / asked.seconds).toFixed(0),
        (waits.length / seconds).toFixed(0),
        (percentile(waits, 0.5) / 1000).toFixed(1),
        (percentile(waits, 0.99) / 1000).toFixed(1),
        percentile(times, 0.5).toFixed(0),
        spent.function.toFixed(0),
        spent.table.toFixed(1),
        requests,
        `${((100 * refused) / requests).toFixed(0)} %`,
      ]),
    );
    print(`${''.padEnd(50)}${list(answers)}; ${list(endured.reasons)}`);
    await cloud.settle();
    const found = [...wrong, ...brokenPushes(cloud.pushes)];
    if (waits.length !== due) found.push(`${due} reports fell due and ${waits.length} were accepted`);
    if (withoutRetryAfter > 0) found.push(`${withoutRetryAfter} refusals of Ravn's own name no time to come again`);
    if (!answers[refusal]) found.push(`nobody was answered ${refusal}: this was no overload`);
    for (const [customer, hers] of accepted.entries())
      found.push(...brokenPromises(customer, hers, await cloud.known(customer)));
    return found;
  } finally {
    await cloud.stop();
  }
}

const percentile = (sorted: Float64Array, share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;

const list = (counts: Record<string, number>) =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

const row = (first: string, cells: (string | number)[]) =>
  first.padEnd(50) + cells.map((cell) => String(cell).padStart(12)).join('');

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (import.meta.main) {
  process.env.TZ = 'UTC';
  const found = await printOverload();
  print(found.length > 0 ? `\nBroken: ${found.join('; ')}.` : '\nNo promise broken.');
  if (found.length > 0) process.exitCode = 1;
}
