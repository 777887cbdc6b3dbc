// Context: the facts of an opportunity as fields for the model. What is unknown is left out rather than guessed.
import type { Context, Habit, ImportedScore } from '../../model/propensity.ts';
import { type AlsoRedeemed, alsoRedeemedScore } from './also-redeemed.ts';
import { faded, redemptionRate, rhythmOf } from './habits.ts';
import { logit } from './world-model.ts';

/** What is known of the moment: the same for everybody there. */
export interface Moment {
  /** Until the offer ends. */
  secondsLeft?: number;
  /** To the store, by the estimated time if there is one. */
  secondsAway?: number;
  metresAway?: number;
  /** Moving towards the store. */
  heading?: boolean;
  /** The geofence's own local time: ISO weekday 1–7, hour 0–23. */
  weekday?: number;
  hour?: number;
  weather?: string;
  temperatureCelsius?: number;
  /** Since she came in. */
  stayedMinutes?: number;
  /** Context signals that are in force there: name → value. */
  signals?: Context;
}

/** What is known of the customer. None of it is handed over without consent to profiling. */
export interface OwnHistory {
  /** Her how-many-eth visit to the place it is. */
  visit?: number;
  habits: Habit[];
  interests: string[];
  /** Moments of her sends, epoch milliseconds. */
  sentAt: number[];
  imported: ImportedScore[];
}

/** What the published model knows of categories beside its weights. */
export interface CategoryTables {
  alsoRedeemed: AlsoRedeemed;
  /** Share redeemed of what is sent, over all categories. */
  rate: number;
}

const hour = 3_600_000;
const day = 24 * hour;

/** Half of an imported score's weight is gone after 30 days: it is a batch of somebody else's, and nobody says when it stops coming. */
const importedHalfLife = 30 * day;

/** The context of offering `category` at `at`. No age, sex or income: measured worth nothing once a few outcomes are known. */
export function contextOf(
  category: string,
  moment: Moment,
  own: OwnHistory | undefined,
  tables: CategoryTables,
  at: number,
): Context {
  const fields: Record<string, string | number | boolean | undefined> = {
    expiry: expiryBand(moment.secondsLeft),
    distance:
      banded(moment.secondsAway, [[180, '< 3 min'], [600, '3-10 min'], [1200, '10-20 min']], '> 20 min') ??
      banded(moment.metresAway, [[50, '< 50 m'], [200, '50-200 m'], [1000, '0.2-1 km']], '> 1 km'),
    heading: moment.heading,
    daytime: daytimeOf(moment.weekday, moment.hour),
    weather: moment.weather,
    temperature: banded(moment.temperatureCelsius, [[0, '< 0 °C'], [8, '0-8 °C'], [16, '8-16 °C'], [24, '16-24 °C']], '> 24 °C'),
    stay: banded(moment.stayedMinutes, [[5, '< 5 min'], [15, '5-15 min'], [60, '15-60 min']], '> 1 h'),
    ...signalFields(moment.signals),
    ...(own ? historyFields(category, own, tables, at) : {}),
  }; // biome-ignore format: a band a line
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Context;
}

export function expiryBand(secondsLeft: number | undefined): string | undefined {
  return banded(secondsLeft, [[7200, '< 2 h'], [28_800, '2-8 h'], [86_400, '8-24 h']], '> 1 day'); // biome-ignore format: one thought
}

/** So many signals are fields, and of a name and a text so much: a customer's item keeps what her open windows were decided from. */
const maxSignals = 6;
const longestWord = 60;

function signalFields(signals: Context = {}): Context {
  const named = Object.entries(signals).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    named
      .slice(0, maxSignals)
      .map(([name, value]) => [
        `signal ${name.slice(0, longestWord)}`,
        typeof value === 'string' ? value.slice(0, longestWord) : value,
      ]),
  );
}

function historyFields(category: string, own: OwnHistory, tables: CategoryTables, at: number) {
  const habit = own.habits.find((one) => one.category === category);
  const now = habit && faded(habit, at);
  const owned = own.habits.map((one) => [one.category, faded(one, at).purchases] as const);
  const past = own.sentAt.filter((sent) => sent <= at);
  const sinceLast = past.length > 0 ? (at - Math.max(...past)) / hour : undefined;
  const score = own.imported.find((one) => one.category === category);
  return {
    visit: banded(own.visit, [[2, 'first'], [6, '2nd-5th']], '6th and later'),
    ownRate: banded(now?.purchases ?? 0, [[0.1, 'never'], [0.7, 'once'], [2, '1-2'], [5, '2-5']], '5 and more'),
    visitRate: banded(now?.visits ?? 0, [[0.1, 'never'], [0.7, 'once'], [2, '1-2'], [5, '2-5']], '5 and more'),
    redemptionRate: now && redemptionRate(now, tables.rate),
    rhythm: habit && rhythmOf(habit, at),
    interest: own.interests.includes(category) ? true : undefined,
    sinceLastSend: banded(sinceLast, [[6, '< 6 h'], [24, '6-24 h'], [72, '1-3 days']], '> 3 days'),
    sendsInWeek: Math.min(5, past.filter((sent) => at - sent < 7 * day).length),
    importedScore: score && importedQuantity(score, tables.rate, at),
    alsoRedeemed: alsoRedeemedScore(tables.alsoRedeemed, category, owned),
  }; // biome-ignore format: a band a line
}

/** How far an imported score lies above what people in general do, in the logit, fading with its age. The model learns what that is worth. */
export function importedQuantity({ score, at }: ImportedScore, rate: number, now: number): number {
  const inside = Math.max(0.001, Math.min(0.999, score));
  return (logit(inside) - logit(rate)) * 2 ** (-Math.max(0, now - at) / importedHalfLife);
}

function daytimeOf(weekday: number | undefined, hourOfDay: number | undefined): string | undefined {
  if (weekday === undefined || hourOfDay === undefined) return undefined;
  const part = banded(hourOfDay, [[5, 'night'], [10, 'morning'], [14, 'noon'], [18, 'afternoon'], [22, 'evening']], 'night'); // biome-ignore format: one thought
  return `${weekday >= 6 ? 'weekend' : 'weekday'} ${part}`;
}

/** The name of the first band whose bound is above the number. */
function banded(number: number | undefined, bands: [number, string][], beyond: string): string | undefined {
  if (number === undefined || Number.isNaN(number)) return undefined;
  return bands.find(([bound]) => number < bound)?.[1] ?? beyond;
}
