// What is known of a moment and of a customer, as fields: bands, habits, rhythm, neighbours and imported scores.
import { describe, expect, test } from 'vitest';
import { seeded } from '../../../bench/silence/random.ts';
import {
  alsoRedeemedScore,
  alsoRedeemedTable,
  countFirstTimes,
  type FirstTime,
  fewestPeople,
} from '../../../shared/core/propensity/also-redeemed.ts';
import { applyLessons } from '../../../shared/core/propensity/apply-lessons.ts';
import { contextOf, importedQuantity } from '../../../shared/core/propensity/context.ts';
import { featuresOf } from '../../../shared/core/propensity/features.ts';
import { faded, maxHabits, redemptionRate, rhythmOf, withDeed } from '../../../shared/core/propensity/habits.ts';
import { learn } from '../../../shared/core/propensity/learn.ts';
import { predict } from '../../../shared/core/propensity/predict.ts';
import { evidenceOf, strengths } from '../../../shared/core/propensity/strengths.ts';
import { newWorldModel } from '../../../shared/core/propensity/world-model.ts';
import { outcome, outcomeKind } from '../../../shared/model/outcome.ts';
import { categoryCounts, context, type Habit, habit, type Lesson } from '../../../shared/model/propensity.ts';
import { startsAt as at, declined, redeemed } from './samples.ts';

const day = 86_400_000;
const tables = { alsoRedeemed: {}, rate: 0.05 };
const nobody = { habits: [], interests: [], sentAt: [], imported: [] };

describe('context', () => {
  test('a moment in words; what is unknown is left out', () => {
    const moment = {
      secondsLeft: 5400,
      metresAway: 120,
      heading: true,
      weekday: 6,
      hour: 13,
      weather: 'rain',
      temperatureCelsius: -0.5,
      signals: { match: 'won' },
    };
    const fields = contextOf('coffee', moment, undefined, tables, at);
    expect(fields).toEqual({
      expiry: '< 2 h',
      distance: '50-200 m',
      heading: true,
      daytime: 'weekend noon',
      weather: 'rain',
      temperature: '< 0 °C',
      'signal match': 'won',
    });
    expect(context.parse(fields)).toEqual(fields);
    expect(contextOf('coffee', {}, undefined, tables, at)).toEqual({});
    expect(contextOf('coffee', { metresAway: 2000, secondsAway: 100 }, undefined, tables, at).distance).toBe('< 3 min');
  });

  test('without consent nothing of the customer is in it; with it, nothing that is not about the category', () => {
    const own = {
      ...nobody,
      interests: ['coffee'],
      sentAt: [at - 3_600_000, at + day],
      imported: [{ category: 'coffee', score: 0.5, at }],
    };
    expect(contextOf('books', {}, own, tables, at)).toEqual({
      ownRate: 'never',
      visitRate: 'never',
      sinceLastSend: '< 6 h',
      sendsInWeek: 1,
    });
    expect(contextOf('coffee', {}, own, tables, at)).toMatchObject({ interest: true, importedScore: Math.log(19) });
  });

  test('an imported score fades with age, and is neutral at what people do in general', () => {
    const score = (score: number, ageDays: number) =>
      importedQuantity({ category: 'c', score, at }, 0.05, at + ageDays * day);
    expect(score(0.05, 0)).toBeCloseTo(0);
    expect(score(0.5, 30)).toBeCloseTo(score(0.5, 0) / 2);
    expect(Math.abs(score(0, 0))).toBeLessThan(10);
  });

  test('what an imported score is worth is learnt: much where it is right, nothing where it is noise', () => {
    const worth = (isRight: boolean) => {
      const lessons: Lesson[] = [];
      const random = seeded(3);
      for (let i = 0; i < 600; i++) {
        const isHigh = (i * 7) % 10 < 5;
        const redeems = isRight ? isHigh : random() < 0.5;
        const features = featuresOf('coffee', { importedScore: isHigh ? 2 : -2 });
        const evidence = redeems ? redeemed(`${i}`) : declined(`${i}`);
        lessons.push(learn(newWorldModel(0), undefined, features, evidence).lesson!);
      }
      const model = applyLessons(newWorldModel(0), lessons, at);
      const p = (x: number) => predict(model, undefined, featuresOf('coffee', { importedScore: x }), at).p;
      return p(2) - p(-2);
    };
    expect(worth(true)).toBeGreaterThan(0.6);
    expect(Math.abs(worth(false))).toBeLessThan(0.25);
  });

  test('the order of fields does not matter, and numbers fall into bands', () => {
    const sorted = (keys: number[]) => [...keys].sort();
    const [one, other] = [featuresOf('a', { x: 1, y: 'b' }), featuresOf('a', { y: 'b', x: 1 })];
    expect(sorted(other.keys)).toEqual(sorted(one.keys));
    const keys = (ownRate: number) => featuresOf('a', { ownRate }).keys;
    expect(keys(0.1)).toEqual(keys(0.105));
    expect(keys(0.1)).not.toEqual(keys(0.2));
    expect(keys(3)).not.toEqual(keys(4));
    expect(featuresOf('a', { x: 1 }).keys).not.toEqual(featuresOf('b', { x: 1 }).keys);
  });
});

describe('habits', () => {
  const every = (days: number[], category = 'nappies') => {
    let habits: Habit[] = [];
    let when = at;
    for (const gap of days) {
      when += gap * day;
      habits = withDeed(habits, category, 'purchased', when);
    }
    return { habit: habits[0]!, last: when };
  };

  test('nappies every two weeks are due in two weeks', () => {
    const { habit: nappies, last } = every([0, 14, 13, 15, 14, 14]);
    expect(habit.parse(nappies)).toEqual(nappies);
    expect([3, 9, 13, 17, 25, 60].map((days) => rhythmOf(nappies, last + days * day))).toEqual(
      ['just-bought', 'early', 'due', 'due', 'overdue', undefined], // biome-ignore format: a row
    );
  });

  test('what is bought now and then has no rhythm, and one trip is one purchase', () => {
    const { habit: erratic, last } = every([0, 1, 40, 3, 90, 2]);
    expect(rhythmOf(erratic, last + 20 * day)).toBeUndefined();
    const { habit: trips } = every([0, 14, 0.1, 14, 0.1, 14]);
    expect(trips.intervals).toBe(3);
    expect(trips.intervalDays).toBeCloseTo(14, 0);
  });

  test('visits fade by half in 60 days, and the faintest category gives way', () => {
    let habits = withDeed([], 'old', 'visited', at);
    expect(faded(habits[0]!, at + 60 * day).visits).toBe(0.5);
    for (let i = 0; i < maxHabits; i++) habits = withDeed(habits, `c${i}`, 'visited', at + 60 * day);
    expect(habits).toHaveLength(maxHabits);
    expect(habits.map(({ category }) => category)).not.toContain('old');
  });

  test('the redemption rate starts at what people do and moves with her own', () => {
    expect(redemptionRate({ redemptions: 0, offers: 0 }, 0.05)).toBe(0.05);
    const [once] = withDeed([], 'coffee', 'redeemed', at);
    expect(redemptionRate(once!, 0.05)).toBeCloseTo(1.4 / 9);
    expect(redemptionRate(withDeed([], 'coffee', 'offered', at)[0]!, 0.05)).toBeLessThan(0.05);
  });
});

describe('people like you', () => {
  const times = (count: number, firstTime: FirstTime) => Array.from({ length: count }, () => firstTime);
  const counts = countFirstTimes({ alone: {}, together: {} }, [
    ...times(119, { category: 'coffee', others: [] }),
    ...times(25, { category: 'cake', others: ['coffee', 'cake'] }),
    ...times(fewestPeople - 1, { category: 'rare', others: ['coffee'] }),
  ]);
  const people = countFirstTimes(counts, [
    ...times(15, { category: 'cake', others: [] }),
    ...times(15, { category: 'coffee', others: ['cake', 'cake'] }),
  ]);

  test('counting leaves what it was given, and its result can be stored', () => {
    expect(counts.alone.coffee).toBe(119);
    expect(categoryCounts.parse(people)).toEqual(people);
    expect(people.together).toEqual({ 'cake\ncoffee': 40, 'coffee\nrare': fewestPeople - 1 });
  });

  test('the table holds the cosine, and nothing that fewer than 20 people share', () => {
    expect(alsoRedeemedTable(people)).toEqual({
      coffee: { cake: Math.round((1000 * 40) / Math.sqrt(134 * 40)) / 1000 },
      cake: { coffee: Math.round((1000 * 40) / Math.sqrt(134 * 40)) / 1000 },
    });
  });

  test('a score for what she has not bought from what she has', () => {
    const table = alsoRedeemedTable(people);
    expect(alsoRedeemedScore(table, 'cake', [['coffee', 3]])).toBe(table.cake!.coffee);
    expect(alsoRedeemedScore(table, 'cake', [['coffee', 0.5]])).toBeCloseTo(table.cake!.coffee! / 2, 2);
    expect(alsoRedeemedScore(table, 'cake', [['cake', 3]])).toBe(0);
    expect(alsoRedeemedScore(table, 'constructor', [['coffee', 1]])).toBeUndefined();
  });
});

describe('outcomes', () => {
  const given = { id: 'o-1', at, category: 'coffee' };

  test('every kind has its strength, and only what is predicted teaches the world', () => {
    for (const kind of outcomeKind.options) {
      const evidence = evidenceOf(outcome.parse({ ...given, kind, ...(kind === 'rated' ? { rating: 5 } : {}) }));
      expect(evidence === undefined).toBe(kind === 'delivered');
      if (evidence) expect(evidence.teaches).toBe(['redeemed', 'purchased', 'unanswered'].includes(kind));
    }
    expect(Object.values(strengths).every(({ why }) => why.length > 20)).toBe(true);
  });

  test('a mute weighs more than a dismissal, and stars run from no to yes', () => {
    expect(strengths.muted.strength).toBeGreaterThan(strengths.dismissed.strength);
    const stars = [1, 3, 5].map((rating) => evidenceOf({ ...given, kind: 'rated', rating })!.target);
    expect(stars).toEqual([0, 0.5, 1]);
    expect(outcome.safeParse({ ...given, kind: 'rated' }).error?.issues[0]?.path).toEqual(['rating']);
    expect(outcome.safeParse({ ...given, kind: 'opened', rating: 3 }).success).toBe(false);
  });
});
