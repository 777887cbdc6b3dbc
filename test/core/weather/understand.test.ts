// Understanding a forecast: units, daylight, and everything that cannot be true.
import { describe, expect, it, test } from 'vitest';
import { isDaylight } from '../../../shared/core/weather/daylight.ts';
import { understand } from '../../../shared/core/weather/understand.ts';
import type { Reading } from '../../../shared/model/forecast.ts';
import type { Position } from '../../../shared/model/geofence.ts';

const oslo: Position = [10.75, 59.91];
const now = Date.parse('2026-06-21T12:20:00Z');
const hour = 60 * 60_000;

const reading = (more: Partial<Reading> = {}): Reading => ({
  at: Date.parse('2026-06-21T12:00:00Z'),
  seconds: 3600,
  temperature: { value: 20, unit: 'celsius' },
  wind: { value: 3, unit: 'm/s' },
  precipitation: { value: 0.4, unit: 'mm', overSeconds: 3600 },
  kind: 'rain',
  ...more,
});
const understood = (more: Partial<Reading>) => understand({ place: oslo, readings: [reading(more)] }, oslo, now);

test('a reading in our own units', () => {
  expect(understood({})).toEqual([
    {
      observedAt: Date.parse('2026-06-21T12:00:00Z'),
      lifetime: 3600,
      temperatureC: 20,
      precipitationMmPerHour: 0.4,
      kind: 'rain',
      windMps: 3,
      isDaylight: true,
    },
  ]);
});

describe('units', () => {
  it.each([
    ['°F', 32, 0],
    ['fahrenheit', -40, -40],
    ['°F', 98.6, 37],
    ['K', 273.15, 0],
    ['kelvin', 300, 26.85],
    ['°C', -12.3, -12.3],
  ])('%s: %d is %d °C', (unit, value, temperatureC) => {
    expect(understood({ temperature: { value, unit } })).toMatchObject([{ temperatureC }]);
  });

  it.each([
    ['mp/h', 10, 4.47],
    ['mph', 100, 44.7],
    ['kn', 20, 10.29],
    ['knots', 1, 0.51],
    ['km/h', 36, 10],
  ])('%s: %d is %d m/s', (unit, value, windMps) => {
    expect(understood({ wind: { value, unit } })).toMatchObject([{ windMps }]);
  });

  it.each([
    ['inch', 0.5, 3600, 12.7],
    ['mm', 6, 6 * 3600, 1],
    ['mm', 1, 900, 4],
    ['cm', 0.1, 3600, 1],
  ])('%s: %d in %d s is %d mm/h', (unit, value, overSeconds, precipitationMmPerHour) => {
    expect(understood({ precipitation: { value, unit, overSeconds } })).toMatchObject([{ precipitationMmPerHour }]);
  });
});

describe('what cannot be true is refused, and the whole answer with it', () => {
  it.each<[string, Partial<Reading>, string]>([
    ['a negative Kelvin', { temperature: { value: -5, unit: 'K' } }, 'temperatureC, stated in "K"'],
    ['Fahrenheit called Celsius', { temperature: { value: 75, unit: 'celsius' } }, 'temperatureC, stated in "celsius"'],
    ['no number', { temperature: { value: Number.NaN, unit: 'celsius' } }, 'temperatureC, stated in "celsius"'],
    [
      'a unit nobody knows',
      { wind: { value: 3, unit: 'furlong/fortnight' } },
      'windMps, stated in "furlong/fortnight"',
    ],
    [
      'negative rain',
      { precipitation: { value: -1, unit: 'mm', overSeconds: 3600 } },
      'precipitationMmPerHour, stated in "mm"',
    ],
    [
      'a flood',
      { precipitation: { value: 100, unit: 'inch', overSeconds: 3600 } },
      'precipitationMmPerHour, stated in "inch"',
    ],
    ['a wind beyond any', { wind: { value: 500, unit: 'm/s' } }, 'windMps, stated in "m/s"'],
  ])('%s', (_, more, detail) => {
    const later = reading({ at: now + 2 * hour, ...more });
    const answer = understand({ place: oslo, readings: [reading(), later] }, oslo, now);
    expect(answer).toEqual({ cause: 'implausible', detail });
  });
});

describe('the place', () => {
  it.each<[string, Position]>([
    ['swapped', [59.91, 10.75]],
    ['another town', [5.32, 60.39]],
    ['null island', [0, 0]],
  ])('%s: elsewhere', (_, place) => {
    expect(understand({ place, readings: [reading()] }, oslo, now)).toMatchObject({ cause: 'elsewhere' });
  });

  it('may be the middle of the model’s own cell, also across the antimeridian', () => {
    expect(understand({ place: [10.9, 59.8], readings: [reading()] }, oslo, now)).toHaveLength(1);
    expect(understand({ place: [-179.95, -16.5], readings: [reading()] }, [179.97, -16.52], now)).toHaveLength(1);
  });
});

describe('the time', () => {
  it('keeps now and six hours, drops what is over', () => {
    const readings = Array.from({ length: 48 }, (_, step) =>
      reading({ at: Date.parse('2026-06-21T06:00:00Z') + step * hour }),
    );
    const answer = understand({ place: oslo, readings }, oslo, now);
    expect(answer).toHaveLength(7);
    expect(answer).toMatchObject([{ observedAt: Date.parse('2026-06-21T12:00:00Z') }, {}, {}, {}, {}, {}, {}]);
  });

  it.each([
    ['yesterday’s', -24 * hour],
    ['tomorrow’s', 24 * hour],
  ])('%s forecast is out of date', (_, shift) => {
    expect(understood({ at: now + shift })).toMatchObject({ cause: 'out-of-date' });
  });

  it('an empty one too', () => {
    expect(understand({ place: oslo, readings: [] }, oslo, now)).toMatchObject({ cause: 'out-of-date' });
  });
});

describe('daylight', () => {
  // Sunrise and sunset of the day, from the U.S. Naval Observatory's and MET Norway's tables, to the minute.
  it.each<[string, Position, string, string]>([
    ['Copenhagen, midsummer', [12.57, 55.68], '2026-06-21T02:25Z', '2026-06-21T19:58Z'],
    ['Copenhagen, midwinter', [12.57, 55.68], '2026-12-21T07:37Z', '2026-12-21T14:38Z'],
    ['New York, equinox', [-74.0, 40.71], '2026-03-20T10:59Z', '2026-03-20T23:08Z'],
    ['Sydney, midsummer', [151.21, -33.87], '2026-12-20T18:41Z', '2026-12-21T09:05Z'],
    ['Quito', [-78.5, -0.18], '2026-01-01T11:12Z', '2026-01-01T23:20Z'],
  ])('%s', (_, [lng, lat], sunrise, sunset) => {
    const minutes = 4 * 60_000;
    expect(isDaylight(lng, lat, Date.parse(sunrise) - minutes)).toBe(false);
    expect(isDaylight(lng, lat, Date.parse(sunrise) + minutes)).toBe(true);
    expect(isDaylight(lng, lat, Date.parse(sunset) - minutes)).toBe(true);
    expect(isDaylight(lng, lat, Date.parse(sunset) + minutes)).toBe(false);
  });

  it('lasts all day in Tromsø in June, and is none in December', () => {
    for (let at = 0; at < 24; at++) {
      expect(isDaylight(18.96, 69.65, Date.parse('2026-06-21T00:00Z') + at * hour)).toBe(true);
      expect(isDaylight(18.96, 69.65, Date.parse('2026-12-21T00:00Z') + at * hour)).toBe(false);
    }
  });

  it('is what the provider says, where it does', () => {
    expect(understood({ isDaylight: false })).toMatchObject([{ isDaylight: false }]);
  });
});
