// Habits: how often a customer visits, buys and redeems in a category, fading with time, and when she will need it again.
import type { Habit } from '../../model/propensity.ts';

const day = 86_400_000;

/** People change: half of a visit is forgotten after 60 days. */
const halfLife = 60 * day;

/** Habits are kept for so many categories, the ones with something to tell: about 100 bytes each. */
export const maxHabits = 10;

/** Purchases closer together than this are one shopping trip. */
const sameTripDays = 0.5;

/** How many intervals it takes to call a purchase regular, and how even they must be: standard deviation over mean. */
const regularFrom = 3;
const regularUpTo = 0.5;

/** A redemption counts as a purchase too. `offered` is an offer whose window ended without either. */
export type Deed = 'visited' | 'purchased' | 'redeemed' | 'offered';

/** The habits after a deed, the faintest given up where there are too many. Pure. */
export function withDeed(habits: Habit[], category: string, deed: Deed, at: number): Habit[] {
  const before = habits.find((habit) => habit.category === category);
  const habit = noted(before ? faded(before, at) : emptyHabit(category, at), deed, at);
  const others = habits.filter((other) => other.category !== category);
  const weight = (other: Habit) => {
    const { visits, purchases, offers } = faded(other, at);
    return visits + purchases + offers;
  };
  while (others.length >= maxHabits) {
    const faintest = others.reduce((least, other) => (weight(other) < weight(least) ? other : least));
    others.splice(others.indexOf(faintest), 1);
  }
  return [...others, habit];
}

function emptyHabit(category: string, at: number): Habit {
  return { category, at, visits: 0, purchases: 0, redemptions: 0, offers: 0 };
}

/** The habit as it looks at `at`. */
export function faded(habit: Habit, at: number): Habit {
  const left = 2 ** (-Math.max(0, at - habit.at) / halfLife);
  const { visits, purchases, redemptions, offers } = habit;
  return {
    ...habit,
    at: Math.max(at, habit.at),
    visits: tidy(left * visits),
    purchases: tidy(left * purchases),
    redemptions: tidy(left * redemptions),
    offers: tidy(left * offers),
  };
}

/** Four decimals are enough for a rate, and keep it apart from what no table stores. */
function tidy(number: number): number {
  return Math.round(number * 1e4) / 1e4;
}

function noted(habit: Habit, deed: Deed, at: number): Habit {
  if (deed === 'visited') return { ...habit, visits: habit.visits + 1 };
  if (deed === 'offered') return { ...habit, offers: habit.offers + 1 };
  const bought = { ...withInterval(habit, at), purchases: habit.purchases + 1 };
  if (deed === 'purchased') return bought;
  return { ...bought, redemptions: habit.redemptions + 1, offers: habit.offers + 1 };
}

/** Mean and squared deviation of the intervals, recent ones counting more once there are eight. */
function withInterval(habit: Habit, at: number): Habit {
  const { lastPurchaseAt, intervalDays = 0, intervalVariance = 0, intervals = 0 } = habit;
  if (lastPurchaseAt === undefined) return { ...habit, lastPurchaseAt: at };
  const days = (at - lastPurchaseAt) / day;
  if (days < sameTripDays) return habit;
  const share = 1 / Math.min(intervals + 1, 8);
  const off = days - intervalDays;
  return {
    ...habit,
    lastPurchaseAt: at,
    intervalDays: tidy(intervalDays + share * off),
    intervalVariance: tidy((1 - share) * (intervalVariance + share * off * off)),
    intervals: intervals + 1,
  };
}

/**
 * Where she is between two purchases of something she buys at regular intervals (nappies, contact lenses): `just-bought` in the first
 * half, `early`, `due` from 80 % to 130 %, `overdue` to twice the interval. Undefined where nothing is regular.
 */
export function rhythmOf(habit: Habit, at: number): 'just-bought' | 'early' | 'due' | 'overdue' | undefined {
  const { lastPurchaseAt, intervalDays = 0, intervalVariance = 0, intervals = 0 } = habit;
  if (lastPurchaseAt === undefined || intervals < regularFrom) return undefined;
  if (Math.sqrt(intervalVariance) > regularUpTo * intervalDays) return undefined;
  const phase = (at - lastPurchaseAt) / day / intervalDays;
  if (phase < 0.5) return 'just-bought';
  if (phase < 0.8) return 'early';
  if (phase <= 1.3) return 'due';
  return phase <= 2 ? 'overdue' : undefined;
}

/** Redemptions of offers of the category, shrunk towards `rate`, what people in general do: (k + 8 r) / (n + 8). */
export function redemptionRate({ redemptions, offers }: Pick<Habit, 'redemptions' | 'offers'>, rate: number): number {
  return (redemptions + 8 * rate) / (offers + 8);
}
