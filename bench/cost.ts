// `npm run cost`: what a million reports cost on AWS. What each kind of report makes AWS do is metered on the local cloud, how many
// there are of each kind comes from day-long traces, prices from a dated table. Functions' time is this machine's.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../infra/synthesize.ts';
import { startLocalCloud } from '../local/cloud.ts';
import type { Customer } from '../shared/model/customer.ts';
import { mostKeyCalls } from './cost/key-calls.ts';
import { type Kind, kinds, meterKinds } from './cost/kinds.ts';
import { nothing, type Reading, startMeter } from './cost/meter.ts';
import { type Mix, mixOf } from './cost/mix.ts';
import {
  amazonLocationPerMillionUpdates,
  keyAMonth,
  loggedByThePlatform,
  type Meter,
  perMillion,
  perMillionKeyCalls,
  pollers,
  pricedIn,
} from './cost/prices.ts';
import { liveInCity } from './soak/city.ts';
import { itemBytes } from './soak/item-bytes.ts';

process.env.TZ = 'UTC';
const dataDir = mkdtempSync(join(tmpdir(), 'ravn-cost-'));
const { assemblyDir, template } = await synthesize({ stage: 'local', outdir: join(dataDir, 'assembly') });
const resources = Object.values(JSON.parse(readFileSync(template, 'utf8')).Resources as Record<string, Resource>);
const meter = startMeter(lambdaReports(resources) ? loggedByThePlatform.invocation : 0);
const cloud = await startLocalCloud({ assemblyDir, port: 0, dataDir, meter });
try {
  const logged = () => bytesIn(join(dataDir, 'logs'));
  const customers = { 'new customers': await meterKinds(cloud, meter, logged) } as Record<
    string,
    Record<Kind, Reading>
  >;
  const past = (await liveInCity({ customers: 4, days: 120, heapBytes: () => 0 }, () => {})).sort(
    (a, b) => sizeOf(b) - sizeOf(a),
  )[0]!;
  const itemKB = (sizeOf(past) / 1000).toFixed(0);
  const lived = `customers with a past: ${past.sends.length} sends, an item of ${itemKB} KB`;
  customers[lived] = await meterKinds(cloud, meter, logged, past);
  for (const [who, each] of Object.entries(customers)) printKinds(who, each);
  print(`\nA million reports, $ (${pricedIn})\n`);
  print(
    row([
      '',
      'a day',
      'API',
      'functions',
      'table',
      'queues',
      'messages',
      'logs',
      'in all',
      'Location',
      'ratio',
      'phone, month',
    ]),
  );
  for (const [who, each] of Object.entries(customers)) printScenarios(who, each);
  printStanding();
} finally {
  await cloud.stop();
  await meter.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

interface Resource {
  Type: string;
  Properties: { LoggingConfig?: { SystemLogLevel?: string } };
}

/** Whether Lambda is to log the start and the report of each call. */
function lambdaReports(resources: Resource[]): boolean {
  const functions = resources.filter(({ Type }) => Type === 'AWS::Lambda::Function');
  return functions.some(({ Properties }) => (Properties.LoggingConfig?.SystemLogLevel ?? 'INFO') !== 'WARN');
}

function sizeOf(customer: Customer): number {
  return itemBytes({ ...customer });
}

function printKinds(who: string, each: Record<Kind, Reading>): void {
  const columns: [string, Meter, number][] = [
    ['calls', 'invocations', 2],
    ['reads', 'readUnits', 2],
    ['writes', 'writeUnits', 2],
    ['queues', 'queueRequests', 2],
    ['events', 'events', 2],
    ['pushes', 'pushes', 2],
    ['GB-ms', 'gigabyteSeconds', 1],
    ['log bytes', 'loggedBytes', 0],
  ];
  print(`\nOne request, metered on this machine (read and write units of DynamoDB, the index included): ${who}\n`);
  print(row(['', ...columns.map(([title]) => title), '$ per million']));
  for (const [kind, says] of Object.entries(kinds) as [Kind, string][]) {
    const cells = columns.map(([, name, digits]) =>
      (each[kind][name] * (name === 'gigabyteSeconds' ? 1000 : 1)).toFixed(digits),
    );
    print(row([says, ...cells, (dollars(each[kind]) * 1e6).toFixed(2)]));
  }
}

function printScenarios(who: string, each: Record<Kind, Reading>): void {
  print(`${who}`);
  const mixes = { 'every 30 s': mixOf(false), 'honouring next': mixOf(true) };
  for (const [name, mix] of Object.entries(mixes)) {
    for (const batched of [false, true]) {
      const day = ofADay(each, mix, batched);
      const reports = Object.values(mix).reduce((sum, count) => sum + count, 0);
      const million = 1e6 / reports;
      const parts = [
        ['apiRequests'],
        ['invocations', 'gigabyteSeconds'],
        ['readUnits', 'writeUnits', 'objectReads', 'objectWrites'],
        ['queueRequests'],
        ['events', 'pushes'],
        ['loggedBytes'],
      ] as Meter[][];
      const cells = parts.map((part) => (million * dollars(day, part)).toFixed(2));
      const all = million * dollars(day);
      print(
        row([
          `  ${name}${batched ? ', five a request' : ''}`,
          reports.toFixed(0),
          ...cells,
          all.toFixed(2),
          amazonLocationPerMillionUpdates.toFixed(0),
          `1 : ${(amazonLocationPerMillionUpdates / all).toFixed(0)}`,
          `${(dollars(day) * 30 * 100).toFixed(2)} ¢`,
        ]),
      );
    }
  }
}

/** A mean day of one phone. Batched, what changes something costs beside its fifth of a request what it costs more than a report that does not. */
function ofADay(each: Record<Kind, Reading>, mix: Mix, batched: boolean): Reading {
  const day = nothing();
  for (const [kind, count] of Object.entries(mix) as [keyof Mix, number][]) {
    for (const name of Object.keys(day) as Meter[]) {
      const fifth = each.five[name] / 5;
      day[name] += count * (batched ? fifth + each[kind][name] - each.nothing[name] : each[kind][name]);
    }
  }
  return day;
}

function printStanding(): void {
  const count = (type: string) => resources.filter(({ Type }) => Type === type).length;
  const minutes = 30 * 24 * 60;
  const schedules = count('AWS::Scheduler::Schedule') * minutes;
  const polls = count('AWS::Lambda::EventSourceMapping') * pollers * 3 * minutes;
  const monthly =
    (schedules * perMillion.invocations + schedules * perMillion.events + polls * perMillion.queueRequests) / 1e6;
  print(
    `\nStanding, a month, whether anybody reports or not: ${count('AWS::Scheduler::Schedule')} schedules a minute, ${count('AWS::Lambda::EventSourceMapping')} queues asked by ${pollers} pollers: $${monthly.toFixed(2)}; ${count('AWS::CloudWatch::Alarm')} alarms at 10 ¢: $${(count('AWS::CloudWatch::Alarm') / 10).toFixed(2)}; one dashboard: $3; one key: $${keyAMonth}, and at most $${((mostKeyCalls(resources) * perMillionKeyCalls) / 1e6).toFixed(2)} for calls of it, however many report. Not in it: metrics of our own, 30 ¢ each, one for each reason, end, outcome and fault that occurs.\n`,
  );
}

function dollars(reading: Reading, of = Object.keys(perMillion) as Meter[]): number {
  return of.reduce((sum, name) => sum + (reading[name] * perMillion[name]) / 1e6, 0);
}

function bytesIn(folder: string): number {
  return readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}

function row([first, ...cells]: (string | number)[]): string {
  return `${String(first).padEnd(48)}${cells.map((cell) => String(cell).padStart(13)).join('')}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
