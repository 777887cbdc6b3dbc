// The world model: what it is taught it predicts, a batch does what its lessons do, and nobody can push it far.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyLessons, calibrate, startLearning } from '../../../shared/core/propensity/apply-lessons.ts';
import { calibrated, recalibrate, uncalibrated } from '../../../shared/core/propensity/calibration.ts';
import { featuresOf, worldPriors } from '../../../shared/core/propensity/features.ts';
import { learn } from '../../../shared/core/propensity/learn.ts';
import { predict } from '../../../shared/core/propensity/predict.ts';
import { reasonsOf } from '../../../shared/core/propensity/reasons.ts';
import {
  maxFeatures,
  newWorldModel,
  openWorldModel,
  worldModelBytes,
  worldPrior,
} from '../../../shared/core/propensity/world-model.ts';
import { type Lesson, lesson } from '../../../shared/model/propensity.ts';
import { anyContext, anyOutcome, coffee, declined, redeemed, startsAt } from './samples.ts';

const fresh = newWorldModel(0);

function lessonFrom(category: string, context: Record<string, string | number>, outcome: 0 | 1, id: string): Lesson {
  const evidence = outcome === 1 ? redeemed(id) : declined(id);
  return learn(fresh, undefined, featuresOf(category, context), evidence).lesson!;
}

test('a lesson passes the contract of the queue as JSON and holds no customer', () => {
  const given = lessonFrom('coffee', { weather: 'rain' }, 1, 'o-1');
  expect(lesson.parse(JSON.parse(JSON.stringify(given)))).toEqual(given);
  expect(Object.keys(given).sort()).toEqual(['at', 'id', 'keys', 'ownMean', 'ownVariance', 'target', 'values']);
});

test('it learns what holds for everybody: rain sells coffee and not ice cream', () => {
  const lessons: Lesson[] = [];
  for (let n = 0; n < 300; n++) {
    const i = 7 * n;
    lessons.push(lessonFrom('coffee', { weather: 'rain' }, i % 10 < 6 ? 1 : 0, `a${i}`));
    lessons.push(lessonFrom('coffee', { weather: 'sun' }, i % 10 < 2 ? 1 : 0, `b${i}`));
    lessons.push(lessonFrom('ice cream', { weather: 'rain' }, i % 10 < 1 ? 1 : 0, `c${i}`));
    lessons.push(lessonFrom('ice cream', { weather: 'sun' }, i % 10 < 5 ? 1 : 0, `d${i}`));
  }
  const model = applyLessons(fresh, lessons, startsAt);
  const p = (category: string, weather: string) =>
    predict(model, undefined, featuresOf(category, { weather }), startsAt).p;
  expect(Math.abs(p('coffee', 'rain') - 0.6)).toBeLessThan(0.1);
  expect(p('coffee', 'rain')).toBeGreaterThan(p('coffee', 'sun') + 0.2);
  expect(p('ice cream', 'sun')).toBeGreaterThan(p('ice cream', 'rain') + 0.2);
  const { groups } = predict(model, undefined, featuresOf('coffee', { weather: 'rain' }), startsAt);
  const [strongest] = reasonsOf(groups, 'coffee', { weather: 'rain' });
  expect(strongest).toMatchObject({ field: 'weather', value: 'rain', own: 0 });
  expect(strongest!.world).toBeGreaterThan(0.2);
});

test('the groups of a prediction add up to its logit, and the customer’s own part is told apart', () => {
  const model = applyLessons(fresh, [lessonFrom('coffee', { weather: 'rain' }, 1, '1')], startsAt);
  const features = featuresOf('coffee', { weather: 'rain' });
  const { residual } = learn(model, undefined, features, redeemed('2'));
  const { groups, p } = predict(model, residual, features, startsAt);
  const sum = groups.reduce((total, { world, own }) => total + world + own, 0);
  expect(groups.map(({ field }) => field)).toEqual(['average', 'category', 'weather', 'situation']);
  expect(groups[1]!.own).toBeGreaterThan(groups[2]!.own);
  // The logit is drawn towards zero by what is uncertain, and then calibrated: same sign, nearer to even.
  expect(Math.log(p / (1 - p))).toBeGreaterThan(0);
  expect(Math.log(p / (1 - p))).toBeLessThan(sum);
});

test('applied, it is what its bytes hold', () => {
  fc.assert(
    fc.property(fc.array(anyOutcome, { minLength: 1, maxLength: 30 }), anyContext, (outcomes, context) => {
      const lessons = outcomes.flatMap(
        ({ category, context: seen, evidence }, i) =>
          learn(fresh, undefined, featuresOf(category, seen), { ...evidence, id: `${i}`, teaches: true }).lesson ?? [],
      );
      const model = applyLessons(fresh, lessons, startsAt);
      const opened = openWorldModel(worldModelBytes(model));
      expect(opened).toEqual(model);
      for (const [key, i] of model.index) {
        expect(model.variances[i]).toBeGreaterThan(0);
        expect(model.variances[i]).toBeLessThanOrEqual(Math.fround(worldPrior(key)));
      }
      const { p } = predict(opened, undefined, featuresOf(outcomes[0]!.category, context), startsAt);
      expect(p > 0 && p < 1).toBe(true);
    }),
  );
  expect(() => openWorldModel(new Uint8Array(3))).toThrow(RangeError);
  expect(() => openWorldModel(worldModelBytes(fresh).subarray(1))).toThrow(RangeError);
});

test('a lesson twice in a batch counts once, and the model it was given stays as it was', () => {
  const one = lessonFrom('coffee', { weather: 'rain' }, 1, 'same');
  const twice = applyLessons(fresh, [one, one], startsAt);
  expect(twice).toEqual(applyLessons(fresh, [one], startsAt));
  expect(fresh.index.size).toBe(0);
});

test('bounded harm: a day of forged outcomes of one customer moves nobody else’s p by more than a tenth in an established model', () => {
  const honest = Array.from({ length: 2000 }, (_, i) =>
    lessonFrom('coffee', { weather: i % 2 ? 'rain' : 'sun' }, i % 10 === 0 ? 1 : 0, `h${i}`),
  );
  const model = applyLessons(fresh, honest, startsAt);
  const features = featuresOf('coffee', { weather: 'rain' });
  const before = predict(model, undefined, features, startsAt).p;
  const forged: Lesson[] = [];
  let residual: Parameters<typeof learn>[1];
  for (let i = 0; i < 10_000; i++) {
    const learnt = learn(model, residual, features, redeemed(`f${i}`, startsAt + i));
    residual = learnt.residual;
    if (learnt.lesson) forged.push(learnt.lesson);
  }
  const after = predict(applyLessons(model, forged, startsAt), undefined, features, startsAt).p;
  expect(after).toBeGreaterThan(before);
  expect(after - before).toBeLessThan(0.1);
});

test('certainty fades when nobody teaches, so that the world can be learnt anew', () => {
  const taught = applyLessons(fresh, [lessonFrom('coffee', {}, 1, '1')], startsAt);
  const idle = applyLessons(taught, [], startsAt + 3 * 365 * 86_400_000);
  for (const [key, i] of idle.index)
    expect(idle.variances[i]).toBeGreaterThan(taught.variances[taught.index.get(key)!]!);
  expect(idle.at).toBe(startsAt + 3 * 365 * 86_400_000);
});

test('features beyond the bound are given up, those least learnt first', () => {
  const learner = startLearning(fresh);
  for (let i = 0; i < 50; i++) learner.take(lessonFrom('coffee', {}, 1, `c${i}`));
  for (let i = 0; i < 12_000; i++) learner.take(lessonFrom('coffee', { n: `value ${i}` }, 0, `n${i}`));
  expect(learner.model.index.size).toBeLessThan(1.3 * maxFeatures);
  const published = openWorldModel(worldModelBytes(learner.model));
  expect(published.index.size).toBeLessThanOrEqual(maxFeatures);
  for (const key of featuresOf('coffee', {}).keys) if (key !== 0) expect(published.index.has(key)).toBe(true);
});

test('a new model starts at the rates it is given, and learns others from some hundred outcomes', () => {
  const moment = {
    expiry: '2h',
    distance: 'near',
    heading: true,
    daytime: 'noon',
    weather: 'rain',
    temperature: 'warm',
  };
  const p = (model: typeof fresh, context: Record<string, string | boolean>) =>
    predict(model, undefined, featuresOf('coffee', { ...moment, ...context }), 0).p;
  const model = newWorldModel(0, { rate: 0.05, interestedRate: 0.2 });
  expect(Math.abs(p(model, {}) - 0.05)).toBeLessThan(0.01);
  expect(Math.abs(p(model, { interest: true }) - 0.2)).toBeLessThan(0.02);
  const lessons = Array.from({ length: 300 }, (_, i) => {
    const evidence = i % 5 === 0 ? redeemed(`${i}`) : declined(`${i}`);
    return learn(model, undefined, featuresOf('coffee', moment), evidence).lesson!;
  });
  expect(Math.abs(p(applyLessons(model, lessons, startsAt), {}) - 0.2)).toBeLessThan(0.05);
});

test('the calibration finds a model that says too much, and never turns the order round', () => {
  let known = uncalibrated;
  for (let i = 0; i < 4000; i++) {
    // It says ±2 where the truth is ±1, and one too high.
    const logit = i % 2 ? 3 : -1;
    const truth = 1 / (1 + Math.exp(-(i % 2 ? 1 : -1)));
    known = recalibrate(known, logit, truth);
  }
  expect(calibrated(known, 3)).toBeCloseTo(1, 0);
  expect(calibrated(known, -1)).toBeCloseTo(-1, 0);
  let perverse = uncalibrated;
  for (let i = 0; i < 10_000; i++) perverse = recalibrate(perverse, i % 2 ? 3 : -3, i % 2 ? 0 : 1);
  expect(calibrated(perverse, 1)).toBeGreaterThan(calibrated(perverse, -1));
});

test('between refreshes only the calibration moves', () => {
  const model = applyLessons(fresh, [lessonFrom('coffee', {}, 1, '1')], startsAt);
  const later = calibrate(
    model,
    Array.from({ length: 200 }, (_, i) => lessonFrom('coffee', {}, 0, `${i}`)),
  );
  expect(later.weights).toBe(model.weights);
  expect(predict(later, undefined, coffee(), startsAt).p).toBeLessThan(predict(model, undefined, coffee(), startsAt).p);
});

test('every kind of feature has a prior', () => {
  for (const key of featuresOf('coffee', { expiry: '2h', weather: 'rain', importedScore: 1, ownRate: 0.3 }).keys) {
    if (key !== 0) expect(worldPriors[key & 7]).toBeGreaterThan(0);
  }
});
