// The demo's afternoon: it rains in it, soon enough to be seen, and what it tells fits the contract of the event.
import { expect, test } from 'vitest';
import { fewPlaces, type OutsideEvent, playAfternoon, sky } from '../../../demo/afternoon.ts';
import { city } from '../../../demo/city.ts';
import { weatherChanged } from '../../../events/weather-changed.ts';
import { symbolMeaning } from '../../../shared/adapters/weather/met-symbols.ts';
import { cellOf } from '../../../shared/core/weather/cell.ts';
import { matches } from '../../../shared/core/weather/conditions.ts';
import { catalogueFile } from '../../../shared/model/catalogue.ts';

test('it rains within two minutes, over every store, and the events fit their contract', async () => {
  const { geofences, offers } = catalogueFile.parse(city(1, Date.now()).catalogue);
  const stores = geofences.flatMap(({ shape }) => (shape.type === 'Circle' ? [shape.center] : []));
  const events: OutsideEvent[] = [];
  const says: string[] = [];
  await playAfternoon({
    places: fewPlaces(stores),
    putEvent: (event) => events.push(event),
    tell: (line) => says.push(line),
    signal: new AbortController().signal,
    secondMs: 0,
  });
  const told = events.map(({ detail }) => weatherChanged.parse(detail));
  expect(new Set(told.map(({ lng, lat }) => cellOf([lng, lat])))).toEqual(new Set(stores.map(cellOf)));
  const { weather } = offers.find(({ id }) => id === 'until-the-rain-stops')!;
  const wet = told.filter(({ observation }) => matches(weather!, observation, observation.observedAt) === 'yes');
  expect(wet.length).toBeGreaterThan(0);
  expect(wet.length).toBeLessThan(told.length);
  expect(says.indexOf('it begins to rain')).toBe(2);
  expect(sky(44).kind).toBe('cloud');
  expect(sky(45).kind).toBe('rain');
});

test('the forecast of the afternoon and the radar speak of the same weather', () => {
  for (let minute = -60; minute < 300; minute += 5)
    expect(symbolMeaning(sky(minute).symbol)?.kind).toBe(sky(minute).kind);
});

test('it stops when it is told to', async () => {
  const stop = new AbortController();
  const says: string[] = [];
  await playAfternoon({
    places: [],
    putEvent: () => undefined,
    tell: (line) => {
      says.push(line);
      stop.abort();
    },
    signal: stop.signal,
    secondMs: 60_000,
  });
  expect(says).toHaveLength(1);
});
