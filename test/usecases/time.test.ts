// The passing of time: the tick finds what came on and asks for those present, a stay becomes long enough; both are decided
// on without a report.
import { beforeEach, describe, expect, test } from 'vitest';
import { memoryAuthoredHistory } from '../../shared/adapters/memory/authored-history.ts';
import { memoryBatchQueue } from '../../shared/adapters/memory/batch-queue.ts';
import { memoryContext } from '../../shared/adapters/memory/context.ts';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
import { memoryDecisions } from '../../shared/adapters/memory/decisions.ts';
import { memoryEventBus } from '../../shared/adapters/memory/event-bus.ts';
import { memoryLessonQueue } from '../../shared/adapters/memory/lesson-queue.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memoryPresence } from '../../shared/adapters/memory/presence.ts';
import { memoryQueue } from '../../shared/adapters/memory/queue.ts';
import { memoryRounds } from '../../shared/adapters/memory/rounds.ts';
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import { memoryTickCursor } from '../../shared/adapters/memory/tick-cursor.ts';
import { memoryWeather } from '../../shared/adapters/memory/weather.ts';
import type { DeliveryMessage } from '../../shared/model/delivery.ts';
import { type FanOutMessage, fanOutMessage, type PlaceQuestion, placeQuestion } from '../../shared/model/fan-out.ts';
import { askPlace, keepRounds } from '../../shared/usecases/ask-place.ts';
import { decidePresent } from '../../shared/usecases/decide-present.ts';
import { keepContext } from '../../shared/usecases/known-context.ts';
import { keepWeather } from '../../shared/usecases/known-weather.ts';
import { replaceCatalogue } from '../../shared/usecases/publish-catalogue.ts';
import { reportPositions } from '../../shared/usecases/report-positions.ts';
import { tick } from '../../shared/usecases/tick.ts';
import { keepWorld } from '../../shared/usecases/worlds.ts';
import { aCustomer, aGeofence, anOffer, aReport, minute, noon } from '../support/town.ts';

/** Happy hour from 12:05 on, in Copenhagen. */
const happyHour = anOffer({ hours: [{ dayOfWeek: ['tuesday'], opens: '12:05', closes: '13:00' }] });

async function aTown({ offers = [happyHour], reason = 'outside-hours' } = {}) {
  const clock = { now: noon };
  const snapshots = memorySnapshots();
  const offerGates = memoryOfferGates();
  const rounds = memoryRounds();
  const ports = {
    customers: memoryCustomers(),
    presence: memoryPresence(),
    clock,
    deliveryQueue: memoryQueue<DeliveryMessage>(() => clock.now),
    dwellQueue: memoryQueue<FanOutMessage>(() => clock.now),
    decisions: memoryDecisions(),
    offerGates,
    bus: memoryEventBus(),
    lessons: memoryLessonQueue(),
    worlds: keepWorld(snapshots),
    knownWeather: keepWeather(memoryWeather()),
    cursor: memoryTickCursor(),
    rounds,
    knownRounds: keepRounds(rounds),
    knownContext: keepContext(memoryContext()),
    placeQueue: memoryBatchQueue<PlaceQuestion>(),
    fanOutQueue: memoryBatchQueue<FanOutMessage>(),
    onFault: (doing: string, cause: unknown) => {
      throw new Error(doing, { cause });
    },
  };
  await replaceCatalogue(
    { authored: snapshots, history: memoryAuthoredHistory(), offerGates },
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
/** A tick, and the places it asks at worked off: which ones came on, and how many customers are asked. */
async function tickAndAsk(now: number) {
  const { opened } = await tick(town, now);
  let asked = 0;
  for (let questions = town.placeQueue.take(); questions.length > 0; questions = town.placeQueue.take()) {
    for (const question of questions) asked += (await askPlace(town, placeQuestion.parse(question), now)).asked;
  }
  return { opened, asked };
}
let town: Awaited<ReturnType<typeof aTown>>;
beforeEach(async () => {
  town = await aTown();
});

test('an offer that comes on while she sits there is sent without another report', async () => {
  await tickAndAsk(noon + 4 * minute);
  expect(town.fanOutQueue.sent()).toEqual([]);
  expect(await tickAndAsk(noon + 5 * minute)).toEqual({ opened: ['cafe'], asked: 1 });
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
  await tickAndAsk(noon + 4 * minute);
  await tickAndAsk(noon + 5 * minute);
  const [message] = town.fanOutQueue.sent();
  expect(message).toMatchObject({ turned: ['cocoa'] });
  await decidePresent(town, message!, noon + 5 * minute);
  const [decision] = await town.decisions.latest('freja', 1, noon + 5 * minute);
  expect(decision).toMatchObject({ offerId: 'cocoa', facts: { signal: { kind: 'time' }, turned: ['cocoa'] } });
  expect(decision!.candidates.map(({ reason }) => reason)).toEqual(['chosen', 'not-triggered']);
});

test('a message of a clock that is a little ahead is decided on, not put off', async () => {
  const signal = { kind: 'time' as const, id: 't', at: noon + 6 * minute };
  const message = { customerId: 'freja', geofenceId: 'cafe', signal, catalogueVersion: 1 };
  await decidePresent(town, message, noon + 6 * minute - 200);
  expect((await town.customers.load('freja'))?.pending).toMatchObject({ offerId: 'cocoa' });
});

test('a holiday has hours of its own', async () => {
  const special = [{ date: '2026-06-02', opens: '12:07', closes: '12:30' }];
  town = await aTown({ offers: [anOffer({ specialHours: special })] });
  await tickAndAsk(noon + 6 * minute);
  expect(await tickAndAsk(noon + 7 * minute)).toEqual({ opened: ['cafe'], asked: 1 });
});

test('a doubled tick asks once, a missed one is made up for', async () => {
  await tickAndAsk(noon);
  await tickAndAsk(noon + 8 * minute);
  await tickAndAsk(noon + 8 * minute);
  await tickAndAsk(noon + 9 * minute);
  expect(town.fanOutQueue.sent()).toHaveLength(1);
});

test('who has left, or whose lease has run out, is not asked', async () => {
  await tickAndAsk(noon);
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
  expect(await tickAndAsk(noon + 5 * minute)).toEqual({ opened: ['cafe'], asked: 0 });
});

describe('dwell', () => {
  const dwellOffer = (dwellMinutes: number) => anOffer({ on: { dwellMinutes } });

  /** Works off the questions until none is left; somebody who sits there reports every ten minutes while `reports` holds. */
  async function pass(reports: (now: number) => boolean) {
    const asked: number[] = [];
    let nextReportAt = noon + 10 * minute;
    for (let due = town.dwellQueue.nextDueAt(); due !== undefined; due = town.dwellQueue.nextDueAt()) {
      for (; nextReportAt < due; nextReportAt += 10 * minute) {
        if (!reports(nextReportAt)) continue;
        const batch = [aReport(0, { at: nextReportAt })];
        await reportPositions(town, { customerId: 'freja', deviceId: 'phone', reports: batch }, nextReportAt);
      }
      town.clock.now = due;
      for (const message of town.dwellQueue.receive()) {
        asked.push((due - noon) / minute);
        await decidePresent(town, fanOutMessage.parse(message), due);
      }
    }
    return asked;
  }
  const pending = async () => (await town.customers.load('freja'))!.pending;

  test('ten minutes of silence later the offer is reserved, by the first minute that is enough', async () => {
    town = await aTown({ offers: [dwellOffer(10)], reason: 'not-triggered' });
    expect(town.dwellQueue.nextDueAt()).toBe(noon + 10 * minute);
    expect(await pass(() => false)).toEqual([10]);
    expect(await pending()).toMatchObject({ offerId: 'cocoa', reservedAt: noon + 10 * minute, deviceId: 'phone' });
    expect(town.bus.published().at(-1)).toMatchObject({ type: 'DecisionMade', signal: 'dwell', reason: 'chosen' });
  });

  test('a longer stay is asked for again and again, as long as the queue can wait each time', async () => {
    town = await aTown({ offers: [dwellOffer(40)], reason: 'not-triggered' });
    expect(await pass(() => true)).toEqual([15, 30, 40]);
    expect(await pending()).toMatchObject({ reservedAt: noon + 40 * minute });
  });

  test('void without a live lease: a phone that fell silent is not there', async () => {
    town = await aTown({ offers: [dwellOffer(40)], reason: 'not-triggered' });
    expect(await pass((now) => now <= noon + 10 * minute)).toEqual([15, 30]);
    expect(await pending()).toBeUndefined();
  });

  test('void in another visit: who left and came back begins anew', async () => {
    town = await aTown({ offers: [dwellOffer(10)], reason: 'not-triggered' });
    for (const [after, metres] of [
      [1, 500],
      [2, 0],
    ] as const) {
      const at = noon + after * minute;
      town.clock.now = at;
      await reportPositions(town, { customerId: 'freja', deviceId: 'phone', reports: [aReport(metres, { at })] }, at);
    }
    expect(await pass(() => false)).toEqual([10, 12]);
    const asked = town.bus.published().filter((event) => event.type === 'DecisionMade' && event.signal === 'dwell');
    expect(asked).toHaveLength(1);
    expect(await pending()).toMatchObject({ visit: 2, reservedAt: noon + 12 * minute });
  });

  test('the same question twice reserves once, and no question is asked where no offer waits', async () => {
    town = await aTown({ offers: [dwellOffer(10)], reason: 'not-triggered' });
    const at = noon + 10 * minute;
    town.clock.now = at;
    const [question] = town.dwellQueue.receive();
    await decidePresent(town, question!, at);
    await decidePresent(town, question!, at);
    expect(town.deliveryQueue.receive()).toHaveLength(1);

    town = await aTown({ offers: [{ ...dwellOffer(10), state: 'paused' }], reason: 'not-live' });
    expect(town.dwellQueue.nextDueAt()).toBeUndefined();
  });
});
