// The passing of time: the tick finds what came on and asks for those present; they are decided on without a report.
import { beforeEach, expect, test } from 'vitest';
import { memoryAuthoredCatalogue } from '../../shared/adapters/memory/authored-catalogue.ts';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
import { memoryDecisions } from '../../shared/adapters/memory/decisions.ts';
import { memoryEventBus } from '../../shared/adapters/memory/event-bus.ts';
import { memoryFanOutQueue } from '../../shared/adapters/memory/fan-out-queue.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memoryPresence } from '../../shared/adapters/memory/presence.ts';
import { memoryQueue } from '../../shared/adapters/memory/queue.ts';
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import { memoryTickCursor } from '../../shared/adapters/memory/tick-cursor.ts';
import type { DeliveryMessage } from '../../shared/model/delivery.ts';
import { decidePresent } from '../../shared/usecases/decide-present.ts';
import { replaceCatalogue } from '../../shared/usecases/publish-catalogue.ts';
import { reportPositions } from '../../shared/usecases/report-positions.ts';
import { tick } from '../../shared/usecases/tick.ts';
import { keepWorld } from '../../shared/usecases/worlds.ts';
import { aCustomer, aGeofence, anOffer, aReport, minute, noon } from '../support/town.ts';

/** Happy hour from 12:05 on, in Copenhagen. */
const happyHour = anOffer({ hours: [{ dayOfWeek: ['tuesday'], opens: '12:05', closes: '13:00' }] });

async function aTown({ offers = [happyHour], reason = 'outside-hours' } = {}) {
  const snapshots = memorySnapshots();
  const offerGates = memoryOfferGates();
  const ports = {
    customers: memoryCustomers(),
    presence: memoryPresence(),
    deliveryQueue: memoryQueue<DeliveryMessage>(() => noon),
    decisions: memoryDecisions(),
    offerGates,
    bus: memoryEventBus(),
    worlds: keepWorld(snapshots),
    cursor: memoryTickCursor(),
    fanOutQueue: memoryFanOutQueue(),
    onFault: (doing: string, cause: unknown) => {
      throw new Error(doing, { cause });
    },
  };
  await replaceCatalogue(
    { authored: memoryAuthoredCatalogue(), snapshots, offerGates },
    { geofences: [aGeofence()], offers },
    noon,
  );
  await ports.customers.create(aCustomer());
  const { results } = await reportPositions(
    ports,
    { customerId: 'freja', deviceId: 'phone', reports: [aReport(0)] },
    noon,
  );
  expect(results[0]!.reason).toBe(reason);
  return ports;
}
let town: Awaited<ReturnType<typeof aTown>>;
beforeEach(async () => {
  town = await aTown();
});

test('an offer that comes on while she sits there is sent without another report', async () => {
  await tick(town, noon + 4 * minute);
  expect(town.fanOutQueue.sent()).toEqual([]);
  expect(await tick(town, noon + 5 * minute)).toEqual({ opened: ['cafe'], asked: 1 });
  const [message] = town.fanOutQueue.sent();
  await decidePresent(town, message!, noon + 5 * minute);
  expect((await town.customers.load('freja'))?.pending).toMatchObject({
    offerId: 'cocoa',
    deviceId: 'phone',
    state: 'reserved',
  });
  expect(town.deliveryQueue.receive()).toHaveLength(1);
  expect(town.bus.published().at(-1)).toMatchObject({ type: 'DecisionMade', signal: 'time', reason: 'chosen' });

  // The same message once more finds the offer under way.
  await decidePresent(town, message!, noon + 5 * minute);
  expect(town.deliveryQueue.receive()).toEqual([]);
});

test('an offer for those present comes when its own hours begin, not when she comes in', async () => {
  const noonHour = { hours: [{ dayOfWeek: ['tuesday' as const], opens: '12:05', closes: '13:00' }] };
  const offers = [anOffer({ ...noonHour, on: 'present' }), anOffer({ id: 'all-day', on: 'present', value: 99 })];
  town = await aTown({ offers, reason: 'not-triggered' });
  await tick(town, noon + 4 * minute);
  await tick(town, noon + 5 * minute);
  const [message] = town.fanOutQueue.sent();
  expect(message).toMatchObject({ turned: ['cocoa'] });
  await decidePresent(town, message!, noon + 5 * minute);
  const [decision] = await town.decisions.latest('freja', 1, noon + 5 * minute);
  expect(decision).toMatchObject({ offerId: 'cocoa', facts: { signal: { kind: 'time' }, turned: ['cocoa'] } });
  expect(decision!.candidates.map(({ reason }) => reason)).toEqual(['chosen', 'not-triggered']);
});

test('a holiday has hours of its own', async () => {
  const special = [{ date: '2026-06-02', opens: '12:07', closes: '12:30' }];
  town = await aTown({ offers: [anOffer({ specialHours: special })] });
  await tick(town, noon + 6 * minute);
  expect(await tick(town, noon + 7 * minute)).toEqual({ opened: ['cafe'], asked: 1 });
});

test('a doubled tick asks once, a missed one is made up for', async () => {
  await tick(town, noon);
  await tick(town, noon + 8 * minute);
  await tick(town, noon + 8 * minute);
  await tick(town, noon + 9 * minute);
  expect(town.fanOutQueue.sent()).toHaveLength(1);
});

test('who has left, or whose lease has run out, is not asked', async () => {
  await tick(town, noon);
  const lease = (await town.customers.load('freja'))!.openVisits[0]!.leaseUntil;
  const message = {
    customerId: 'freja',
    geofenceId: 'cafe',
    signal: { kind: 'time' as const, id: 't', at: noon },
    catalogueVersion: 1,
  };
  await decidePresent(town, message, lease);
  await decidePresent(town, { ...message, geofenceId: 'elsewhere' }, noon + 5 * minute);
  await decidePresent(town, { ...message, customerId: 'nobody' }, noon + 5 * minute);
  expect(town.deliveryQueue.receive()).toEqual([]);

  const at = noon + 4 * minute;
  await reportPositions(town, { customerId: 'freja', deviceId: 'phone', reports: [aReport(500, { at })] }, at);
  expect(await tick(town, noon + 5 * minute)).toEqual({ opened: ['cafe'], asked: 0 });
});
