// The load of the HTTP benchmark: requests of one kind, so many at a time, each timed.
import { parentPort, workerData } from 'node:worker_threads';

export interface Load {
  apiUrl: string;
  marketer: string;
  /** One customer a token. */
  tokens: string[];
  kind: 'prepare' | 'read' | 'stay' | 'enter';
  concurrency: number;
  requests: number;
}

export interface Measured {
  p50: number;
  p95: number;
  p99: number;
  perSecond: number;
}

const square = { lng: 12.5683, lat: 55.6761 };
const load = workerData as Load;
const send = await sender(load);
const total = load.kind === 'prepare' ? load.tokens.length : load.requests;
const times: number[] = [];
let next = 0;
const startedAt = performance.now();
await Promise.all(
  Array.from({ length: load.concurrency }, async () => {
    while (next < total) {
      const n = next++;
      const sentAt = performance.now();
      await send(n);
      times.push(performance.now() - sentAt);
    }
  }),
);
const seconds = (performance.now() - startedAt) / 1000;
times.sort((a, b) => a - b);
const percentile = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))]!;
const measured: Measured = {
  p50: percentile(0.5),
  p95: percentile(0.95),
  p99: percentile(0.99),
  perSecond: total / seconds,
};
parentPort!.postMessage(measured);

async function sender({ apiUrl, marketer, tokens, kind }: Load): Promise<(n: number) => Promise<unknown>> {
  const call = async (method: string, path: string, token: string, body?: object) => {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text;
  };
  // Each request is another customer's, so that only the last of a round waits for a write of her own.
  const tokenOf = (n: number) => tokens[n % tokens.length]!;
  const report = async (n: number, inside: boolean, expected: RegExp) => {
    const at = Date.now();
    const fix = { lng: square.lng + (inside ? 0 : 0.02), lat: square.lat, accuracyMetres: 8, at };
    const previous = { ...fix, at: at - 10_000 };
    const body = { reports: [{ id: `${kind}-${n}-${at}`, ...fix, previous }] };
    const answer = await call('POST', '/v1/positions', tokenOf(n), body);
    // Timing the wrong thing is worse than timing nothing.
    if (!expected.test(answer)) throw new Error(`expected ${expected} in ${answer}`);
  };

  if (kind === 'prepare') {
    await call('PUT', '/v1/catalogue', marketer, { geofences: geofences(), offers: [] });
    return (n) =>
      call('PUT', '/v1/consents', tokenOf(n), { location: true, profiling: true, push: true, textVersion: 'bench' });
  }
  if (kind === 'read') return (n) => call('GET', '/v1/consents', tokenOf(n));
  if (kind === 'stay') return (n) => report(n, false, /not-near|no-change/);
  return (n) => report(n, Math.floor(n / tokens.length) % 2 === 0, /no-offer|exited/);
}

/** The square and a thousand more round it: what a town of a chain looks like. */
function geofences() {
  const one = (id: string, lng: number, lat: number) => ({
    id,
    name: id,
    shape: { type: 'Circle', center: [lng, lat], radiusMetres: 120 },
    timeZone: 'Europe/Copenhagen',
  });
  const others = Array.from({ length: 1000 }, (_, n) =>
    one(`g${n}`, square.lng - 0.3 + (n % 40) * 0.006, square.lat + 0.01 + Math.floor(n / 40) * 0.006),
  );
  return [one('square', square.lng, square.lat), ...others];
}
