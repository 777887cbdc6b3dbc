// The customer's residual: a Gaussian that stays one, in 512 bytes, whatever happens to it and in whatever order.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { featuresOf } from '../../../shared/core/propensity/features.ts';
import { learn, maxLessonsPerDay } from '../../../shared/core/propensity/learn.ts';
import { predict } from '../../../shared/core/propensity/predict.ts';
import { maxSlots, openResidual, priorDeviation } from '../../../shared/core/propensity/residual.ts';
import { newWorldModel } from '../../../shared/core/propensity/world-model.ts';
import {
  afterAll,
  anyContext,
  anyOutcome,
  coffee,
  covarianceOf,
  declined,
  eigenvalues,
  redeemed,
  startsAt,
} from './samples.ts';

const world = newWorldModel(0);
const day = 86_400_000;

test('p lies inside (0, 1), whatever was learnt and whatever is asked', () => {
  fc.assert(
    fc.property(fc.array(anyOutcome, { maxLength: 40 }), fc.string(), anyContext, (outcomes, category, context) => {
      const residual = afterAll(world, outcomes);
      const { p, groups } = predict(world, residual, featuresOf(category, context), startsAt);
      expect(p).toBeGreaterThan(0);
      expect(p).toBeLessThan(1);
      for (const { world: shared, own } of groups) expect(Number.isFinite(shared + own)).toBe(true);
    }),
  );
});

test('the covariance is positive semi-definite and never above its prior, as stored', () => {
  fc.assert(
    fc.property(fc.array(anyOutcome, { minLength: 1, maxLength: 60 }), (outcomes) => {
      const residual = afterAll(world, outcomes)!;
      expect(residual.keys.length).toBeLessThanOrEqual(maxSlots);
      expect(residual.bytes.length).toBeLessThanOrEqual(512);
      for (const value of eigenvalues(covarianceOf(residual))) {
        expect(value).toBeGreaterThanOrEqual(-1e-9);
        expect(value).toBeLessThanOrEqual(1 + 1e-9);
      }
      for (const mean of residual.means) expect(Number.isFinite(mean)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('a thousand outcomes alike leave a covariance, too', () => {
  const features = coffee();
  let residual = learn(world, undefined, features, redeemed('0')).residual;
  for (let i = 1; i < 1000; i++)
    residual = learn(world, residual, features, redeemed(`${i}`, startsAt + i * 1000)).residual;
  for (const value of eigenvalues(covarianceOf(residual))) {
    expect(value).toBeGreaterThanOrEqual(-1e-9);
    expect(value).toBeLessThanOrEqual(1 + 1e-9);
  }
});

test('stored and opened again, also from the middle of a buffer, it predicts the very same', () => {
  fc.assert(
    fc.property(fc.array(anyOutcome, { minLength: 1, maxLength: 20 }), anyContext, (outcomes, context) => {
      const residual = afterAll(world, outcomes)!;
      const odd = Buffer.alloc(600, 255).subarray(3, 3 + residual.bytes.length);
      odd.set(residual.bytes);
      const at = startsAt + 500 * day;
      for (const features of outcomes.map(({ category }) => featuresOf(category, context))) {
        expect(predict(world, openResidual(odd), features, at)).toEqual(predict(world, residual, features, at));
      }
    }),
  );
});

test('bytes that are no residual are refused', () => {
  const { bytes } = learn(world, undefined, coffee(), redeemed('1')).residual;
  for (const bad of [
    new Uint8Array(0),
    bytes.subarray(1),
    bytes.subarray(0, -1),
    Uint8Array.from(bytes, (b, i) => (i === 0 ? 9 : b)),
  ]) {
    expect(() => openResidual(bad)).toThrow(RangeError);
  }
});

test('the same outcome a second time changes nothing, also with eleven others between', () => {
  const features = coffee();
  let { residual } = learn(world, undefined, features, redeemed('first'));
  for (let i = 0; i < 11; i++) residual = learn(world, residual, features, declined(`other ${i}`)).residual;
  const again = learn(world, residual, features, redeemed('first', startsAt + day));
  expect(again.residual).toBe(residual);
  expect(again.lesson).toBeUndefined();
});

test('learning changes neither what it was given nor anybody else', () => {
  const features = coffee();
  const anna = learn(world, undefined, features, redeemed('a')).residual;
  const before = Uint8Array.from(anna.bytes);
  const bo = learn(world, undefined, features, declined('b')).residual;
  const later = learn(world, anna, features, declined('c')).residual;
  expect(anna.bytes).toEqual(before);
  expect(later.bytes).not.toEqual(before);
  expect(learn(world, undefined, features, declined('b')).residual.bytes).toEqual(bo.bytes);
  expect(world.index.size).toBe(0);
});

test('an outcome moves p its way, most for the category it was about, and fades', () => {
  const p = (residual: Parameters<typeof predict>[1], category: string, at = startsAt) =>
    predict(world, residual, featuresOf(category, {}), at).p;
  let { residual } = learn(world, undefined, featuresOf('coffee', {}), redeemed('1'));
  residual = learn(world, residual, featuresOf('coffee', {}), redeemed('2')).residual;
  const [coffeeNow, booksNow] = [p(residual, 'coffee'), p(residual, 'books')];
  expect(coffeeNow).toBeGreaterThan(booksNow);
  expect(booksNow).toBeGreaterThan(0.5);
  const coffeeLater = p(residual, 'coffee', startsAt + 90 * day);
  expect(coffeeLater).toBeLessThan(coffeeNow);
  expect(coffeeLater).toBeGreaterThan(0.5);
  expect(p(residual, 'coffee', startsAt + 3000 * day)).toBeCloseTo(0.5, 3);
});

test('a stronger outcome moves more', () => {
  const moved = (strength: number) => {
    const { residual } = learn(world, undefined, coffee(), { ...declined('1'), strength });
    return 0.5 - predict(world, residual, coffee(), startsAt).p;
  };
  expect([0, 0.1, 0.5, 1, 3].map(moved)).toEqual([0, 0.1, 0.5, 1, 3].map(moved).sort((a, b) => a - b));
  expect(moved(0)).toBe(0);
  expect(moved(3)).toBeGreaterThan(1.5 * moved(1));
});

test('with more fields and categories than there is room for, categories stay and minor fields give way', () => {
  let residual = learn(world, undefined, featuresOf('first', {}), redeemed('0')).residual;
  for (let i = 1; i <= 40; i++) {
    const context = { weather: `w${i}`, company: `c${i}` };
    residual = learn(
      world,
      residual,
      featuresOf(`category ${i % 12}`, context),
      redeemed(`${i}`, startsAt + i),
    ).residual;
  }
  const kinds = Array.from(residual.keys, priorDeviation);
  expect(kinds.filter((deviation) => deviation === priorDeviation(1))).toHaveLength(13);
  expect(kinds).toHaveLength(maxSlots);
});

test('one customer gives the world a bounded number of lessons a day', () => {
  let residual: Parameters<typeof learn>[1];
  let lessons = 0;
  for (let i = 0; i < 500; i++) {
    const learnt = learn(world, residual, coffee(), redeemed(`${i}`, startsAt + 1000 * i));
    residual = learnt.residual;
    if (learnt.lesson) lessons += 1;
  }
  expect(lessons).toBe(maxLessonsPerDay);
  expect(learn(world, residual, coffee(), redeemed('late', startsAt - day)).lesson).toBeUndefined();
  expect(learn(world, residual, coffee(), redeemed('next day', startsAt + day)).lesson).toBeDefined();
});
