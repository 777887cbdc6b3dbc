// The weather at a geofence as a decision is to know it: small enough to be kept with the decision.
import type { VersionedOffer } from '../../model/catalogue.ts';
import type { CellWeather, WeatherCondition, WeatherThere } from '../../model/weather.ts';
import { type Answer, conditionKey, matches } from './conditions.ts';
import { currentWeather } from './current.ts';

/** Of more different conditions that ask for a recent turn at one geofence, the rest stay silent: the record has to fit. */
export const mostTurns = 10;

/**
 * What is observed now, and when the conditions of these offers that ask for it last turned so and still are. Nothing
 * where the weather is not known.
 */
export function weatherThere(
  weather: Pick<CellWeather, 'forecast' | 'told' | 'conditions'> | undefined,
  offers: readonly VersionedOffer[],
  now: number,
): WeatherThere | undefined {
  const observation = currentWeather(weather, now);
  if (!weather || !observation) return undefined;
  const turns = new Map<string, number>();
  for (const { weather: condition } of offers) {
    if (condition?.turnedWithinMinutes === undefined || turns.size === mostTurns) continue;
    const key = conditionKey(condition);
    const { answer, turnedAt } = Object.hasOwn(weather.conditions, key) ? weather.conditions[key]! : {};
    if (answer === 'yes' && turnedAt !== undefined) turns.set(key, turnedAt);
  }
  return { observation, ...(turns.size > 0 && { turnedAt: Object.fromEntries(turns) }) };
}

/** Whether the weather there is as the condition wants it, and, where it asks for that, has turned so recently enough. */
export function answerThere(condition: WeatherCondition, there: WeatherThere | undefined, now: number): Answer {
  const turnedAt = condition.turnedWithinMinutes === undefined ? undefined : there?.turnedAt?.[conditionKey(condition)];
  return matches(condition, there?.observation, now, turnedAt);
}
