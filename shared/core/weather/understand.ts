// Understanding a forecast: units into ours, daylight where it is not said, and nothing that cannot be true.
import type { Reading } from '../../model/forecast.ts';
import type { Position } from '../../model/geofence.ts';
import { type Observation, observation } from '../../model/weather.ts';
import { isDaylight } from './daylight.ts';
import { toCelsius, toMetresPerSecond, toMillimetres } from './units.ts';

/** For how far ahead a forecast is kept: a provider that fails or never changes its answer is believed no longer. */
const keptMs = 6 * 60 * 60_000;

/** How far an answer's own place may lie from the one asked for, degrees: a cell of the coarsest model (0.25°) and a little more. */
const placeTolerance = 0.3;

/** What is wrong with an answer, for the log. */
export interface Misunderstood {
  cause: 'elsewhere' | 'implausible' | 'out-of-date';
  detail: string;
}

/**
 * The observations for `now` and the next six hours. An answer with one value in it that cannot be true is refused
 * whole: whatever put that in may have put in more.
 */
export function understand(
  { place, readings }: { place: Position; readings: Reading[] },
  asked: Position,
  now: number,
): Observation[] | Misunderstood {
  if (!isNear(place, asked)) return { cause: 'elsewhere', detail: 'the answer is for another place' };
  const current = readings.filter(({ at, seconds }) => at + seconds * 1000 > now && at < now + keptMs);
  if (!current.some(({ at }) => at <= now)) return { cause: 'out-of-date', detail: 'no step of it holds now' };
  const understood: Observation[] = [];
  for (const reading of current) {
    const rate = toMillimetres(reading.precipitation);
    const parsed = observation.safeParse({
      observedAt: reading.at,
      lifetime: reading.seconds,
      temperatureC: tidy(toCelsius(reading.temperature)),
      precipitationMmPerHour: tidy(rate === undefined ? rate : (rate / reading.precipitation.overSeconds) * 3600),
      kind: reading.kind,
      windMps: tidy(toMetresPerSecond(reading.wind)),
      isDaylight: reading.isDaylight ?? isDaylight(place[0], place[1], reading.at),
    });
    if (!parsed.success) return { cause: 'implausible', detail: complaint(parsed.error.issues[0]!, reading) };
    understood.push(parsed.data);
  }
  return understood;
}

/** Names the field and the unit it came in, never the value: the log is no place for a stranger's text. */
function complaint({ path }: { path: PropertyKey[] }, { temperature, precipitation, wind }: Reading): string {
  const units = { temperatureC: temperature.unit, precipitationMmPerHour: precipitation.unit, windMps: wind.unit };
  const field = String(path[0]);
  const unit = Object.entries(units).find(([name]) => name === field)?.[1];
  return unit === undefined ? field : `${field}, stated in ${JSON.stringify(unit.slice(0, 20))}`;
}

/** Two decimals: what a conversion adds behind them is noise. */
const tidy = (value: number | undefined) => (value === undefined ? undefined : Math.round(value * 100) / 100 + 0);

function isNear([lng, lat]: Position, [askedLng, askedLat]: Position): boolean {
  const apart = Math.abs(lng - askedLng) % 360;
  const acrossDegrees = Math.min(apart, 360 - apart) * Math.cos((askedLat * Math.PI) / 180);
  return Math.abs(lat - askedLat) <= placeTolerance && acrossDegrees <= placeTolerance;
}
