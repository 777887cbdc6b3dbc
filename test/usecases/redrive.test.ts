// Redriving dead letters: a message of each queue that lay aside for an hour, a day or 13 days while the world went on, and is worked off twice.
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../shared/adapters/csv/read-csv.ts';
import { sealFrom } from '../../shared/adapters/jose/seal.ts';
import { memoryAuthoredHistory } from '../../shared/adapters/memory/authored-history.ts';
import { memoryBatchQueue } from '../../shared/adapters/memory/batch-queue.ts';
import { memoryContext } from '../../shared/adapters/memory/context.ts';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
import { memoryDecisions } from '../../shared/adapters/memory/decisions.ts';
import { memoryDevices } from '../../shared/adapters/memory/devices.ts';
import { memoryDroppedFiles } from '../../shared/adapters/memory/dropped-files.ts';
import { memoryDueWindows } from '../../shared/adapters/memory/due-windows.ts';
import { memoryEventBus } from '../../shared/adapters/memory/event-bus.ts';
import { memoryLessonQueue } from '../../shared/adapters/memory/lesson-queue.ts';
import { memoryModels } from '../../shared/adapters/memory/models.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memoryPresence } from '../../shared/adapters/memory/presence.ts';
import { memoryPushProvider } from '../../shared/adapters/memory/push-provider.ts';
import { memoryQueue } from '../../shared/adapters/memory/queue.ts';
import { memoryRedemptions } from '../../shared/adapters/memory/redemptions.ts';
import { memoryRounds } from '../../shared/adapters/memory/rounds.ts';
import { memorySimulations } from '../../shared/adapters/memory/simulations.ts';
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import { memoryStats } from '../../shared/adapters/memory/stats.ts';
import { memoryTombstones } from '../../shared/adapters/memory/tombstones.ts';
import { memoryWeather } from '../../shared/adapters/memory/weather.ts';
import type { LocationGeometry } from '../../shared/core/geo/location-geometry.ts';
import type { DeliveryMessage } from '../../shared/model/delivery.ts';
import type { DropMessage } from '../../shared/model/drop.ts';
import type { FanOutMessage, PlaceQuestion } from '../../shared/model/fan-out.ts';
import type { Geofence } from '../../shared/model/geofence.ts';
import type { Offer } from '../../shared/model/offer.ts';
import type { OutcomeMessage } from '../../shared/model/outcome-message.ts';
import type { Tally } from '../../shared/model/tally.ts';
import type { Mirrored } from '../../shared/ports/geofence-mirror.ts';
import { askPlace, keepRounds } from '../../shared/usecases/ask-place.ts';
import { countAll } from '../../shared/usecases/count-tallies.ts';
import { countedDecisions } from '../../shared/usecases/counted-decisions.ts';
import { decidePresent } from '../../shared/usecases/decide-present.ts';
import { deliverOffer } from '../../shared/usecases/deliver-offer.ts';
import { type ErasePorts, finishErasure } from '../../shared/usecases/erase-customer.ts';
import { importDrop } from '../../shared/usecases/import-drop.ts';
import { keepModel } from '../../shared/usecases/kept-model.ts';
import { keepContext } from '../../shared/usecases/known-context.ts';
import { keepWeather } from '../../shared/usecases/known-weather.ts';
import { learnLessons } from '../../shared/usecases/learn-lessons.ts';
import { mirrorGeofences } from '../../shared/usecases/mirror-geofences.ts';
import { replaceCatalogue } from '../../shared/usecases/publish-catalogue.ts';
import { recordOutcome } from '../../shared/usecases/record-outcome.ts';
import { replayOffer } from '../../shared/usecases/replay-offer.ts';
import { reportPositions } from '../../shared/usecases/report-positions.ts';
import { keepWorld } from '../../shared/usecases/worlds.ts';
import { aCustomer, aGeofence, anOffer, aReport, hour, minute, noon } from '../support/town.ts';

const day = 24 * hour;
/** How long a message lies aside: dead letters are kept for 14 days. Not a whole hour, so that it is past the hour an offer's moment may last. */
const ages = [hour + minute, day, 13 * day];
const lasting = {
  startsAt: noon - day,
  endsAt: noon + 30 * day,
  quietHours: 'none' as const,
  caps: [],
  budgetUnits: 3,
};

async function aTown(offers: Offer[] = [anOffer(lasting)]) {
  const clock = { now: noon };
  const snapshots = memorySnapshots();
  const rounds = memoryRounds();
  const weather = memoryWeather();
  const context = memoryContext();
  const tallies = memoryBatchQueue<{ tallies: Tally[] }>();
  const models = memoryModels();
  const onFault = (doing: string, cause: unknown) => {
    throw new Error(doing, { cause });
  };
  const decisions = memoryDecisions();
  const ports = {
    customers: memoryCustomers(),
    presence: memoryPresence(),
    deliveryQueue: memoryQueue<DeliveryMessage>(() => clock.now),
    dwellQueue: memoryQueue<FanOutMessage>(() => clock.now),
    decisions: countedDecisions({ decisions, tallies, clock: () => clock.now, onFault }),
    offerGates: memoryOfferGates(),
    bus: memoryEventBus(),
    lessons: memoryLessonQueue(),
    tallies,
    models,
    model: keepModel(models),
    worlds: keepWorld(snapshots),
    context,
    weather,
    knownContext: keepContext(context),
    knownWeather: keepWeather(weather),
    rounds,
    knownRounds: keepRounds(rounds),
    placeQueue: memoryBatchQueue<PlaceQuestion>(),
    fanOutQueue: memoryBatchQueue<FanOutMessage>(),
    devices: memoryDevices(),
    push: memoryPushProvider(),
    redemptions: memoryRedemptions(),
    dueWindows: memoryDueWindows(),
    newCode: () => 'NEVERASKED',
    clock: () => clock.now,
    onFault,
  };
  const publish = (changed: Offer[]) =>
    replaceCatalogue(
      { authored: snapshots, history: memoryAuthoredHistory(), offerGates: ports.offerGates },
      { geofences: [aGeofence()], offers: changed },
      clock.now,
    );
  await publish(offers);
  await ports.customers.create(aCustomer());
  const { registeredAt } = aCustomer().devices.phone!;
  await ports.devices.register('freja', 'phone', { token: 'token-of-freja', platform: 'ios', registeredAt });
  const report = async () => {
    const reported = { customerId: 'freja', deviceId: 'phone', reports: [aReport(0, { at: clock.now })] };
    return (await reportPositions(ports, reported, clock.now)).results[0]!.reason;
  };
  return {
    ports,
    clock,
    publish,
    report,
    /** As after an erasure. */
    erase: () => Object.assign(ports, { customers: memoryCustomers() }),
    reported: async () => {
      expect(await report()).toBe('chosen');
      const [message] = ports.deliveryQueue.receive();
      return message!;
    },
    counted: () => tallies.sent().flatMap((one) => one.tallies.map(({ id }) => id)),
    ends: () => ports.bus.published().flatMap((event) => (event.type === 'DeliveryEnded' ? [event.state] : [])),
  };
}

describe.each(ages)('after %i ms', (age) => {
  test('a delivery whose lease is over ends expired, gives its unit back, and is let go the second time', async () => {
    const { ports, clock, publish, reported, ends, counted } = await aTown();
    const message = await reported();
    clock.now += age;
    await publish([]);
    expect(await deliverOffer(ports, message)).toBeUndefined();
    const once = counted();
    expect(await deliverOffer(ports, message)).toBe('over');
    expect(await deliverOffer(ports, message)).toBe('over');
    expect(ports.push.pushed()).toEqual([]);
    expect(ends()).toEqual(['expired']);
    expect(counted()).toEqual(once);
    expect(await ports.offerGates.balance('cocoa')).toMatchObject({ spent: 0, taken: [] });
  });

  test('a delivery that was pushed before its message was put aside is pushed no second time', async () => {
    const { ports, clock, reported, ends, counted } = await aTown();
    const message = await reported();
    await deliverOffer(ports, message);
    const once = counted();
    clock.now += age;
    for (const _ of [1, 2]) expect(await deliverOffer(ports, message)).toBe('over');
    expect(ports.push.pushed()).toHaveLength(1);
    expect(ends()).toEqual(['sent']);
    expect(counted()).toEqual(once);
    expect(await ports.offerGates.balance('cocoa')).toMatchObject({ spent: 1, taken: [] });
  });

  test('a delivery that a later visit has ended leaves the later one alone', async () => {
    const { ports, clock, report, reported, ends } = await aTown();
    const first = await reported();
    clock.now += age;
    expect(await report()).toBe('chosen');
    const [second] = ports.deliveryQueue.receive();
    for (const _ of [1, 2]) expect(await deliverOffer(ports, first)).toBe('over');
    expect(ports.push.pushed()).toEqual([]);
    await deliverOffer(ports, second!);
    for (const _ of [1, 2]) expect(['over', 'too-late']).toContain(await deliverOffer(ports, first));
    expect(ports.push.pushed()).toHaveLength(1);
    expect(ends().sort()).toEqual(['expired', 'sent']);
  });

  test('of who has been erased nothing is delivered, decided or learnt', async () => {
    const { ports, clock, erase, reported, counted } = await aTown();
    const message = await reported();
    erase();
    clock.now += age;
    const outcome = { id: 'o', kind: 'redeemed' as const, at: noon, category: 'coffee' };
    const before = counted();
    for (const _ of [1, 2]) {
      expect(await deliverOffer(ports, message)).toBe('no-customer');
      expect(await recordOutcome(ports, { customerId: 'freja', outcome }, clock.now)).toBeUndefined();
      expect(await decidePresent(ports, { ...question, dueAt: clock.now, customerId: 'freja' }, clock.now)).toBe(
        'no-customer',
      );
    }
    expect([ports.push.pushed(), ports.lessons.take()]).toEqual([[], []]);
    expect(counted()).toEqual(before);
  });

  test('a question, to one or to a place, is not put to who has come since', async () => {
    const { ports, clock, report } = await aTown([anOffer({ ...lasting, on: 'present' })]);
    clock.now += age;
    expect(await report()).toBe('not-triggered');
    for (const _ of [1, 2]) {
      expect(await decidePresent(ports, { ...question, customerId: 'freja' }, clock.now)).toBe('too-late');
      expect(await askPlace(ports, question, clock.now)).toEqual({ asked: 0, dropped: 'too-late' });
      const page = { shard: 0, begunAt: noon, ahead: 0 };
      expect(await askPlace(ports, { ...question, page }, clock.now)).toEqual({ asked: 0, dropped: 'too-late' });
    }
    expect(ports.fanOutQueue.sent()).toEqual([]);
    expect(ports.deliveryQueue.receive()).toEqual([]);
    // In time it would have been.
    const now = { ...question, signal: { ...question.signal, at: clock.now }, customerId: 'freja' };
    expect(await decidePresent(ports, now, clock.now)).toBeUndefined();
    expect(ports.deliveryQueue.receive()).toHaveLength(1);
  });

  test('whether she has stayed long enough is not asked of another stay', async () => {
    const { ports, clock, report } = await aTown([anOffer({ ...lasting, on: { dwellMinutes: 5 } })]);
    await report();
    clock.now += 5 * minute;
    const [dwell] = ports.dwellQueue.receive();
    clock.now += age;
    await report();
    for (const _ of [1, 2]) expect(['too-late', 'not-there']).toContain(await decidePresent(ports, dwell!, clock.now));
    expect(ports.deliveryQueue.receive()).toEqual([]);
  });

  test('an outcome counts once, and what it teaches too', async () => {
    const { ports, clock, reported, counted } = await aTown();
    await deliverOffer(ports, await reported());
    const outcome = { id: 'o1', kind: 'redeemed' as const, at: noon + minute, category: 'coffee', offerId: 'cocoa' };
    // taken in, and then put aside all the same: the answer was lost
    await recordOutcome(ports, { customerId: 'freja', outcome }, noon + minute);
    clock.now += age;
    await recordOutcome(ports, { customerId: 'freja', outcome }, clock.now);
    const lessons = ports.lessons.take();
    const once = counted();
    await recordOutcome(ports, { customerId: 'freja', outcome }, clock.now);
    expect(ports.lessons.take()).toEqual([]);
    expect(counted()).toEqual(once);
    expect(new Set(once).size).toBe(once.length);

    const version = await learnLessons(ports, lessons, clock.now);
    expect(await learnLessons(ports, lessons, clock.now + age)).toBeUndefined();
    expect(await ports.models.currentVersion()).toBe(version ?? 0);
  });

  test('a tally is added once', async () => {
    const { ports, clock, reported } = await aTown();
    await deliverOffer(ports, await reported());
    const stats = memoryStats();
    const all = ports.tallies.sent().flatMap(({ tallies }) => tallies);
    expect(all.length).toBeGreaterThan(1);
    await countAll({ stats }, all);
    const once = await stats.upTo('cocoa', '2099-01-01', clock.now);
    for (const _ of [1, 2]) await countAll({ stats }, all);
    expect(await stats.upTo('cocoa', '2099-01-01', clock.now)).toEqual(once);
  });

  test('a file that has been reported on is read no further, one that has gone not at all', async () => {
    const { ports, clock } = await aTown();
    const files = memoryDroppedFiles();
    const outcomeQueue = memoryQueue<OutcomeMessage>(() => clock.now);
    const dropQueue = memoryQueue<DropMessage>(() => clock.now);
    const runs = { more: false };
    const drops = { ...ports, files, readCsv, outcomeQueue, dropQueue, hasTime: () => runs.more };
    const rows = Array.from({ length: 300 }, (_, n) => `p${n},freja,2026-06-02T09:00:00Z,coffee`);
    const file = { key: 'purchases/monday.csv', etag: 'e1' };
    files.put(file.key, file.etag, ['id,customer,at,category', ...rows, ''].join('\n'), noon);
    expect(await importDrop(drops, file, noon)).toBe('returned');
    const [rest] = dropQueue.receive();
    runs.more = true;
    expect(await importDrop(drops, rest!, noon)).toBe('imported');
    const report = await files.report(file.key);
    outcomeQueue.receive();
    clock.now += age;
    for (const message of [file, rest!, rest!]) expect(await importDrop(drops, message, clock.now)).toBe('known');
    expect(await importDrop(drops, { ...file, etag: 'e0' }, clock.now)).toBe('gone');
    expect(await files.report(file.key)).toEqual(report);
    expect(outcomeQueue.receive()).toEqual([]);
  });

  test('an erasure that has settled, or that a consent has overtaken, touches nothing', async () => {
    const { ports, clock } = await aTown();
    const tombstones = memoryTombstones();
    const touched: string[] = [];
    const seal = sealFrom('k'.repeat(32));
    const [subject] = seal.subjectsOf('olga');
    const touch = (what: string) => async () => {
      touched.push(what);
      return [];
    };
    const records = {
      keysOf: touch('keysOf'),
      remove: touch('remove'),
      close: touch('close'),
      discard: touch('discard'),
    };
    const erasing = {
      ...ports,
      tombstones,
      records,
      seal,
    } as unknown as ErasePorts;
    const message = { customerId: 'freja', erasedAt: noon - 2 * hour };
    clock.now += age;
    // no tombstone was written before the message was put aside, and she has consented since
    for (const _ of [1, 2]) expect(await finishErasure(erasing, message, clock.now)).toBe('consented-since');
    await tombstones.put(subject, noon);
    await tombstones.settle(subject, noon, noon + hour);
    for (const _ of [1, 2])
      expect(await finishErasure(erasing, { customerId: 'olga', erasedAt: noon }, clock.now)).toBe('over');
    expect(touched).toEqual([]);
  });

  test('a simulation nobody has heard of since stays as it is', async () => {
    const { ports, clock } = await aTown();
    const simulations = memorySimulations();
    const simulationQueue = memoryQueue<{ id: string }>(() => clock.now);
    clock.now += age;
    const replaying = { ...ports, simulations, simulationQueue, newId: () => 'run' };
    for (const _ of [1, 2])
      expect(await replayOffer(replaying as unknown as Parameters<typeof replayOffer>[0], { id: 'job' })).toBe('over');
    expect(simulationQueue.receive()).toEqual([]);
  });

  test('a publication that is out of date mirrors what is in force now', async () => {
    const { clock } = await aTown();
    clock.now += age;
    const there = new Map<string, string>([['former', 'mark']]);
    const mirror = {
      marks: async () => new Map(there),
      put: async (some: Mirrored<LocationGeometry>[]) => {
        for (const { id, mark } of some) there.set(id, mark);
        return [];
      },
      remove: async (ids: string[]) => {
        for (const id of ids) there.delete(id);
      },
    };
    const geofences: Geofence[] = [aGeofence({ id: 'now' })];
    const authored = { read: async () => ({ authored: { geofences } }) };
    const ports = { authored, mirror } as unknown as Parameters<typeof mirrorGeofences>[0];
    expect(await mirrorGeofences(ports)).toMatchObject({ put: 1, removed: 1 });
    expect(await mirrorGeofences(ports)).toMatchObject({ put: 0, removed: 0 });
    expect([...there.keys()]).toEqual(['now']);
  });
});

const question = {
  geofenceId: 'cafe',
  signal: { kind: 'time' as const, id: 'time:cafe:1', at: noon },
  turned: ['cocoa'],
  catalogueVersion: 1,
};
