// The reporter on whole days with a bad network: nothing is lost unseen, sent anew in other words or out of order, and no transition missed.
import { expect, test } from 'vitest';
import type { PositionReport, PositionsRequest } from '../../client/api.ts';
import { createClient } from '../../client/client.ts';
import { createReporter } from '../../client/reporter.ts';
import type { Figures } from '../../client/waiting.ts';
import { sense } from '../../shared/core/decide/sense.ts';
import { applyFacts } from '../../shared/core/decide/visits.ts';
import type { Customer } from '../../shared/model/customer.ts';
import { seeded } from '../cli/seeded.ts';
import { silentDay } from '../support/silent-day.ts';
import { aCustomer } from '../support/town.ts';
import { type Fate, fakeServer } from './server.ts';
import { virtualTime } from './virtual-time.ts';

/** 20 by default; `.ci/run` asks for more. Another first seed: `RAVN_REPORTER_FROM`. */
const days = Number(process.env.RAVN_REPORTER_DAYS ?? 20);
const from = Number(process.env.RAVN_REPORTER_FROM ?? 1);
const minute = 60_000;

test(`${days} days of a phone with a bad network`, { timeout: 3_600_000 }, async () => {
  const sum: Partial<Figures> & { missable: number; retried: number } = { missable: 0, retried: 0 };
  for (let seed = from; seed < from + days; seed++) {
    const told = await aDay(seed);
    for (const [name, value] of Object.entries(told)) {
      sum[name as 'taken'] = (sum[name as 'taken'] ?? 0) + value;
    }
  }
  // The days must have put the promises to the test.
  expect(sum.silent).toBeGreaterThan(sum.taken! * 0.2);
  expect(sum.answered).toBeGreaterThan(days * 100);
  expect(sum.retried).toBeGreaterThan(days * 20);
  expect(sum.tooOld).toBeGreaterThan(days / 4);
  expect(sum.missable).toBeGreaterThan(days * 5);
});

async function aDay(seed: number) {
  const { world, reports } = silentDay(seed);
  const random = seeded(~seed);
  const chance = (share: number) => random() < share;
  const time = virtualTime(reports[0]!.at - 1000);
  const outages = Array.from({ length: 4 }, () => {
    const start = reports[Math.floor(random() * reports.length)]!.at;
    return [start, start + (chance(0.5) ? 20 : 4) * minute * random()] as const;
  });

  let customer: Customer = aCustomer();
  let retried = 0;
  let renewed = 1;
  let good = 'token-0';
  /** What arrived, by time of the fix: the report, and what the server knew after it. */
  const arrived = new Map<number, { text: string; customer: Customer; processedAt: number }>();
  let newest = 0;

  const server = fakeServer(time, ({ body, headers }): Fate => {
    if (outages.some(([start, end]) => start <= time.now() && time.now() < end)) {
      return chance(0.2) ? 'hangs' : 'no-connection';
    }
    if (headers.authorization === `Bearer ${good}` && chance(0.01)) good = `token-${renewed++}`;
    else if (headers.authorization !== `Bearer ${good}`) return { status: 401 };
    if (chance(0.1)) return { status: 429 };
    if (chance(0.1)) return { status: 503, headers: { 'retry-after': '2' } };
    if (chance(0.05)) return 'no-connection';
    const answer = process(body as PositionsRequest);
    const afterMs = 20 + 3000 * random() ** 4;
    return chance(0.1) ? { lost: answer, afterMs } : { status: 200, body: answer, afterMs };
  });

  function process({ reports: batch }: PositionsRequest) {
    expect(batch.length).toBeGreaterThanOrEqual(1);
    expect(batch.length).toBeLessThanOrEqual(50);
    let next = { withinMetres: 0, beforeSeconds: 0 };
    let before = 0;
    const results = batch.map((report) => {
      // Order: within the batch, and none that was not seen comes after a later one.
      expect(report.at).toBeGreaterThan(before);
      before = report.at;
      const text = JSON.stringify(report);
      const known = arrived.get(report.at);
      if (known) retried += 1;
      else expect(report.at).toBeGreaterThan(newest);
      expect(known?.text ?? text).toBe(text);
      newest = Math.max(newest, report.at);
      const sensed = sense(world, customer, report, time.now());
      if (sensed.facts) customer = { ...applyFacts(customer, sensed.facts, 1), lastReport: report };
      next = sensed.next;
      arrived.set(report.at, { text, customer, processedAt: time.now() });
      return { id: report.id, reason: sensed.reason ?? 'no-offer' };
    });
    return { results, next };
  }

  const answeredIds: string[] = [];
  const reporter = createReporter({
    client: createClient({
      apiUrl: 'https://api.example/',
      token: () => good,
      platform: { ...time, fetch: server.fetch, random },
    }),
    platform: { ...time, fetch: server.fetch, random },
    everyMs: chance(0.5) ? 3000 : 0,
    onAnswer: ({ results }) => answeredIds.push(...results.map(({ id }) => id)),
  });
  const taken: PositionReport[] = [];
  for (const { at, lng, lat, accuracyMetres, speedMetresPerSecond, mocked } of reports) {
    await time.runTo(at);
    const fix = { at, lng, lat, accuracyMetres, speedMetresPerSecond, mocked };
    reporter.take(fix);
    const previous = taken.at(-1);
    taken.push({ id: 'judged', ...fix, previous: previous && { ...previous } });
  }
  await time.runTo(reports.at(-1)!.at + 30 * minute);

  // Every fix is accounted for, and every answer is to something else.
  const figures = reporter.figures();
  const { taken: all, ...ends } = figures;
  expect(all).toBe(reports.length);
  expect(Object.values(ends).reduce((sum, value) => sum + value, 0)).toBe(all);
  expect({ waiting: ends.waiting, refused: ends.refused, stopped: ends.stopped }).toEqual({
    waiting: 0,
    refused: 0,
    stopped: 0,
  });
  expect(answeredIds.length).toBe(ends.answered);
  expect(new Set(answeredIds).size).toBe(answeredIds.length);
  expect(server.mostOpen()).toBe(1);

  // What never arrived changes nothing the server knows, unless nobody could be reached while it was worth anything.
  const moments = [...arrived.keys()].sort((a, b) => a - b);
  const processed = [...arrived.values()].map(({ processedAt }) => processedAt).sort((a, b) => a - b);
  let missable = 0;
  for (const fix of taken) {
    if (arrived.has(fix.at)) continue;
    const basis = arrived.get(moments.findLast((at) => at < fix.at)!);
    const now = Math.max(fix.at, basis?.processedAt ?? 0);
    const missed = basis && sense(world, basis.customer, fix, now).facts?.transitions.length;
    missable += 1;
    if (!missed) continue;
    const reachable = processed.some((at) => fix.at < at && at <= fix.at + 5 * minute);
    if (reachable) throw new Error(`seed ${seed}, at ${JSON.stringify(fix)}: missed`);
  }
  return { ...figures, missable, retried };
}
