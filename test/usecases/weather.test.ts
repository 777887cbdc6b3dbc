// The weather as a reason: it begins to rain while she sits in the café, and the offer for rain comes.
import { beforeEach, describe, expect, it } from 'vitest';
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
import type { DeliveryMessage } from '../../shared/model/delivery.ts';
import { type FanOutMessage, type PlaceQuestion, placeQuestion } from '../../shared/model/fan-out.ts';
import type { Observation, WeatherCondition } from '../../shared/model/weather.ts';
import { askPlace, keepRounds } from '../../shared/usecases/ask-place.ts';
import { decidePresent } from '../../shared/usecases/decide-present.ts';
import { deliverOffer } from '../../shared/usecases/deliver-offer.ts';
import { keepWeather } from '../../shared/usecases/known-weather.ts';
import { observeWeather } from '../../shared/usecases/observe-weather.ts';
import { replaceCatalogue } from '../../shared/usecases/publish-catalogue.ts';
import { reportPositions } from '../../shared/usecases/report-positions.ts';
import { keepWorld } from '../../shared/usecases/worlds.ts';
import { aCustomer, aGeofence, anOffer, aReport, cafe, minute, noon } from '../support/town.ts';

const raining: WeatherCondition = { kinds: ['rain', 'thunder'], precipitationMmPerHour: { atLeast: 0.5 } };

async function aTown(weather: WeatherCondition = raining, on: 'enter' | 'present' = 'enter') {
  const snapshots = memorySnapshots();
  const offerGates = memoryOfferGates();
  const stored = memoryWeather();
  const loads: string[] = [];
  const load = (cell: string) => {
    loads.push(cell);
    return stored.load(cell);
  };
  const rounds = memoryRounds();
  const ports = {
    customers: memoryCustomers(),
    presence: memoryPresence(),
    deliveryQueue: memoryQueue<DeliveryMessage>(() => noon),
    dwellQueue: memoryQueue<FanOutMessage>(() => noon),
    decisions: memoryDecisions(),
    offerGates,
    bus: memoryEventBus(),
    lessons: memoryLessonQueue(),
    context: memoryContext(),
    dueWindows: memoryDueWindows(),
    devices: memoryDevices(),
    push: memoryPushProvider(),
    redemptions: memoryRedemptions(),
    newCode: () => 'NEVERASKED',
    worlds: keepWorld(snapshots),
    weather: stored,
    knownWeather: keepWeather({ load }),
    knownContext: { of: async () => undefined },
    rounds,
    knownRounds: keepRounds(rounds),
    placeQueue: memoryBatchQueue<PlaceQuestion>(),
    fanOutQueue: memoryBatchQueue<FanOutMessage>(),
    onFault: (doing: string, cause: unknown) => {
      throw new Error(doing, { cause });
    },
  };
  const file = { geofences: [aGeofence()], offers: [anOffer({ weather, on, budgetUnits: 5 })] };
  await replaceCatalogue({ authored: snapshots, history: memoryAuthoredHistory(), offerGates }, file, noon);
  await ports.customers.create(aCustomer());
  const { registeredAt } = aCustomer().devices.phone!;
  await ports.devices.register('freja', 'phone', { token: 'token-of-freja', platform: 'ios', registeredAt });
  return { ports, loads };
}
let town: Awaited<ReturnType<typeof aTown>>;
beforeEach(async () => {
  town = await aTown();
});

async function comesIn() {
  const reported = { customerId: 'freja', deviceId: 'phone', reports: [aReport(0)] };
  return (await reportPositions(town.ports, reported, noon)).results[0]!.reason;
}

const told = (at: number, more: Partial<Observation> = {}) => {
  const calm = { temperatureC: 12, precipitationMmPerHour: 0, kind: 'cloud', windMps: 3, isDaylight: true } as const;
  const observation = { observedAt: at, lifetime: 1800, ...calm, ...more };
  return observeWeather(town.ports, { schemaVersion: 1, at, ...cafe, observation }, at);
};
const rains = { kind: 'rain', precipitationMmPerHour: 2 } as const;
const firstCandidate = async () => (await town.ports.decisions.latest('freja', 1, noon))[0]!.candidates[0]!;

describe('coming in', () => {
  it('while the weather is not known', async () => {
    expect(await comesIn()).toBe('weather-unknown');
    expect(await firstCandidate()).toMatchObject({ reason: 'weather-unknown', compared: { observed: false } });
  });

  it('in other weather', async () => {
    await told(noon);
    expect(await comesIn()).toBe('weather-mismatch');
    expect((await firstCandidate()).compared).toEqual({ kind: 'cloud', wanted: 'rain, thunder' });
  });

  it('in the rain: the record holds the weather, and no place', async () => {
    await told(noon, rains);
    expect(await comesIn()).toBe('chosen');
    const { pending } = (await town.ports.customers.load('freja'))!;
    expect(pending!.decision!.facts.weather).toMatchObject({ cafe: { observation: { kind: 'rain' } } });
    expect(JSON.stringify(pending)).not.toMatch(/"(lng|lat|cell)"/);
  });

  it('after the observation’s end: its last value is not believed', async () => {
    await told(noon - 30 * minute, rains);
    expect(await comesIn()).toBe('weather-unknown');
  });

  it.each([
    [15, 'weather-mismatch'],
    [20, 'chosen'],
  ])('twenty minutes after the turn, where it may be %d ago', async (turnedWithinMinutes, reason) => {
    town = await aTown({ ...raining, turnedWithinMinutes });
    await told(noon - 40 * minute);
    await told(noon - 20 * minute, rains);
    expect(await comesIn()).toBe(reason);
    if (reason === 'chosen') return;
    expect((await firstCandidate()).compared).toEqual({ turnedWithinMinutes, turnedMinutesAgo: 20 });
  });
});

describe('it begins to rain while she is there', () => {
  it.each([
    ['enter', 'weather-mismatch'],
    ['present', 'weather-mismatch'],
  ] as const)('and the offer (on: %s) comes, once', async (on, reason) => {
    town = await aTown(raining, on);
    await told(noon);
    expect(await comesIn()).toBe(reason);
    const now = noon + 12 * minute;
    await told(now, rains);
    for (const question of town.ports.placeQueue.take()) await askPlace(town.ports, placeQuestion.parse(question), now);
    const [message, ...more] = town.ports.fanOutQueue.sent();
    expect(more).toEqual([]);
    expect(message).toMatchObject({ customerId: 'freja', signal: { kind: 'weather' }, turned: ['cocoa'] });
    await decidePresent(town.ports, message!, now);
    await decidePresent(town.ports, message!, now + 1);
    expect((await town.ports.customers.load('freja'))?.pending).toMatchObject({ offerId: 'cocoa', state: 'reserved' });
    expect(town.ports.deliveryQueue.receive()).toHaveLength(1);
    expect(town.ports.bus.published().at(-1)).toMatchObject({ type: 'DecisionMade', signal: 'weather' });
  });

  it('an offer for those present does not come for who comes in later', async () => {
    town = await aTown(raining, 'present');
    await told(noon, rains);
    expect(await comesIn()).toBe('not-triggered');
  });

  it('a warm worker looks again after 15 seconds, and at once where a message needs a newer weather', async () => {
    await told(noon);
    await comesIn();
    const cell = town.loads[0]!;
    await town.ports.knownWeather.of(cell, noon + 14_999);
    expect(town.loads).toHaveLength(1);
    const { version } = (await town.ports.knownWeather.of(cell, noon + 15_000))!;
    expect(town.loads).toHaveLength(2);
    await town.ports.knownWeather.of(cell, noon + 15_001, version + 1);
    expect(town.loads).toHaveLength(3);
  });
});

describe('at the claim', () => {
  /** How the delivery that was chosen in the rain ended, worked off after so many minutes. */
  async function delivered(minutes: number) {
    const { ports } = town;
    const clock = () => noon + minutes * minute;
    for (const message of ports.deliveryQueue.receive()) await deliverOffer({ ...ports, clock }, message);
    const { state, why } = (await ports.customers.load('freja'))!.lastEnd!;
    return { state, why, pushed: ports.push.pushed().length, balance: await ports.offerGates.balance('cocoa') };
  }
  const free = { pushed: 0, balance: { spent: 0, taken: [], left: 5 } };
  beforeEach(async () => {
    await told(noon, { ...rains, lifetime: 300 });
    expect(await comesIn()).toBe('chosen');
  });

  it('it still rains: pushed', async () => {
    expect(await delivered(1)).toMatchObject({ state: 'sent', pushed: 1 });
  });

  it('it has stopped: cancelled, its unit and its place under the cap are free', async () => {
    await told(noon + minute);
    expect(await delivered(1)).toEqual({ state: 'cancelled', why: 'weather-mismatch', ...free });
    expect((await town.ports.customers.load('freja'))?.sends).toEqual([]);
  });

  it('it is not known any more: not pushed, as with context', async () => {
    expect(await delivered(5)).toEqual({ state: 'cancelled', why: 'weather-unknown', ...free });
  });

  it('nor where its lifetime ends while the claim is being written', async () => {
    const { ports } = town;
    const { customers } = ports;
    let now = noon + 5 * minute - 1000;
    const save: typeof customers.save = (customer) => {
      now += 8000;
      return customers.save(customer);
    };
    const slow = { ...ports, customers: { ...customers, save }, clock: () => now };
    for (const message of ports.deliveryQueue.receive()) await deliverOffer(slow, message);
    expect((await customers.load('freja'))!.lastEnd).toMatchObject({ state: 'cancelled', why: 'weather-unknown' });
    expect(ports.push.pushed()).toEqual([]);
  });
});

it('nothing is looked up where no offer asks about the weather', async () => {
  const reported = { customerId: 'freja', deviceId: 'phone', reports: [aReport(5000)] };
  await reportPositions(town.ports, reported, noon);
  expect(town.loads).toEqual([]);
});
