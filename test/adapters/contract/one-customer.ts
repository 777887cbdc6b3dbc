// Fifty workers and one customer, on a real table: whatever they race, no cap is passed and nothing is pushed twice.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import type { Table } from '../../../shared/adapters/dynamodb/table.ts';
import { memoryEventBus } from '../../../shared/adapters/memory/event-bus.ts';
import { memoryLessonQueue } from '../../../shared/adapters/memory/lesson-queue.ts';
import { memoryQueue } from '../../../shared/adapters/memory/queue.ts';
import { memorySnapshots } from '../../../shared/adapters/memory/snapshots.ts';
import { compileCatalogue } from '../../../shared/core/decide/compile.ts';
import type { DeliveryMessage } from '../../../shared/model/delivery.ts';
import type { PushProvider } from '../../../shared/ports/push-provider.ts';
import { deliverOffer } from '../../../shared/usecases/deliver-offer.ts';
import { Contended } from '../../../shared/usecases/refused.ts';
import { type ReportAnswer, reportPositions } from '../../../shared/usecases/report-positions.ts';
import { keepWorld } from '../../../shared/usecases/worlds.ts';
import { aCustomer, aGeofence, anOffer, aReport, cafe, metresPerDegreeLat, minute, noon } from '../../support/town.ts';
import { createTable, dynamoStoresOn } from '../stores.ts';

const workers = 50;
const stores = 8;
const budgetUnits = 20;
/** At most one of each of two categories in ten minutes, three in an hour. */
const caps = [
  { per: 'category', limit: 1, windowMinutes: 10 },
  { per: 'customer', limit: 3, windowMinutes: 60 },
] as const;
/** When everybody reports, and how many are pushed then: the caps allow that many, and there is demand for more. */
const rounds = [
  { minutes: 0, sends: 2 },
  { minutes: 6, sends: 0 },
  { minutes: 12, sends: 1 },
];

const numbers = Array.from({ length: stores }, (_, number) => number);
const metresNorth = (store: number) => store * 500;
const categoryOf = (store: number) => (store % 2 ? 'bakery' : 'coffee');
const geofences = numbers.map((store) =>
  aGeofence({
    id: `store-${store}`,
    shape: {
      type: 'Circle',
      center: [cafe.lng, cafe.lat + metresNorth(store) / metresPerDegreeLat],
      radiusMetres: 100,
    },
  }),
);
const offers = numbers.map((store) =>
  anOffer({
    id: `offer-${store}`,
    category: categoryOf(store),
    where: { geofenceIds: [`store-${store}`] },
    budgetUnits,
    caps: [...caps],
  }),
);

/** Time-outs are not under test, and an imitation that shares two cores with fifty workers is slow: none but the test's own. */
const client = () =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({ requestHandler: { connectionTimeout: 60_000, requestTimeout: 60_000 } }),
    { marshallOptions: { removeUndefinedValues: true } },
  );

/** On the imitation that the environment names by now. */
export function oneCustomerContract() {
  it(`${workers} workers report one customer, each message is delivered three times: caps exact, nothing pushed twice`, async () => {
    const at = { client: client(), table: '' };
    at.table = await createTable(at.client);
    const clock = { now: noon };
    const deliveryQueue = memoryQueue<DeliveryMessage>(() => clock.now);
    const snapshots = memorySnapshots();
    const snapshot = compileCatalogue({ geofences, offers }, 1);
    await snapshots.publish(snapshot, noon);

    /** What the provider took, by its own book. Each third attempt it proves that it did not, so it is tried again. */
    const accepts: { deliveryId: string; at: number }[] = [];
    let attempts = 0;
    const push: PushProvider = {
      async push(_target, { collapseId }) {
        await new Promise((resolve) => setImmediate(resolve));
        if (++attempts % 3 === 1) return { kind: 'not-accepted', why: 'throttled' };
        accepts.push({ deliveryId: collapseId, at: clock.now });
        return { kind: 'accepted' };
      },
    };

    /** Each worker is an instance with a world and adapters of its own. */
    const worker = () => ({
      ...dynamoStoresOn(at),
      worlds: keepWorld(snapshots),
      knownContext: { of: async () => undefined },
      knownWeather: { of: async () => undefined },
      bus: memoryEventBus(),
      lessons: memoryLessonQueue(),
      deliveryQueue,
      dwellQueue: { send: async () => undefined },
      push,
      newCode: () => 'NEVERASKED',
      clock: () => clock.now,
      onFault: (doing: string, cause: unknown) => {
        throw new Error(doing, { cause });
      },
    });
    const all = Array.from({ length: workers }, worker);
    const [first] = all;
    const { customerId, devices } = aCustomer();
    await first!.customers.create(aCustomer());
    const { registeredAt } = devices.phone!;
    await first!.devices.register(customerId, 'phone', { token: 'token', platform: 'ios', registeredAt });
    for (const { id, version, endsAt } of snapshot.offers) {
      await first!.offerGates.set({ offerId: id, version, live: true, endsAt, budgetUnits });
    }

    let reports = 0;
    /** Who is told that others write all the time takes a new fix and asks again. */
    const report = (ports: ReturnType<typeof worker>, store: number): Promise<ReportAnswer> => {
      const id = `r${reports++}`;
      return patiently(() => {
        clock.now += 1;
        const fix = aReport(metresNorth(store), { id, at: clock.now });
        return reportPositions(ports, { customerId, deviceId: 'phone', reports: [fix] }, clock.now);
      });
    };
    /** Time passes, and the queue hands what is new to three workers at once, what was put off to one. */
    const workOff = async (passMs: number) => {
      clock.now += passMs;
      const due = deliveryQueue.receive();
      await Promise.all(
        due.flatMap((message) =>
          all.slice(0, message.putOff === 0 ? 3 : 1).map((ports) => patiently(() => deliverOffer(ports, message))),
        ),
      );
      await new Promise((resolve) => setTimeout(resolve, 1));
    };
    const workOffPending = async () => {
      while ((await first!.customers.load(customerId))?.pending) await workOff(1000);
    };

    const sends: number[] = [];
    let chosen = 0;
    for (const { minutes } of rounds) {
      clock.now = Math.max(clock.now, noon + minutes * minute);
      await workOffPending();
      const before = accepts.length;
      let reporting = true;
      const answers = Promise.all(all.map((ports, n) => report(ports, n % stores))).finally(() => {
        reporting = false;
      });
      while (reporting) await workOff(20);
      for (const { results } of await answers) {
        expect(results).toHaveLength(1);
        if (results[0]!.reason === 'chosen') chosen++;
      }
      // Whatever the race has left over is asked for in peace.
      for (const store of numbers) {
        clock.now += 1000;
        await report(first!, store);
        await workOffPending();
      }
      sends.push(accepts.length - before);
    }

    while (deliveryQueue.nextDueAt() !== undefined) await workOff(minute);

    // it was a race: many were chosen whose reservation or claim the next report made void
    expect(chosen).toBeGreaterThanOrEqual(accepts.length);

    // by the provider's book
    expect(new Set(accepts.map(({ deliveryId }) => deliveryId)).size).toBe(accepts.length);
    expect(sends).toEqual(rounds.map((round) => round.sends));

    // by the table
    const items = await itemsOf(at);
    const state = items.find(({ sk }) => sk === 'STATE')!;
    const kept = state.sends as { deliveryId: string; offerId: string; at: number }[];
    expect(state.pending).toBeUndefined();
    expect(kept.map(({ deliveryId }) => deliveryId)).toEqual(accepts.map(({ deliveryId }) => deliveryId));
    const ends = items.flatMap(({ sk, end }) => (sk.startsWith('DECISION#') && end ? [end] : []));
    expect(new Set(ends.map(({ deliveryId }) => deliveryId)).size).toBe(ends.length);
    const sent = ends.filter(({ state }) => state === 'sent').map(({ deliveryId }) => deliveryId);
    expect(sent.sort()).toEqual(accepts.map(({ deliveryId }) => deliveryId).sort());
    expect(ends.filter(({ state }) => state === 'unknown')).toEqual([]);
    for (const { id } of offers) {
      const spent = kept.filter(({ offerId }) => offerId === id).length;
      expect(await first!.offerGates.balance(id), id).toEqual({ spent, taken: [], left: budgetUnits - spent });
    }
    at.client.destroy();
  }, 600_000);
}

/** As a phone and a queue do: who is told that others write all the time asks again a little later. */
async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (cause) {
      if (!(cause instanceof Contended)) throw cause;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function itemsOf({ client, table }: Table) {
  const { Items: items = [], LastEvaluatedKey: more } = await client.send(
    new ScanCommand({ TableName: table, ConsistentRead: true }),
  );
  expect(more).toBeUndefined();
  return items;
}
