// The phones of the overload benchmark, in a thread of their own: reports fall due whether or not earlier ones were answered, and each phone
// sends what waits through the client package, with its patience, until it is accepted.
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Calls, PositionReport } from '../../client/api.ts';
import { type RavnError, waitMs } from '../../client/errors.ts';
import { seeded } from '../silence/random.ts';
import { type Answers, patientClient } from './patient.ts';
import { away, lat, type Place, places } from './town.ts';

/** Reports fall due at a fixed rate, all of a second at once, dealt to the phones in turn. */
export interface Rush {
  perSecond: number;
  seconds: number;
  /** Phones a customer has: with one, her reports come in order. */
  phonesEach: number;
  /** The first so many customers take part. */
  customers: number;
}

export interface Endured {
  seconds: number;
  due: number;
  /** Milliseconds from when a report fell due until it was accepted. */
  waits: Float64Array;
  answers: Answers;
  /** Accepted reports by reason. */
  reasons: Record<string, number>;
  accepted: Accepted[];
}

/** What a customer's accepted reports must have come to. */
export interface Accepted {
  /** Where her last report left her; unknown where several phones raced. */
  inside?: Place;
  raced: boolean;
  /** Visits begun, by place; of reports that were repeated after no answer was heard, too. */
  visits: Partial<Record<Place, number>>;
  /** Decisions she was told of. */
  decisions: string[];
}

const { apiUrl, tokens } = workerData as { apiUrl: string; tokens: string[] };
const names = [undefined, ...(Object.keys(places) as Place[])];
const random = seeded(2);
/** Words of a report that began no visit. */
const noVisit = /^(not-near|no-change|exited|stale|duplicate|unconfirmed)$/;
/** What a request may carry. */
const batchSize = 50;
const accepted: Accepted[] = tokens.map(() => ({ raced: false, visits: {}, decisions: [] }));
const lastAt = tokens.map(() => 0);
let sent = 0;

parentPort!.on('message', async (rush: Rush) => {
  parentPort!.postMessage(await endure(rush));
});

interface Due {
  report: PositionReport;
  place: Place | undefined;
  dueAt: number;
}

async function endure({ perSecond, seconds, phonesEach, customers }: Rush): Promise<Endured> {
  const answers: Answers = { by: {}, times: [], withoutRetryAfter: 0, wrong: [] };
  const reasons: Record<string, number> = {};
  const waits: number[] = [];
  const { wrong } = answers;
  const clients = tokens.map((token) => patientClient(apiUrl, token, answers));
  const phones = Array.from({ length: customers * phonesEach }, (_, n) => {
    const customer = n % customers;
    accepted[customer]!.raced ||= phonesEach > 1;
    return { customer, waiting: [] as Due[], sending: undefined as Promise<void> | undefined };
  });
  const startedAt = performance.now();
  let due = 0;
  while (performance.now() - startedAt < seconds * 1000) {
    for (; due < Math.floor((performance.now() - startedAt) / 1000 + 1) * perSecond; due++) {
      const phone = phones[due % phones.length]!;
      phone.waiting.push(next(phone.customer));
      phone.sending ??= send(clients[phone.customer]!, phone).finally(() => {
        phone.sending = undefined;
      });
    }
    await sleep(5);
  }
  await Promise.all(phones.map(({ sending }) => sending));
  return {
    seconds: (performance.now() - startedAt) / 1000,
    due,
    waits: Float64Array.from(waits).sort(),
    answers: { ...answers, wrong: wrong.slice(0, 10) },
    reasons,
    accepted,
  };

  /** As the package's reporter: one request in flight, what waits goes in it, the same report in the same words until it is accepted. */
  async function send({ reportPositions }: Calls, { customer, waiting }: (typeof phones)[number]): Promise<void> {
    let failures = 0;
    let isRepeated = false;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchSize);
      try {
        const reports = batch.map(({ report }) => report);
        const { results } = await reportPositions({ deviceId: 'phone', reports }, { attempts: 1 });
        waiting.splice(0, batch.length);
        for (const [n, { reason, decisionId }] of results.entries())
          accept(customer, batch[n]!, reason, decisionId, isRepeated);
        [failures, isRepeated] = [0, false];
      } catch (error) {
        const { passes, status, retryAfterMs, message } = error as RavnError;
        if (!passes) {
          wrong.push(message);
          return;
        }
        // only a 429 says that nothing was done: whoever answers 503 may have missed that it was
        isRepeated ||= status !== 429;
        await sleep(waitMs(++failures, retryAfterMs, random));
      }
    }
  }

  function accept(
    customer: number,
    { report, place, dueAt }: Due,
    reason: string,
    decisionId: string | undefined,
    isRepeated: boolean,
  ) {
    const of = accepted[customer]!;
    reasons[reason] = (reasons[reason] ?? 0) + 1;
    waits.push(performance.now() - dueAt);
    if (decisionId) of.decisions.push(decisionId);
    const isDone = reason === 'duplicate' || reason === 'stale';
    if (isDone && !isRepeated && !of.raced) wrong.push(`${report.id}: ${reason}, and it had not been answered before`);
    const comes = isDone ? !of.raced && place !== undefined && place !== of.inside : !noVisit.test(reason);
    if (comes && place) of.visits[place] = (of.visits[place] ?? 0) + 1;
    const isNothing = /^(no-change|not-near)$/.test(reason);
    if (!of.raced && !isDone && isNothing !== (place === of.inside)) wrong.push(`${report.id}: ${reason}`);
    of.inside = place;
  }
}

/** Her next report: anywhere, beyond doubt, later than the last. */
function next(customer: number): Due {
  const place = names[Math.floor(random() * names.length)];
  const at = Math.max(Date.now(), lastAt[customer]! + 1);
  lastAt[customer] = at;
  const fix = { lng: place ? places[place] : away, lat, accuracyMetres: 8, at };
  const report = { id: `o${++sent}`, ...fix, previous: { ...fix, at: at - 10_000 } };
  return { report, place, dueAt: performance.now() };
}
