// What the weather is now, of what was forecast and what was told.
import type { CellWeather, Observation } from '../../model/weather.ts';

/** Clocks differ: an observation from so far ahead is still one of now. */
const clockTolerance = 60_000;

/** Whether an observation may be believed at this moment: begun, and not past its lifetime. */
export function holds({ observedAt, lifetime }: Observation, now: number): boolean {
  return observedAt <= now + clockTolerance && now < observedAt + lifetime * 1000;
}

/** The youngest observation that holds now; nothing where none does, which is "unknown" and never the last value. */
export function currentWeather(
  weather: Pick<CellWeather, 'forecast' | 'told'> | undefined,
  now: number,
): Observation | undefined {
  if (!weather) return undefined;
  // A step of a forecast begins by our clock; who tells has a clock of his own.
  return [weather.told, ...weather.forecast.filter(({ observedAt }) => observedAt <= now)]
    .filter((observation) => observation !== undefined)
    .filter((observation) => holds(observation, now))
    .reduce<Observation | undefined>(
      (youngest, observation) => (youngest && youngest.observedAt >= observation.observedAt ? youngest : observation),
      undefined,
    );
}
