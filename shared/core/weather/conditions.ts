// Conditions on the weather: whether one holds, and when it has come to hold, said once and not at every flicker.
import { createHash } from 'node:crypto';
import type { ConditionMemory, Observation, WeatherCondition } from '../../model/weather.ts';
import { holds } from './current.ts';

export type Answer = 'yes' | 'no' | 'unknown';

const quantities = ['temperatureC', 'precipitationMmPerHour', 'windMps'] as const;

/**
 * Whether the weather is as the condition wants it. An observation that is missing or past its lifetime is `unknown`,
 * whatever it said. To the letter: the hysteresis of `remember` never lets an offer pass in other weather.
 * @param turnedAt when the weather last turned so, for conditions that ask (`turnedWithinMinutes`): epoch milliseconds.
 */
export function matches(
  condition: WeatherCondition,
  observation: Observation | undefined,
  now: number,
  turnedAt?: number,
): Answer {
  if (!observation || !holds(observation, now)) return 'unknown';
  if (!isSo(condition, observation, 'exactly')) return 'no';
  const { turnedWithinMinutes: minutes } = condition;
  if (minutes === undefined) return 'yes';
  return turnedAt !== undefined && now - turnedAt <= minutes * 60_000 ? 'yes' : 'no';
}

/** What a condition that does not hold wanted, and what there was instead, for the record of a decision. */
export function mismatch(
  condition: WeatherCondition,
  observation: Observation,
  now: number,
  turnedAt?: number,
): Record<string, string | number | boolean> {
  const { kinds, isDaylight, turnedWithinMinutes } = condition;
  if (kinds && !kinds.includes(observation.kind)) return { kind: observation.kind, wanted: kinds.join(', ') };
  if (isDaylight !== undefined && isDaylight !== observation.isDaylight) return { isDaylight: observation.isDaylight };
  for (const quantity of quantities) {
    const { atLeast, atMost } = condition[quantity] ?? {};
    const value = observation[quantity];
    if (atLeast !== undefined && value < atLeast) return { [quantity]: value, atLeast };
    if (atMost !== undefined && value > atMost) return { [quantity]: value, atMost };
  }
  const minutes = turnedAt === undefined ? undefined : Math.floor((now - turnedAt) / 60_000);
  return { turnedWithinMinutes: turnedWithinMinutes ?? 0, ...(minutes !== undefined && { turnedMinutesAgo: minutes }) };
}

/** A short name for what a condition asks of the weather itself: two that ask the same share their memory. */
export function conditionKey({ kinds, turnedWithinMinutes: _, ...rest }: WeatherCondition): string {
  const fields = Object.entries({ ...rest, kinds: kinds && [...new Set(kinds)].sort() })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === 'object' && !Array.isArray(value) ? bounds(value) : value])
    .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(fields)).digest().subarray(0, 9).toString('base64url');
}

const bounds = ({ atLeast, atMost }: { atLeast?: number; atMost?: number }) => [atLeast ?? null, atMost ?? null];

/** So far past a bound the weather must go before a condition that held counts as over. Forecasts are no finer than this. */
const margins = { temperatureC: 0.5, precipitationMmPerHour: 0.1, windMps: 1 };

/** A change is believed once the one before is so old: a shower with pauses turns once. */
const settleMs = 10 * 60_000;

/**
 * What is to be remembered of one condition, given what was and what the weather is. A condition that holds goes on
 * holding until the weather is past its bounds by a margin, and none changes twice within ten minutes. The memory is
 * the very object handed in where nothing changed.
 */
export function remember(
  condition: WeatherCondition,
  before: ConditionMemory | undefined,
  observation: Observation | undefined,
  now: number,
): ConditionMemory {
  const answer = remembered(condition, before, observation, now);
  if (before?.answer === answer) return before;
  // Known for the first time, or again: that is no change of the weather.
  if (!before || before.answer === 'unknown' || answer === 'unknown') return { ...before, answer };
  if (before.changedAt !== undefined && now - before.changedAt < settleMs) return before;
  return { ...before, answer, changedAt: now, ...(answer === 'yes' && { turnedAt: now }) };
}

function remembered(
  condition: WeatherCondition,
  before: ConditionMemory | undefined,
  observation: Observation | undefined,
  now: number,
): Answer {
  if (!observation || !holds(observation, now)) return 'unknown';
  return isSo(condition, observation, before?.answer === 'yes' ? 'nearly' : 'exactly') ? 'yes' : 'no';
}

function isSo(condition: WeatherCondition, observation: Observation, how: 'exactly' | 'nearly'): boolean {
  const { kinds, isDaylight } = condition;
  if (kinds && !kinds.includes(observation.kind)) return false;
  if (isDaylight !== undefined && isDaylight !== observation.isDaylight) return false;
  return quantities.every((quantity) => {
    const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = condition[quantity] ?? {};
    const margin = how === 'nearly' ? margins[quantity] : 0;
    return observation[quantity] >= atLeast - margin && observation[quantity] <= atMost + margin;
  });
}

/**
 * What changed that matters: the memory of every condition of a cell, and which of them have come to hold since. Those
 * no offer asks for any more are forgotten.
 */
export function rememberAll(
  conditions: ReadonlyMap<string, WeatherCondition>,
  before: Readonly<Record<string, ConditionMemory>>,
  observation: Observation | undefined,
  now: number,
): { memory: Record<string, ConditionMemory>; cameToHold: string[]; changed: boolean } {
  const memory: Record<string, ConditionMemory> = {};
  const cameToHold: string[] = [];
  let changed = Object.keys(before).some((key) => !conditions.has(key));
  for (const [key, condition] of conditions) {
    const was = Object.hasOwn(before, key) ? before[key] : undefined;
    const is = remember(condition, was, observation, now);
    memory[key] = is;
    if (is !== was) changed = true;
    if (is.answer === 'yes' && was?.answer !== 'yes') cameToHold.push(key);
  }
  return { memory, cameToHold, changed };
}
