// Overload: more reports than some stage takes, from clients as patient as the client package, and what was promised, held against what came of it.
import { type LoadedCloud, type LoadedCloudOptions, startLoadedCloud } from './cloud.ts';
import { brokenPromises, brokenPushes } from './judge.ts';
import { type Answers, patientClient } from './patient.ts';
import type { Endured, Rush } from './phones.ts';

interface Overload extends Rush {
  title: string;
  cloud: Omit<LoadedCloudOptions, 'customers'>;
  /** Calls a second the table takes while the rush lasts. */
  tableCallsPerSecond?: number;
  /** The answers without which this was no overload; none where reports that come too late are answered like any other. */
  refusal?: string;
}

const rush = { seconds: 5, perSecond: 60, phonesEach: 1, customers: 60 };
const overloads: Overload[] = [
  {
    ...rush,
    title: 'the gateway lets 10 requests a second through',
    cloud: { requestsPerSecond: 10 },
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
    phonesEach: 15,
    customers: 4,
    title: 'four customers, 15 phones each, all at once',
    cloud: {},
  },
  {
    ...rush,
    title: 'the table takes 30 calls a second',
    cloud: {},
    tableCallsPerSecond: 30,
    refusal: '503 ravn',
  },
];

/** Runs and prints each; what broke. */
export async function printOverload(): Promise<string[]> {
  print(
    '\nOverload: 60 reports fall due at once every second, whoever has been answered; who is refused waits as the client package does and sends the same again\n',
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
  const { phonesEach } = asked;
  const cloud = await startLoadedCloud<Rush, Endured>({
    ...options,
    customers: asked.customers,
    timeTable: true,
    clients: './phones.ts',
  });
  try {
    await cloud.drive({ ...asked, perSecond: 10, seconds: 1, phonesEach: 1 }); // every function is loaded and compiled
    const before = { ...cloud.spent };
    if (tableCallsPerSecond !== undefined) cloud.limitTable(tableCallsPerSecond);
    const endured = await cloud.drive(asked);
    cloud.limitTable(Number.POSITIVE_INFINITY);
    const { due, seconds, waits, answers, accepted } = endured;
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
        median(answers).toFixed(0),
        spent.function.toFixed(0),
        spent.table.toFixed(1),
        ...refusedOf(answers),
      ]),
    );
    print(`${''.padEnd(50)}${list(answers.by)}; ${list(endured.reasons)}`);
    await cloud.settle();
    const found = [
      ...(phonesEach > 1 ? await raceForOne(cloud) : []),
      ...brokenAnswers(answers),
      ...brokenPushes(cloud.pushes),
    ];
    if (waits.length !== due) found.push(`${due} reports fell due and ${waits.length} were accepted`);
    if (refusal !== undefined && !answers.by[refusal])
      found.push(`nobody was answered ${refusal}: this was no overload`);
    let [told, unexplained] = [0, 0];
    for (const [customer, hers] of accepted.entries()) {
      const known = await cloud.known(customer);
      found.push(...brokenPromises(customer, hers, known));
      told += hers.decisions.length;
      unexplained += hers.decisions.filter((id) => !known.decisions.includes(id)).length;
    }
    // what is written after the answer is decided: a table that is throttled for long loses it, and the alarm Faults says so
    if (unexplained > 0) print(`${''.padEnd(50)}of ${told} decisions told of, ${unexplained} are not on record`);
    if (unexplained > 0 && tableCallsPerSecond === undefined) found.push(`${unexplained} decisions are not on record`);
    return found;
  } finally {
    await cloud.stop();
  }
}

/** All at once, each a change of the same customer that none of the others makes void: lost races, and every one in the end. */
async function raceForOne({ apiUrl, tokens }: LoadedCloud<Rush, Endured>): Promise<string[]> {
  const answers: Answers = { by: {}, times: [], withoutRetryAfter: 0, wrong: [] };
  const client = patientClient(apiUrl, tokens[0]!, answers);
  const categories = Array.from({ length: 40 }, (_, n) => `category ${n}`);
  const startedAt = performance.now();
  await Promise.all(categories.map((category) => client.setMute({ category }, { attempts: 20 })));
  const seconds = (performance.now() - startedAt) / 1000;
  const cells = [
    categories.length,
    '',
    (categories.length / seconds).toFixed(0),
    '',
    '',
    median(answers).toFixed(0),
    '',
    '',
  ];
  print(row('one customer, 40 changes of what she mutes', [...cells, ...refusedOf(answers)]));
  print(`${''.padEnd(50)}${list(answers.by)}`);
  const { mutes } = await client.showPreferences();
  const lost = categories.filter((category) => !mutes.some((mute) => mute.category === category));
  return [
    ...brokenAnswers(answers),
    ...lost.map((category) => `${category} was muted and is not`),
    ...(answers.by['503 ravn'] ? [] : ['nobody lost five races: this was no overload']),
  ];
}

const brokenAnswers = ({ wrong, withoutRetryAfter }: Answers) => [
  ...wrong,
  ...(withoutRetryAfter > 0 ? [`${withoutRetryAfter} refusals of Ravn's own name no time to come again`] : []),
];

function refusedOf({ by }: Answers): [number, string] {
  const requests = Object.values(by).reduce((sum, count) => sum + count, 0);
  return [requests, `${((100 * (requests - (by['200'] ?? 0))) / requests).toFixed(0)} %`];
}

const median = ({ times }: Answers) => percentile(Float64Array.from(times).sort(), 0.5);
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
