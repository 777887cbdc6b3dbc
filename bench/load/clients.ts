// The clients of the load benchmark, in a thread of their own: each waits for its answer before it reports again, and remembers what was accepted.
import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { seeded } from '../silence/random.ts';
import { away, lat, type Place, places } from './town.ts';

export interface Clients {
  apiUrl: string;
  /** One customer a token. */
  tokens: string[];
}

/** Of 429 and 503, which are refusals that may be; anything else than 200 beside them is wrong. */
const mayRefuse = [429, 503];

/** So many at a time, for so many seconds. */
export interface Phase {
  atATime: number;
  seconds: number;
}

export interface Measured {
  seconds: number;
  /** Milliseconds of each request that was answered 200. */
  times: Float64Array;
  /** Answers by status. */
  statuses: Record<number, number>;
  /** 429 and 503 that name no time to come again: the gateway's own. */
  withoutRetryAfter: number;
  /** Reports by reason. */
  reasons: Record<string, number>;
  /** What was neither accepted nor refused as it may be, the first few. */
  wrong: string[];
  /** The geofence each customer was last accepted to have come into, absent where she was last accepted to have left. */
  inside: (string | undefined)[];
  /** Share of the time in which this thread was busy. */
  busy: number;
}

/** Of a day's reports a fifth begins, prolongs or ends something (docs/scale.md). */
const eventful = 0.2;
const expected = {
  nothing: /^(not-near|no-change)$/,
  enter: /^(no-offer|below-propensity|chosen|capped|pending|outranked)$/,
  exit: /^exited$/,
};

type Counts = Pick<Measured, 'statuses' | 'reasons' | 'wrong' | 'withoutRetryAfter'>;

const { apiUrl, tokens } = workerData as Clients;
const random = seeded(1);
const inside: (Place | undefined)[] = tokens.map(() => undefined);
let sent = 0;

parentPort!.on('message', async (phase: Phase) => {
  parentPort!.postMessage(await drive(phase));
});

async function drive({ atATime, seconds }: Phase): Promise<Measured> {
  const times: number[] = [];
  const measured: Counts = { statuses: {}, reasons: {}, wrong: [], withoutRetryAfter: 0 };
  const before = performance.eventLoopUtilization();
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  await Promise.all(
    Array.from({ length: atATime }, async (_, client) => {
      // Its customers are nobody else's: a phone has one request in flight.
      for (let customer = client; performance.now() < until; customer += atATime) {
        if (customer >= tokens.length) customer = client;
        const sentAt = performance.now();
        if (await report(customer, measured)) times.push(performance.now() - sentAt);
      }
    }),
  );
  const { utilization } = performance.eventLoopUtilization(before);
  return {
    seconds: (performance.now() - startedAt) / 1000,
    times: Float64Array.from(times).sort(),
    ...measured,
    inside: [...inside],
    busy: utilization,
  };
}

/** One request with one report; true where it was accepted. */
async function report(customer: number, counts: Counts): Promise<boolean> {
  const { statuses, reasons, wrong } = counts;
  const was = inside[customer];
  const kind = random() > eventful ? 'nothing' : was ? 'exit' : 'enter';
  const names = Object.keys(places) as Place[];
  const becomes = { nothing: was, exit: undefined, enter: names[Math.floor(random() * names.length)] }[kind];
  const id = `r${++sent}`;
  const fix = { lng: becomes ? places[becomes] : away, lat, accuracyMetres: 8, at: Date.now() };
  const body = { deviceId: 'phone', reports: [{ id, ...fix, previous: { ...fix, at: fix.at - 10_000 } }] };
  const complain = (what: string) => {
    if (wrong.length < 10) wrong.push(what);
  };
  try {
    const response = await fetch(`${apiUrl}/v1/positions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens[customer]}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    const { status } = response;
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (mayRefuse.includes(status)) {
      if (!response.headers.has('retry-after')) counts.withoutRetryAfter++;
      return false;
    }
    if (status !== 200) {
      complain(`${status} ${text.slice(0, 200)}`);
      return false;
    }
    const { results } = JSON.parse(text) as { results: { id: string; reason: string }[] };
    const [result, ...others] = results;
    if (result?.id !== id || others.length > 0) complain(`${results.length} reasons for one report`);
    if (!expected[kind].test(result?.reason ?? '')) complain(`${kind}: ${result?.reason}`);
    reasons[result!.reason] = (reasons[result!.reason] ?? 0) + 1;
    inside[customer] = becomes;
    return true;
  } catch (error) {
    complain(String(error instanceof Error ? (error.cause ?? error) : error));
    return false;
  }
}
