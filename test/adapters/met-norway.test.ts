// MET Norway's adapter on answers of its shape: winter, summer, the polar day, last steps that lack what is coming.
import { afterEach, describe, expect, it, test } from 'vitest';
import { metAnswer, type Sky, startMetNorway } from '../../local/services/met-norway.ts';
import { metNorway } from '../../shared/adapters/weather/met-norway.ts';
import { symbolMeaning } from '../../shared/adapters/weather/met-symbols.ts';
import { understand } from '../../shared/core/weather/understand.ts';
import type { Position } from '../../shared/model/geofence.ts';
import { json, startWeatherServer, type WeatherServer } from './weather-server.ts';

const hour = 60 * 60_000;
const userAgent = 'ravn test@example.com';
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function serving(body: unknown, headers?: Record<string, string>): Promise<WeatherServer> {
  const server = await startWeatherServer();
  stops.push(server.stop);
  server.answer(json(body, headers));
  return server;
}

/** What our own use makes of an answer: fetched, parsed, understood. */
async function observations(body: unknown, place: Position, now: number) {
  const { url } = await serving(body);
  const answer = await metNorway({ fetch, userAgent, baseUrl: url }).forecast(place);
  if (answer.kind !== 'forecast') throw new Error(JSON.stringify(answer));
  return { answer, understood: understand(answer, place, now) };
}

const always = (sky: Sky) => () => sky;

describe('an answer becomes observations', () => {
  it('in winter', async () => {
    const now = Date.parse('2026-01-14T16:25:00Z');
    const place: Position = [10.7338, 59.9212];
    const sky = always({ temperatureC: -11.4, millimetresPerHour: 0.7, windMps: 2.2, symbol: 'lightsnow' });
    const { understood } = await observations(metAnswer({ lng: place[0], lat: place[1], now, sky }), place, now);
    expect(understood).toHaveLength(7);
    expect(understood).toMatchObject([
      {
        observedAt: Date.parse('2026-01-14T16:00:00Z'),
        lifetime: 3600,
        temperatureC: -11.4,
        precipitationMmPerHour: 0.7,
        kind: 'snow',
        windMps: 2.2,
        isDaylight: false,
      },
      { observedAt: Date.parse('2026-01-14T17:00:00Z') },
      {},
      {},
      {},
      {},
      {},
    ]);
  });

  it('in summer', async () => {
    const now = Date.parse('2026-07-02T11:59:59Z');
    const place: Position = [12.5683, 55.6761];
    const sky = always({ temperatureC: 24.8, millimetresPerHour: 0, windMps: 3.9, symbol: 'fair_day' });
    const { understood } = await observations(metAnswer({ lng: place[0], lat: place[1], now, sky }), place, now);
    expect(understood).toMatchObject([{ temperatureC: 24.8, kind: 'clear', isDaylight: true }, {}, {}, {}, {}, {}, {}]);
  });

  it('at midnight of the polar day, and at noon of the polar night', async () => {
    const tromsø: Position = [18.9553, 69.6496];
    const [lng, lat] = tromsø;
    const summer = Date.parse('2026-06-21T22:30:00Z');
    const rain = always({ temperatureC: 6, millimetresPerHour: 0.4, windMps: 5, symbol: 'lightrain' });
    const light = await observations(metAnswer({ lng, lat, now: summer, sky: rain }), tromsø, summer);
    expect(light.understood).toMatchObject([{ kind: 'rain', isDaylight: true }, {}, {}, {}, {}, {}, {}]);

    const winter = Date.parse('2026-12-21T11:10:00Z');
    const blue = always({ temperatureC: -4, millimetresPerHour: 0, windMps: 5, symbol: 'clearsky_polartwilight' });
    const dark = await observations(metAnswer({ lng, lat, now: winter, sky: blue }), tromsø, winter);
    expect(dark.understood).toMatchObject([{ kind: 'clear', isDaylight: false }, {}, {}, {}, {}, {}, {}]);
  });

  it('on its last days, step by step, until nothing is said of what is coming', async () => {
    const began = Date.parse('2026-03-01T09:00:00Z');
    const place: Position = [10.75, 59.91];
    const sky = always({ temperatureC: 3, millimetresPerHour: 0.5, windMps: 5, symbol: 'rain' });
    const body = metAnswer({ lng: 10.75, lat: 59.91, now: began, sky });
    const steps = body.properties.timeseries;
    const { answer } = await observations(body, place, began);
    expect(answer.readings).toHaveLength(steps.length - 1);

    // 3 mm in six hours are half a millimetre an hour
    const lastButOne = Date.parse(steps.at(-2)!.time);
    const { understood } = await observations(body, place, lastButOne + 5 * hour);
    expect(understood).toEqual([
      expect.objectContaining({ observedAt: lastButOne, lifetime: 6 * 3600, precipitationMmPerHour: 0.5 }),
    ]);
    const last = await observations(body, place, Date.parse(steps.at(-1)!.time) + 1);
    expect(last.understood).toMatchObject({ cause: 'out-of-date' });
  });

  it('without one bad step: what it lacks or does not know is left out', async () => {
    const now = Date.parse('2026-03-01T09:00:00Z');
    const sky = (at: number): Sky => ({
      temperatureC: 3,
      millimetresPerHour: 0,
      windMps: 5,
      symbol: at === now + hour ? 'rainingcats' : 'cloudy',
    });
    const body = metAnswer({ lng: 10.75, lat: 59.91, now, sky });
    delete (body.properties.timeseries[2]!.data.instant.details as { wind_speed?: number }).wind_speed;
    const { understood } = await observations(body, [10.75, 59.91], now);
    expect(understood).toHaveLength(4);
  });

  it('with the units that the answer states', async () => {
    const now = Date.parse('2026-03-01T09:00:00Z');
    const sky = always({ temperatureC: 268.15, millimetresPerHour: 0.1, windMps: 20, symbol: 'snow' });
    const body = metAnswer({ lng: 10.75, lat: 59.91, now, sky });
    Object.assign(body.properties.meta.units, {
      air_temperature: 'K',
      precipitation_amount: 'inch',
      wind_speed: 'knots',
    });
    const { understood } = await observations(body, [10.75, 59.91], now);
    expect(understood).toMatchObject([
      { temperatureC: -5, precipitationMmPerHour: 2.54, windMps: 10.29 },
      {},
      {},
      {},
      {},
      {},
    ]);
  });

  it('unless it is for another place, or has them swapped', async () => {
    const now = Date.parse('2026-03-01T09:00:00Z');
    const sky = always({ temperatureC: 3, millimetresPerHour: 0, windMps: 5, symbol: 'cloudy' });
    const { understood } = await observations(metAnswer({ lng: 59.91, lat: 10.75, now, sky }), [10.75, 59.91], now);
    expect(understood).toMatchObject({ cause: 'elsewhere' });
  });
});

describe('caching', () => {
  it('asks with the validator of what it knows, and hears that nothing has changed', async () => {
    let now = Date.parse('2026-03-01T09:10:00Z');
    const sky = always({ temperatureC: 3, millimetresPerHour: 0, windMps: 5, symbol: 'cloudy' });
    const service = await startMetNorway({ host: '127.0.0.1', port: 0, sky, now: () => now });
    stops.push(service.stop);
    const provider = metNorway({ fetch, userAgent, baseUrl: service.url });
    const first = await provider.forecast([10.75, 59.91]);
    expect(first).toMatchObject({
      kind: 'forecast',
      place: [10.75, 59.91],
      lastModified: 'Sun, 01 Mar 2026 09:00:00 GMT',
      freshForSeconds: 1800,
    });
    const { lastModified } = first as { lastModified: string };
    expect(await provider.forecast([10.75, 59.91], lastModified)).toEqual({ kind: 'unchanged', freshForSeconds: 1800 });
    now += hour;
    expect(await provider.forecast([10.75, 59.91], lastModified)).toMatchObject({ kind: 'forecast' });
  });

  it.each([
    [{ expires: 'Sun, 01 Mar 2026 09:30:00 GMT', date: 'Sun, 01 Mar 2026 09:00:00 GMT' }, 1800],
    [{ expires: 'Sun, 01 Mar 2026 08:30:00 GMT', date: 'Sun, 01 Mar 2026 09:00:00 GMT' }, 0],
    [{ expires: '0', date: 'whenever' }, undefined],
  ])('%j is fresh for %s s', async (headers, freshForSeconds) => {
    const now = Date.parse('2026-03-01T09:10:00Z');
    const sky = always({ temperatureC: 3, millimetresPerHour: 0, windMps: 5, symbol: 'cloudy' });
    const { url } = await serving(metAnswer({ lng: 10.75, lat: 59.91, now, sky }), headers);
    const answer = await metNorway({ fetch, userAgent, baseUrl: url }).forecast([10.75, 59.91]);
    expect(answer.kind === 'forecast' && answer.freshForSeconds).toBe(freshForSeconds);
  });

  it('the imitation holds the terms of service', async () => {
    const sky = always({ temperatureC: 3, millimetresPerHour: 0, windMps: 5, symbol: 'cloudy' });
    const service = await startMetNorway({ host: '127.0.0.1', port: 0, sky });
    stops.push(service.stop);
    const get = (query: string, headers: Record<string, string> = { 'user-agent': userAgent }) =>
      fetch(`${service.url}compact?${query}`, { headers }).then(({ status }) => status);
    expect(await get('lat=59.91&lon=10.75')).toBe(200);
    expect(await get('lat=59.91&lon=10.75', {})).toBe(403);
    expect(await get('lat=59.91234&lon=10.75')).toBe(403);
    expect(await get('lat=here&lon=10.75')).toBe(400);
  });
});

describe('symbols', () => {
  const weights = ['light', '', 'heavy'];
  const wet = ['rain', 'sleet', 'snow'].flatMap((what) =>
    weights.flatMap((weight) =>
      ['', 'showers', 'andthunder', 'showersandthunder'].map((how) => {
        const slip = weight === 'light' && what !== 'rain' && how === 'showersandthunder' ? 's' : '';
        return { name: `${weight}${slip}${what}${how}`, kind: how.endsWith('thunder') ? 'thunder' : what };
      }),
    ),
  );

  it('all 41 of the legend, by day, by night, in the polar twilight and without', () => {
    const names = [
      ...wet,
      ...['clearsky', 'fair', 'partlycloudy', 'cloudy', 'fog'].map((name) => ({ name, kind: undefined })),
    ];
    expect(new Set(names.map(({ name }) => name)).size).toBe(41);
    for (const { name, kind } of names) {
      const meaning = symbolMeaning(name);
      expect(meaning, name).toBeDefined();
      if (kind) expect(meaning).toEqual({ kind });
      expect(symbolMeaning(`${name}_day`)).toEqual({ ...meaning, isDaylight: true });
      expect(symbolMeaning(`${name}_night`)).toEqual({ ...meaning, isDaylight: false });
      expect(symbolMeaning(`${name}_polartwilight`)).toEqual({ ...meaning, isDaylight: false });
    }
  });

  test.each(['', 'hail', 'rain_noon', 'rain_day_day', 'constructor', 'rain_constructor', 'Rain'])(
    '%j is none',
    (code) => {
      expect(symbolMeaning(code)).toBeUndefined();
    },
  );
});
