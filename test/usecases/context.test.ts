// Context: what is observed is kept, those present are asked where an offer comes on by it, and what sells out is not pushed any more.

import { beforeEach, describe, expect, test } from 'vitest';
import { memoryAuthoredHistory } from '../../shared/adapters/memory/authored-history.ts';
import { memoryBatchQueue } from '../../shared/adapters/memory/batch-queue.ts';
import { memoryContext } from '../../shared/adapters/memory/context.ts';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
import { memoryDecisions } from '../../shared/adapters/memory/decisions.ts';
import { memoryDevices } from '../../shared/adapters/memory/devices.ts';
import { memoryDueWindows } from '../../shared/adapters/memory/due-windows.ts';
import { memoryEventBus } from '../../shared/adapters/memory/event-bus.ts';
import { memoryLessonQueue } from '../../shared/adapters/memory/lesson-queue.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memoryPresence } from '../../shared/adapters/memory/presence.ts';
import { memoryPushProvider } from '../../shared/adapters/memory/push-provider.ts';
import { memoryQueue } from '../../shared/adapters/memory/queue.ts';
import { memoryRedemptions } from '../../shared/adapters/memory/redemptions.ts';
import { memoryRounds } from '../../shared/adapters/memory/rounds.ts';
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import { memoryWeather } from '../../shared/adapters/memory/weather.ts';
import type { ContextObservation } from '../../shared/model/context.ts';
import type { DeliveryMessage } from '../../shared/model/delivery.ts';
import type { FanOutMessage, PlaceQuestion } from '../../shared/model/fan-out.ts';
import { askPlace, keepRounds } from '../../shared/usecases/ask-place.ts';
import { decidePresent } from '../../shared/usecases/decide-present.ts';
import { deliverOffer } from '../../shared/usecases/deliver-offer.ts';
import { keepContext } from '../../shared/usecases/known-context.ts';
import { observeContext } from '../../shared/usecases/observe-context.ts';
import { replaceCatalogue } from '../../shared/usecases/publish-catalogue.ts';
import { Refused } from '../../shared/usecases/refused.ts';
import { reportPositions } from '../../shared/usecases/report-positions.ts';
import { keepWorld } from '../../shared/usecases/worlds.ts';
import { aCustomer, aGeofence, anOffer, aReport, minute, noon } from '../support/town.ts';

const inStock = anOffer({ budgetUnits: 5, context: [{ name: 'stock', scope: 'geofence', atLeast: 1 }] });

async function aTown(offer = inStock) {
  const clock = { now: noon };
  const snapshots = memorySnapshots();
  const rounds = memoryRounds();
  const context = memoryContext();
  const ports = {
    customers: memoryCustomers(),
    presence: memoryPresence(),
    deliveryQueue: memoryQueue<DeliveryMessage>(() => clock.now),
    dwellQueue: memoryQueue<FanOutMessage>(() => clock.now),
    decisions: memoryDecisions(),
    devices: memoryDevices(),
    offerGates: memoryOfferGates(),
    bus: memoryEventBus(),
    push: memoryPushProvider(),
    redemptions: memoryRedemptions(),
    dueWindows: memoryDueWindows(),
    newCode: () => 'NEVERASKED',
    worlds: keepWorld(snapshots),
    context,
    weather: memoryWeather(),
    knownContext: keepContext(context),
    knownWeather: { of: async () => undefined },
    lessons: memoryLessonQueue(),
    rounds,
    knownRounds: keepRounds(rounds),
    placeQueue: memoryBatchQueue<PlaceQuestion>(),
    fanOutQueue: memoryBatchQueue<FanOutMessage>(),
    clock: () => clock.now,
    onFault: (doing: string, cause: unknown) => {
      throw new Error(doing, { cause });
    },
  };
  await replaceCatalogue(
    { authored: snapshots, history: memoryAuthoredHistory(), offerGates: ports.offerGates },
    { geofences: [aGeofence()], offers: [offer] },
    noon,
  );
  await ports.customers.create(aCustomer());
  const { registeredAt } = aCustomer().devices.phone!;
  await ports.devices.register('freja', 'phone', { token: 'token-of-freja', platform: 'ios', registeredAt });
  return {
    clock,
    ports,
    tell: (value: ContextObservation['value'], changes: Partial<ContextObservation> = {}) =>
      observeContext(
        ports,
        {
          name: 'stock',
          scope: { geofenceId: 'cafe' },
          value,
          observedAt: clock.now,
          lifetimeSeconds: 600,
          ...changes,
        },
        clock.now,
      ),
    report: async () =>
      (
        await reportPositions(
          ports,
          { customerId: 'freja', deviceId: 'phone', reports: [aReport(0, { at: clock.now })] },
          clock.now,
        )
      ).results[0]!.reason,
    async askThosePresent() {
      for (const question of ports.placeQueue.take()) await askPlace(ports, question, clock.now);
      const messages = ports.fanOutQueue.take();
      for (const message of messages) await decidePresent(ports, message, clock.now);
      return messages.length;
    },
    async deliver() {
      for (const message of ports.deliveryQueue.receive()) await deliverOffer(ports, message);
      return ports.push.pushed().length;
    },
  };
}
let town: Awaited<ReturnType<typeof aTown>>;
beforeEach(async () => {
  town = await aTown();
});

test('an offer that asks for stock stays silent until stock is told, and then reaches who is already there', async () => {
  expect(await town.report()).toBe('context-mismatch');
  town.clock.now += minute;
  expect(await town.tell(12)).toEqual({ kept: true });
  expect(await town.askThosePresent()).toBe(1);
  expect(await town.deliver()).toBe(1);
  const [decision] = await town.ports.decisions.latest('freja', 1, town.clock.now);
  expect(decision).toMatchObject({
    facts: {
      signal: { kind: 'context' },
      turned: ['cocoa'],
      context: { 'geofence/cafe/stock': { value: 12, observedAt: noon + minute, lifetimeSeconds: 600 } },
    },
    end: { state: 'sent' },
  });
});

test('a worker that has looked before the change looks again: the message names what it needs', async () => {
  await town.tell(0);
  expect(await town.report()).toBe('context-mismatch');
  town.clock.now += 1000;
  await town.tell(3);
  await town.askThosePresent();
  expect(await town.deliver()).toBe(1);
});

describe('sold out', () => {
  beforeEach(async () => {
    await town.tell(3);
    expect(await town.report()).toBe('chosen');
    town.clock.now += 1000;
  });

  test('between decision and claim: cancelled, its unit and its place under the cap are free', async () => {
    await town.tell(0);
    expect(await town.deliver()).toBe(0);
    expect(town.ports.bus.published().at(-1)).toMatchObject({ state: 'cancelled', why: 'context-mismatch' });
    expect(await town.ports.offerGates.balance('cocoa')).toEqual({ spent: 0, taken: [], left: 5 });
    expect((await town.ports.customers.load('freja'))?.sends).toEqual([]);
  });

  test('while the customer’s claim is being written: not pushed', async () => {
    const { customers } = town.ports;
    const save: typeof customers.save = async (changed) => {
      const saved = await customers.save(changed);
      if (changed.pending?.state === 'sending') await town.tell(0);
      return saved;
    };
    town.ports.customers = { ...customers, save };
    expect(await town.deliver()).toBe(0);
    expect(town.ports.bus.published().at(-1)).toMatchObject({ state: 'cancelled', why: 'context-mismatch' });
  });

  test('no longer known: not pushed', async () => {
    town.clock.now = noon + 10 * minute;
    expect(await town.deliver()).toBe(0);
    expect(town.ports.bus.published().at(-1)).toMatchObject({ state: 'cancelled', why: 'context-mismatch' });
  });

  test('told late, of a time before: the later observation stands', async () => {
    expect(await town.tell(0, { observedAt: noon - 1000 })).toEqual({ kept: false, reason: 'late' });
    expect(await town.deliver()).toBe(1);
  });

  test('elsewhere: nothing changes here', async () => {
    await town.tell(0, { scope: { geofenceId: 'bar' } });
    await town.tell(0, { name: 'queue' });
    expect(await town.deliver()).toBe(1);
  });
});

test('the same observation again asks again, and decides once', async () => {
  await town.report();
  town.clock.now += 1000;
  const observedAt = town.clock.now;
  expect(await town.tell(2)).toEqual({ kept: true });
  expect(await town.tell(2, { observedAt })).toEqual({ kept: true });
  expect(town.ports.placeQueue.sent()).toHaveLength(2);
  await town.askThosePresent();
  const made = town.ports.bus
    .published()
    .filter((event) => event.type === 'DecisionMade' && event.signal === 'context');
  expect(made).toHaveLength(1);
  // Stock that goes from two to one turns nothing.
  town.clock.now += 1000;
  await town.tell(1);
  expect(await town.askThosePresent()).toBe(0);
});

test('what is over is not kept, what lies ahead is refused by its field', async () => {
  expect(await town.tell(2, { observedAt: noon - 600_000 })).toEqual({ kept: false, reason: 'over' });
  expect(await town.ports.context.load('geofence/cafe/stock')).toBeUndefined();
  const refused = town.tell(2, { observedAt: noon + 3 * minute });
  await expect(refused).rejects.toThrow(Refused);
  await expect(refused).rejects.toMatchObject({ code: 'future-observation', faults: [{ field: 'observedAt' }] });
});

test('an offer for those present asks for the moment it came into stock', async () => {
  town = await aTown({ ...inStock, on: 'present' });
  await town.tell(2);
  expect(await town.report()).toBe('not-triggered');
  town.clock.now += 1000;
  await town.tell(0);
  town.clock.now += 1000;
  await town.tell(5);
  await town.askThosePresent();
  expect(await town.deliver()).toBe(1);
});
