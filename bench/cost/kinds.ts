// What one report of each kind makes AWS do, metered on the local cloud: requests through the public API, a hundred customers a kind.
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { LocalCloud } from '../../local/cloud.ts';
import { type Customer, maxSends } from '../../shared/model/customer.ts';
import { type CountingMeter, nothing, type Reading } from './meter.ts';
import { loggedByThePlatform, type Meter } from './prices.ts';

export const kinds = {
  nothing: 'nothing changes',
  five: 'five in one request, nothing changes',
  enter: 'she comes in, nothing is offered there',
  exit: 'she leaves',
  refused: 'she comes in, an offer is weighed and not sent',
  sent: 'she comes in, an offer is sent',
} as const;
export type Kind = keyof typeof kinds;

const places = { away: 12.5, plain: 12.52, refusing: 12.54, sending: 12.56 };
const lat = 55.6761;
const customers = 100;
/** Run by the clock, not by a report: counted by the month. */
const standing = ['tick', 'refresh-weather'];

/** Dollars' causes for each kind, one request of it. @param past whose past the customers have; new ones if absent. */
export async function meterKinds(
  cloud: LocalCloud,
  meter: CountingMeter,
  loggedBytes: () => number,
  past?: Customer,
): Promise<Record<Kind, Reading>> {
  const nameOf = (name: string | number) => `${past ? 'lived' : 'new'}-${name}`;
  const tokenOf = (name: string | number) => cloud.issueToken({ sub: nameOf(name) });
  const tokens = await Promise.all(Array.from({ length: customers }, (_, n) => tokenOf(n)));
  const first = await tokenOf('first');
  const ask = async (token: string, method: string, path: string, body: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${cloud.apiUrl}${path}`, { method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as { results?: { reason: string }[] };
  };
  await ask(await cloud.issueToken({ sub: 'cost', scope: 'ravn/marketer' }), 'PUT', '/v1/catalogue', catalogue());
  for (const [n, token] of [...tokens, first].entries()) {
    await ask(token, 'PUT', '/v1/consents', { location: true, profiling: true, push: true, textVersion: '1' });
    const device = { platform: 'android', token: `token-of-${nameOf(n)}`, locale: 'da', timeZone: 'Europe/Copenhagen' };
    await ask(token, 'PUT', '/v1/devices/phone', device);
  }
  if (past) await liveThrough(past, cloud, [...tokens.keys(), 'first'].map(nameOf));

  let reports = 0;
  /** One request: as many fixes as asked, ten seconds apart, the last one now. */
  const report = async (token: string, lng: number, expected: RegExp, count = 1) => {
    const fixes = Array.from({ length: count + 1 }, (_, n) => ({
      at: Date.now() - (count - n) * 10_000,
      lng: lng + n * 1e-6,
      lat,
      accuracyMetres: 8,
    }));
    const told = fixes.slice(1).map((fix, n) => ({ id: `r${++reports}`, ...fix, previous: fixes[n] }));
    const { results = [] } = await ask(token, 'POST', '/v1/positions', { deviceId: 'phone', reports: told });
    // Metering the wrong thing is worse than metering nothing.
    for (const { reason } of results)
      if (!expected.test(reason)) throw new Error(`expected ${expected}, got ${reason}`);
  };

  const measured = async (what: (token: string) => Promise<unknown>): Promise<Reading> => {
    await settled(meter);
    const before = { ...meter.reading, loggedBytes: meter.reading.loggedBytes + loggedBytes() };
    for (const token of tokens) await what(token);
    await settled(meter);
    const after = { ...meter.reading, loggedBytes: meter.reading.loggedBytes + loggedBytes() };
    const each = nothing();
    for (const name of Object.keys(each) as Meter[]) each[name] = (after[name] - before[name]) / customers;
    each.apiRequests = 1;
    each.loggedBytes += loggedByThePlatform.apiRequest;
    return each;
  };

  // every function has been loaded, and every customer has been seen, before anything counts
  for (const place of Object.values(places)) await report(first, place, /./);
  await measured((token) => report(token, places.away, /not-near/));
  return {
    nothing: await measured((token) => report(token, places.away, /not-near/)),
    five: await measured((token) => report(token, places.away, /not-near/, 5)),
    enter: await measured((token) => report(token, places.plain, /no-offer/)),
    exit: await measured((token) => report(token, places.away, /exited/)),
    refused: await measured((token) => report(token, places.refusing, /below-propensity/)),
    sent: await measured((token) => report(token, places.sending, /chosen/)),
  };
}

/** Puts the lists of somebody's item into those of others, as if all of it had ended two days ago. */
async function liveThrough(past: Customer, cloud: LocalCloud, names: string[]): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const endpoint = cloud.describe().endpoints.DYNAMODB;
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-north-1', credentials, endpoint }), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const { TableNames: [TableName] = [] } = await client.send(new ListTablesCommand());
  const sends = past.sends.toSorted((a, b) => b.at - a.at).slice(0, maxSends - 4); // a full list is a cap
  const { visitCounts, outcomes, redeemed, propensity, mutes } = past;
  const lists = { sends, visitCounts, outcomes, redeemed, propensity, mutes };
  const laterMs =
    Date.now() - 2 * 86_400_000 - Math.max(...sends.map(({ at }) => at), ...visitCounts.map(({ lastAt }) => lastAt));
  for (const name of names) {
    const Key = { pk: `CUSTOMER#${name}`, sk: 'STATE' };
    const { Item } = await client.send(new GetCommand({ TableName, Key }));
    await client.send(new PutCommand({ TableName, Item: { ...Item, ...later(lists, laterMs) } }));
  }
  client.destroy();
}

/** Every moment in it (epoch milliseconds, of whatever name) so much later. */
function later<Value>(value: Value, ms: number): Value {
  if (typeof value === 'number') return (value > 1e12 ? value + ms : value) as Value;
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((one) => later(one, ms)) as Value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, later(one, ms)])) as Value;
}

/** Waits until nothing has been called for two seconds but what the clock calls. */
async function settled({ calls }: CountingMeter): Promise<void> {
  const sum = () => [...calls].reduce((total, [name, times]) => total + (standing.includes(name) ? 0 : times), 0);
  for (let before = -1; before !== sum(); ) {
    before = sum();
    await sleep(2000);
  }
}

function catalogue() {
  const store = (id: string, lng: number) => ({
    id,
    name: id,
    shape: { type: 'Circle', center: [lng, lat], radiusMetres: 120 },
    timeZone: 'Europe/Copenhagen',
  });
  const offer = (id: string, geofenceId: string, minimumPropensity: number) => ({
    id,
    category: 'coffee',
    messages: { da: { title: 'Kakao', body: 'Varm kakao, −20 %, lige her.' } },
    defaultLocale: 'da',
    where: { geofenceIds: [geofenceId] },
    startsAt: 0,
    endsAt: Date.UTC(2100, 0, 1),
    quietHours: 'none',
    value: 10,
    minimumPropensity,
  });
  return {
    geofences: [store('plain', places.plain), store('refusing', places.refusing), store('sending', places.sending)],
    offers: [offer('never', 'refusing', 1), offer('always', 'sending', 0)],
  };
}
