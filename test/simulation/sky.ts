// The sky over the town: showers that somebody tells of, and a provider that forecasts a dry day or talks nonsense.
import type { Observation } from '../../shared/model/weather.ts';
import type { WeatherAnswer } from '../../shared/ports/weather-provider.ts';
import type { Span } from './random-day.ts';
import type { Stage } from './stage.ts';
import { minute } from './town.ts';

/** What an honest forecast says, all day: nobody else ever tells of this temperature. */
export const forecastCelsius = 9.5;

const hourMs = 60 * minute;

/** What the provider answers: nonsense speaks of rain, so that believing it is seen. */
export function forecastOf(place: [number, number], now: number, random: () => number, over: boolean): WeatherAnswer {
  const draw = over ? 1 : random();
  const hour = Math.floor(now / hourMs) * hourMs;
  const reading = (at: number, kind: 'rain' | 'cloud', celsius: number) => ({
    at,
    seconds: 3600,
    temperature: { value: celsius, unit: 'celsius' },
    wind: { value: 4, unit: 'm/s' },
    precipitation: { value: kind === 'rain' ? 3 : 0, unit: 'mm', overSeconds: 3600 },
    kind,
    isDaylight: true,
  });
  const answer = (readings: ReturnType<typeof reading>[], lat = place[1]): WeatherAnswer => ({
    kind: 'forecast',
    place: [place[0], lat],
    readings,
    freshForSeconds: 600,
  });
  if (draw < 0.15) return { kind: 'failed', cause: 'throttled', detail: '429', retryAfterSeconds: 60 };
  if (draw < 0.25) return { kind: 'unchanged', freshForSeconds: 600 };
  if (draw < 0.35) return answer([reading(hour, 'rain', -400)]);
  if (draw < 0.4) return answer([reading(hour, 'rain', 8)], place[1] - 10);
  if (draw < 0.45) return answer([reading(hour - 3 * hourMs, 'rain', 8)]);
  return answer([0, 1, 2].map((n) => reading(hour + n * hourMs, 'cloud', forecastCelsius)));
}

/** Some showers, each told once, now and then late or in the wrong order; somebody is about. */
export function playShowers(
  { scheduler, random, ...stage }: Stage,
  { from, until }: Span,
  report: (at: number) => void,
): void {
  const sometime = () => from + Math.floor(random() * (until - from - minute / 2));
  for (let n = 1 + Math.floor(random() * 4); n > 0; n--) {
    const at = sometime();
    scheduler.at(at, () => {
      const observedAt = scheduler.now() - Math.floor(random() * random() * 20_000);
      stage.tellWeather(observationOf(random() < 0.6, observedAt, 60 + Math.floor(random() * 500)));
    });
    // Somebody comes in a little before, or after.
    if (random() < 0.7) report(at + Math.floor((random() - 0.6) * 3000));
  }
  if (random() < 0.5) return;
  for (let at = from + 10_000; at < until; at += minute) scheduler.at(at, () => stage.refreshWeather());
}

/** @param lifetime seconds. */
export function observationOf(rains: boolean, observedAt: number, lifetime: number): Observation {
  return {
    observedAt,
    lifetime,
    temperatureC: 8,
    precipitationMmPerHour: rains ? 2 : 0,
    kind: rains ? 'rain' : 'cloud',
    windMps: 4,
    isDaylight: true,
  };
}
