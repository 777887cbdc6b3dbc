// Open-Meteo's adapter on answers of its shape: local times, units of all sorts, days on which the clocks change.
import { afterEach, describe, expect, it, test } from 'vitest';
import { openMeteo } from '../../shared/adapters/weather/open-meteo.ts';
import { wmoKind } from '../../shared/adapters/weather/wmo-codes.ts';
import { understand } from '../../shared/core/weather/understand.ts';
import type { Position } from '../../shared/model/geofence.ts';
import { type WeatherKind, weatherKind } from '../../shared/model/weather.ts';
import { json, startWeatherServer } from './weather-server.ts';

const hour = 60 * 60_000;
const toronto: Position = [-79.4, 43.7];
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function ask(body: unknown, place: Position, options: { apiKey?: string } = {}) {
  const server = await startWeatherServer();
  stops.push(server.stop);
  server.answer(json(body));
  const answer = await openMeteo({ fetch, userAgent: 'ravn', baseUrl: server.url, ...options }).forecast(place);
  if (answer.kind !== 'forecast') throw new Error(JSON.stringify(answer));
  return { answer, asked: server.asked[0]! };
}

/** An answer of the service's shape, with hours from `from` on, in the clock of `utc_offset_seconds`. */
function answerFrom(from: number, more: Record<string, unknown> = {}, offsetSeconds = -5 * 3600, hours = 9) {
  const local = (at: number) => new Date(at + offsetSeconds * 1000).toISOString().slice(0, 16);
  const series = <Value>(value: (index: number) => Value) => Array.from({ length: hours }, (_, index) => value(index));
  return {
    latitude: 43.70455,
    longitude: -79.404625,
    generationtime_ms: 0.7,
    utc_offset_seconds: offsetSeconds,
    timezone: 'America/Toronto',
    timezone_abbreviation: 'GMT-5',
    elevation: 165,
    hourly_units: {
      time: 'iso8601',
      temperature_2m: '°F',
      precipitation: 'inch',
      wind_speed_10m: 'mp/h',
      weather_code: 'wmo code',
    },
    hourly: {
      time: series((index) => local(from + index * hour)),
      temperature_2m: series((index) => 32 + index * 9),
      precipitation: series((index) => index / 10),
      weather_code: series(() => 61),
      wind_speed_10m: series(() => 10),
      is_day: series(() => 1),
    },
    ...more,
  };
}

test('an hour in Fahrenheit, inches and miles, and what falls in it', async () => {
  const from = Date.parse('2026-03-05T17:00:00Z');
  const { answer } = await ask(answerFrom(from), toronto);
  expect(understand(answer, toronto, from + hour / 2)).toMatchObject([
    {
      observedAt: from,
      lifetime: 3600,
      temperatureC: 0,
      // of the inches by the end of the hour, not of those at its beginning
      precipitationMmPerHour: 2.54,
      kind: 'rain',
      windMps: 4.47,
      isDaylight: true,
    },
    { temperatureC: 5, precipitationMmPerHour: 5.08 },
    {},
    {},
    {},
    {},
    {},
  ]);
});

test('what it is asked', async () => {
  const { asked } = await ask(answerFrom(Date.parse('2026-03-05T17:00:00Z')), toronto, { apiKey: 'secret' });
  expect(asked.url.pathname).toBe('/forecast');
  expect(Object.fromEntries(asked.url.searchParams)).toMatchObject({
    latitude: '43.7',
    longitude: '-79.4',
    timezone: 'UTC',
    wind_speed_unit: 'ms',
    apikey: 'secret',
    current: 'temperature_2m,precipitation,weather_code,wind_speed_10m,is_day',
  });
});

describe('local times', () => {
  // Nothing but the offset of the answer says when they are: the series goes straight on through 02:00, which no clock showed.
  it('go on through the night in which the clocks change', async () => {
    const from = Date.parse('2026-03-08T05:00:00Z');
    const { answer } = await ask(answerFrom(from), toronto);
    expect(answer.readings.map(({ at }) => (at - from) / hour)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('of a zone ahead of UTC by three quarters of an hour', async () => {
    const from = Date.parse('2026-03-08T05:15:00Z');
    const { answer } = await ask(answerFrom(from, {}, 5.75 * 3600), toronto);
    expect(answer.readings[0]!.at).toBe(from);
  });

  it('as seconds since 1970, if it was configured so', async () => {
    const from = Date.parse('2026-03-08T05:00:00Z');
    const body = answerFrom(from);
    Object.assign(body.hourly, { time: body.hourly.time.map((_, index) => from / 1000 + index * 3600) });
    const { answer } = await ask(body, toronto);
    expect(answer.readings[0]!.at).toBe(from);
  });
});

describe('the quarter of an hour that is now', () => {
  const from = Date.parse('2026-03-05T17:00:00Z');
  const current = {
    time: '2026-03-05T12:30',
    interval: 900,
    temperature_2m: -3.4,
    precipitation: 0.6,
    weather_code: 73,
    wind_speed_10m: 18,
    is_day: 0,
  };
  const current_units = { temperature_2m: '°C', precipitation: 'mm', wind_speed_10m: 'km/h' };

  it('stands in units of its own', async () => {
    const { answer } = await ask(answerFrom(from, { current, current_units }), toronto);
    expect(understand(answer, toronto, from + 40 * 60_000)).toContainEqual({
      observedAt: from + hour / 2,
      lifetime: 1800,
      temperatureC: -3.4,
      precipitationMmPerHour: 2.4,
      kind: 'snow',
      windMps: 5,
      isDaylight: false,
    });
  });

  it.each([
    ['a value', { current: { ...current, precipitation: undefined }, current_units }],
    ['a unit', { current, current_units: { temperature_2m: '°C' } }],
    ['a known code', { current: { ...current, weather_code: 123 }, current_units }],
    ['everything', {}],
  ])('without %s the hour holds', async (_, more) => {
    const { answer } = await ask(answerFrom(from, more), toronto);
    expect(answer.readings).toHaveLength(8);
  });
});

test('hours without a value are left out, and the last one, of which it is not said what falls', async () => {
  const body = answerFrom(Date.parse('2026-03-05T17:00:00Z'));
  body.hourly.temperature_2m[2] = null as never;
  body.hourly.weather_code[4] = 100;
  const { answer } = await ask(body, toronto);
  expect(answer.readings).toHaveLength(6);
});

test('the polar day and night, where the answer does not say', async () => {
  const from = Date.parse('2026-06-21T22:00:00Z');
  const { is_day: _, ...hourly } = answerFrom(from, {}, 0).hourly;
  const place = { latitude: 69.66, longitude: 18.94 };
  const { answer } = await ask(answerFrom(from, { ...place, hourly }, 0), [18.95, 69.65]);
  expect(understand(answer, [18.95, 69.65], from)).toMatchObject([{ isDaylight: true }, {}, {}, {}, {}, {}]);
});

test('the wrong hemisphere is another place', async () => {
  const from = Date.parse('2026-03-05T17:00:00Z');
  const { answer } = await ask(answerFrom(from, { longitude: 79.4 }), toronto);
  expect(understand(answer, toronto, from)).toMatchObject({ cause: 'elsewhere' });
});

describe('WMO codes', () => {
  it('all hundred have a kind', () => {
    for (let code = 0; code < 100; code++) expect(weatherKind.options, String(code)).toContain(wmoKind(code));
    for (const none of [-1, 100, 1.5, Number.NaN]) expect(wmoKind(none)).toBeUndefined();
  });

  // The codes Open-Meteo documents, in its words.
  it.each<[WeatherKind, number[]]>([
    ['clear', [0, 1]],
    ['cloud', [2, 3]],
    ['fog', [45, 48]],
    ['rain', [51, 53, 55, 61, 63, 65, 80, 81, 82]],
    ['sleet', [56, 57, 66, 67]],
    ['snow', [71, 73, 75, 77, 85, 86]],
    ['thunder', [95, 96, 99]],
  ])('%s: %j', (kind, codes) => {
    for (const code of codes) expect(wmoKind(code), String(code)).toBe(kind);
  });
});
