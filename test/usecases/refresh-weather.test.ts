// Refreshing the weather against a provider that does everything wrong: no stale value is believed, and the loop recovers.

import { beforeEach, describe, expect, it } from 'vitest';
import { memoryBatchQueue } from '../../shared/adapters/memory/batch-queue.ts';
import { memoryWeather } from '../../shared/adapters/memory/weather.ts';
import { cellOf, centreOf } from '../../shared/core/weather/cell.ts';
import { conditionKey } from '../../shared/core/weather/conditions.ts';
import { currentWeather } from '../../shared/core/weather/current.ts';
import type { PlaceQuestion } from '../../shared/model/fan-out.ts';
import type { Reading } from '../../shared/model/forecast.ts';
import type { Position } from '../../shared/model/geofence.ts';
import type { CellWeather, WeatherKind } from '../../shared/model/weather.ts';
import type { WeatherAnswer, WeatherProvider } from '../../shared/ports/weather-provider.ts';
import { observeWeather } from '../../shared/usecases/observe-weather.ts';
import { type RefreshPorts, refreshWeather, type WeatherNews } from '../../shared/usecases/refresh-weather.ts';
import { aGeofence, anOffer, aWorld } from '../support/town.ts';

const minute = 60_000;
const hour = 60 * minute;
const start = Date.parse('2026-11-21T12:00:00Z');
const rain = anOffer({ id: 'umbrella', weather: { kinds: ['rain'] }, endsAt: start + 365 * 24 * hour });
const rainKey = conditionKey(rain.weather!);
const copenhagen: Position = [12.57, 55.68];
const cell = cellOf(copenhagen);

const reading = (at: number, kind: WeatherKind): Reading => ({
  at,
  seconds: 3600,
  temperature: { value: 7, unit: 'celsius' },
  wind: { value: 3, unit: 'm/s' },
  precipitation: { value: kind === 'rain' ? 1 : 0, unit: 'mm', overSeconds: 3600 },
  kind,
});

/** A forecast by the hour that is cloudy until it rains from `rainAt` on. */
const forecast = (place: Position, now: number, rainAt = Number.POSITIVE_INFINITY): WeatherAnswer => ({
  kind: 'forecast',
  place,
  readings: Array.from({ length: 48 }, (_, step) => {
    const at = Math.floor(now / hour) * hour + step * hour;
    return reading(at, at >= rainAt ? 'rain' : 'cloud');
  }),
  lastModified: new Date(Math.floor(now / hour) * hour).toUTCString(),
  freshForSeconds: 1800,
});

let now: number;
let weather: ReturnType<typeof memoryWeather>;
let asked: { place: Position; lastModified?: string; at: number }[];
let queue: ReturnType<typeof memoryBatchQueue<PlaceQuestion>>;
let news: WeatherNews[];
let faults: string[];
let answer: (place: Position, lastModified?: string) => WeatherAnswer | Promise<WeatherAnswer>;
beforeEach(() => {
  now = start;
  weather = memoryWeather();
  asked = [];
  queue = memoryBatchQueue<PlaceQuestion>();
  news = [];
  faults = [];
  answer = (place) => forecast(place, now);
});

const provider: WeatherProvider = {
  name: 'a provider',
  async forecast(place, lastModified) {
    asked.push({ place, lastModified, at: now });
    return answer(place, lastModified);
  },
};
/** A store at each place, all with an offer for rain, and those present in each to be asked. */
const townAt = (...places: Position[]) =>
  aWorld({
    geofences: places.map((center, index) =>
      aGeofence({ id: `store-${index}`, shape: { type: 'Circle', center, radiusMetres: 100 } }),
    ),
    offers: [rain, anOffer({ id: 'always', endsAt: start + 365 * 24 * hour })],
  });
const oneStore = townAt(copenhagen);
const ports = (world = oneStore): RefreshPorts => ({
  weather,
  provider,
  worlds: { current: async () => world },
  placeQueue: queue,
  clock: () => now,
  random: () => 0.5,
  onNews: (item) => news.push(item),
  onFault: (doing, cause) => faults.push(`${doing}: ${(cause as Error).message}`),
});
const tick = (world = oneStore, budget = 1000) => refreshWeather(ports(world), budget);
/** At which minutes those present were asked again. */
const asks = () => queue.sent().map(({ signal }) => (signal.at - start) / minute);
/** So many minutes go by, with a tick in each. */
async function pass(minutes: number, world = oneStore) {
  for (let left = minutes; left > 0; left--) {
    now += minute;
    await tick(world);
  }
}
const kindNow = async () => currentWeather(await weather.load(cell), now)?.kind;

describe('in good times', () => {
  it('asks for the middle of the cell, and again when the forecast is no longer fresh', async () => {
    expect(await tick()).toEqual({ asked: 1, told: 0, failed: [], failingMs: 0 });
    expect(asked).toEqual([{ place: centreOf(cell), lastModified: undefined, at: start }]);
    expect(await kindNow()).toBe('cloud');
    await pass(32);
    expect(asked).toHaveLength(1);
    await pass(1);
    expect(asked).toHaveLength(2);
    expect(asked[1]!.lastModified).toBe('Sat, 21 Nov 2026 12:00:00 GMT');
    expect(news).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('tells those present once, in the minute in which the forecast’s rain begins', async () => {
    answer = (place) => forecast(place, now, start + hour);
    await pass(120);
    const { version } = (await weather.load(cell))!;
    const told = { geofenceId: 'store-0', turned: ['umbrella'], catalogueVersion: 1 };
    expect(queue.sent()).toEqual([
      {
        ...told,
        signal: { kind: 'weather', id: expect.any(String), at: start + hour },
        weatherVersion: expect.any(Number),
      },
    ]);
    expect(queue.sent()[0]!.weatherVersion).toBeLessThanOrEqual(version);
    expect((await weather.load(cell))!.owed).toEqual([]);
  });

  it('asks once a cell, and writes nothing in a minute in which nothing happens', async () => {
    const town = townAt([10.75, 59.91], [-74, 40.7], [151.2, -33.9], copenhagen);
    await tick(town);
    expect(asked).toHaveLength(4);
    const before = await weather.load(cell);
    await pass(5, town);
    expect(asked).toHaveLength(4);
    expect((await weather.load(cell))!.version).toBe(before!.version);
  });

  it('keeps to its budget, longest overdue first', async () => {
    const town = townAt(...Array.from({ length: 30 }, (_, column): Position => [column, 50]));
    await tick(town, 12);
    expect(asked).toHaveLength(12);
    now += minute;
    await tick(town, 12);
    expect(asked).toHaveLength(12);
    now += hour;
    await tick(town, 12);
    expect(asked).toHaveLength(24);
    expect(new Set(asked.map(({ place }) => place.join())).size).toBe(24);
  });

  it('two ticks at the same time ask once', async () => {
    await Promise.all([tick(), tick()]);
    expect(asked).toHaveLength(1);
  });
});

describe('a provider that', () => {
  const failing =
    (cause: 'time-out' | 'unreadable' | 'throttled' | 'broken'): typeof answer =>
    () => ({ kind: 'failed', cause, detail: 'why' });
  const reads =
    (more: Partial<Reading>): typeof answer =>
    (place) =>
      ({
        ...forecast(place, now),
        readings: [{ ...reading(start, 'rain'), seconds: 24 * 3600, ...more }],
      }) as WeatherAnswer;

  it.each<[string, typeof answer, string]>([
    ['is down', failing('broken'), 'broken'],
    ['is too slow', failing('time-out'), 'time-out'],
    ['answers with a page', failing('unreadable'), 'unreadable'],
    ['throttles', failing('throttled'), 'throttled'],
    ['says negative Kelvin', reads({ temperature: { value: -3, unit: 'K' } }), 'implausible'],
    ['says what is no number', reads({ wind: { value: Number.NaN, unit: 'm/s' } }), 'implausible'],
    ['swaps longitude and latitude', ([lng, lat]) => forecast([lat, lng], now), 'elsewhere'],
    ['gives an old forecast', (place) => forecast(place, now - 30 * 24 * hour), 'out-of-date'],
    ['says "not modified" for ever', () => ({ kind: 'failed', cause: 'broken', detail: 'http-304' }), 'broken'],
  ])('%s: known until it is over, then unknown, one line, and back again', async (_, fault, cause) => {
    await tick();
    answer = fault;
    await pass(12 * 60);
    expect(await kindNow()).toBeUndefined();
    expect(news).toEqual([expect.objectContaining({ news: 'failing', causes: [cause] })]);
    // some tries an hour, not one a minute
    const inTheLastHour = asked.filter(({ at }) => at > now - hour).length;
    expect(inTheLastHour).toBeGreaterThanOrEqual(1);
    expect(inTheLastHour).toBeLessThanOrEqual(4);
    answer = (place) => forecast(place, now, start);
    await pass(70);
    expect(await kindNow()).toBe('rain');
    expect(news).toHaveLength(2);
    expect(news[1]).toEqual({ news: 'recovered', provider: 'a provider', causes: [cause] });
    expect(queue.sent()).toHaveLength(1);
    expect(faults).toEqual([]);
  });

  it('has nothing new for hours is believed for six, and then asked without the validator', async () => {
    await tick();
    answer = (place, lastModified) =>
      lastModified ? { kind: 'unchanged', freshForSeconds: 1800 } : forecast(place, now);
    await pass(5 * 60);
    expect(asked.slice(1).every(({ lastModified }) => lastModified === 'Sat, 21 Nov 2026 12:00:00 GMT')).toBe(true);
    await pass(5 * 60);
    expect(await kindNow()).toBe('cloud');
    expect(asked.filter(({ lastModified }) => lastModified === undefined)).toHaveLength(2);
    expect(news).toEqual([]);
  });

  it('is down for a thousand cells is asked a few times, and complained of in one line', async () => {
    const town = townAt(
      ...Array.from({ length: 1000 }, (_, index): Position => [(index % 100) - 50, Math.floor(index / 100) * 5]),
    );
    answer = failing('time-out');
    for (let minutes = 0; minutes < 60; minutes++) {
      now += minute;
      await tick(town);
    }
    // What is measured: why, that it is left alone, and for how long it has failed, which is what the alarm looks at.
    now += minute;
    const { failed, failingMs } = await tick(town);
    expect(failed).toEqual(['circuit-open']);
    expect(failingMs).toBe(60 * minute);
    // five or so open the circuit, then one tries after 1, 2, 4, 8, 16, 30 minutes
    expect(asked.length).toBeLessThanOrEqual(15);
    expect(news).toHaveLength(1);
  });

  it('fails and comes back: nothing is failing any more, and nothing is measured where nobody asks', async () => {
    answer = failing('time-out');
    expect(await tick()).toMatchObject({ failed: ['time-out'], failingMs: 0 });
    await pass(30);
    answer = (place) => forecast(place, now);
    for (let minutes = 0; minutes < 60; minutes++) {
      now += minute;
      const { asked: some, failed, failingMs } = await tick();
      if (some === 0) continue;
      expect({ failed, failingMs }).toEqual({ failed: [], failingMs: 0 });
      break;
    }
    expect(await kindNow()).toBe('cloud');
    expect(await tick(aWorld({ geofences: [], offers: [] }))).toEqual({ asked: 0, told: 0, failed: [] });
  });

  it('fails for one cell only is complained of once, and the others go on', async () => {
    const town = townAt(copenhagen, [10.75, 59.91]);
    answer = (place) => (place[1] > 59 ? forecast([0, 0], now) : forecast(place, now));
    await pass(4 * 60, town);
    expect(await kindNow()).toBe('cloud');
    expect(news.filter((item) => item.news === 'failing')).toHaveLength(1);
  });
});

describe('telling', () => {
  it('that fails is owed, and made up for by the next tick', async () => {
    answer = (place) => forecast(place, now, start);
    const { send } = queue;
    queue.send = async () => {
      throw new Error('the queue is away');
    };
    await tick();
    expect(faults).toEqual(['refreshing the weather: the queue is away']);
    expect((await weather.load(cell))!.owed).toEqual([rainKey]);
    queue.send = send;
    await pass(2);
    expect(queue.sent()).toHaveLength(1);
    expect(asked).toHaveLength(1);
  });

  it('a cell that cannot be stored stops only itself', async () => {
    const other = cellOf([10.75, 59.91]);
    const save = weather.save;
    weather.save = async (state: CellWeather) => {
      if (state.cell === cell) throw new Error('throttled');
      return save(state);
    };
    await tick(townAt(copenhagen, [10.75, 59.91]));
    expect(await weather.load(other)).toMatchObject({ forecast: expect.any(Array) });
    expect(faults).toEqual(['refreshing the weather: throttled']);
  });
});

describe('WeatherChanged', () => {
  const event = (kind: WeatherKind, minutes: number, place = copenhagen) => ({
    schemaVersion: 1 as const,
    at: start + minutes * minute,
    lng: place[0],
    lat: place[1],
    observation: {
      observedAt: start + minutes * minute,
      lifetime: 1800,
      temperatureC: 7,
      precipitationMmPerHour: 2,
      kind,
      windMps: 5,
      isDaylight: true,
    },
  });

  it('holds for its lifetime, before the forecast, and tells those present', async () => {
    await tick();
    await pass(20);
    expect(await observeWeather(ports(), event('rain', 20), now)).toBe(true);
    expect(asks()).toEqual([20]);
    expect(await kindNow()).toBe('rain');
    await pass(29);
    expect(await kindNow()).toBe('rain');
    await pass(1);
    expect(await kindNow()).toBe('cloud');
  });

  it('twice, late, over, or from where nobody asks, changes nothing', async () => {
    now = start + 20 * minute;
    await observeWeather(ports(), event('rain', 20), now);
    await observeWeather(ports(), event('rain', 20), now);
    await observeWeather(ports(), event('cloud', 15), now);
    expect(await kindNow()).toBe('rain');
    expect(asks()).toEqual([20]);
    expect(await observeWeather(ports(), event('cloud', -60), now)).toBe(false);
    expect(await observeWeather(ports(), event('cloud', 20, [0, 0]), now)).toBe(false);
    expect(await weather.load(cellOf([0, 0]))).toBeUndefined();
  });

  it('and a forecast that comes at the same moment do not lose each other', async () => {
    answer = async (place) => {
      await observeWeather(ports(), event('rain', 0), now);
      return forecast(place, now);
    };
    await tick();
    const state = await weather.load(cell);
    expect(state).toMatchObject({ told: { kind: 'rain' }, owed: [] });
    expect(state!.forecast).toHaveLength(6);
    expect(faults).toEqual([]);
  });
});
