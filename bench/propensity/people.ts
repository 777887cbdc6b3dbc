// People with tastes of their own: a seeded generator of opportunities whose true probabilities are known.
import { type Random, seeded } from '../silence/random.ts';
import type { CouponRow } from './coupons.ts';

const categories = ['coffee', 'bakery', 'bar', 'lunch', 'toys', 'books', 'shoes', 'flowers'];
const moments = {
  expiry: ['2h', '1d'],
  distance: ['0-5 min', '5-15 min', '15-30 min'],
  weather: ['clear', 'rain', 'snow'],
  daytime: ['morning', 'noon', 'afternoon', 'evening'],
  weekday: ['weekday', 'weekend'],
};

/**
 * `count` opportunities of `people`, in random order, each with its true probability. The world's part: every value of every field
 * counts, alone and by category. The person's: an average, and a taste for each category, expiry and distance. About one in seven is taken.
 */
export function drawPeople(seed: number, people: number, count: number): (CouponRow & { truth: number })[] {
  const random = seeded(seed);
  const weights = new Map<string, number>();
  const weight = (name: string, deviation: number) => {
    let known = weights.get(name);
    if (known === undefined) {
      known = deviation * normal(random);
      weights.set(name, known);
    }
    return known;
  };
  return Array.from({ length: count }, () => {
    const customerId = `person-${Math.floor(random() * people)}`;
    const category = pick(random, categories);
    const context: Record<string, string> = {};
    let logit = -2.8 + weight(category, 0.6) + weight(customerId, 0.8) + weight(`${customerId} ${category}`, 1.2);
    for (const [field, values] of Object.entries(moments)) {
      const value = pick(random, values);
      context[field] = value;
      logit += weight(`${field} ${value}`, 0.4) + weight(`${field} ${value} ${category}`, 0.3);
      if (field === 'expiry' || field === 'distance') logit += weight(`${customerId} ${field} ${value}`, 0.5);
    }
    const truth = 1 / (1 + Math.exp(-logit));
    return { customerId, category, context, outcome: random() < truth ? 1 : 0, truth };
  });
}

function pick<T>(random: Random, values: T[]): T {
  return values[Math.floor(random() * values.length)]!;
}

/** Box and Muller, 1958. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
