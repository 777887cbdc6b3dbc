// Intervals of a difference, against the worked examples Newcombe published; the verdict, and whether the arms are as large as they should be.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Arm, alwaysValidInterval, alwaysValidZ, fixedInterval } from '../../../shared/core/uplift/intervals.ts';
import { sampleRatioOf, tailOfNormal } from '../../../shared/core/uplift/sample-ratio.ts';
import { needsAboutMoreCustomers, verdictOf } from '../../../shared/core/uplift/verdict.ts';

const arm = (converted: number, customers: number): Arm => ({ customers, converted });

describe('the interval for one look', () => {
  // Newcombe 1998, table II, method 10
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('%i/%i − %i/%i as published', (a, m, b, n, lower, upper) => {
    const [low, high] = fixedInterval(arm(a, m), arm(b, n));
    expect([low.toFixed(4), high.toFixed(4)]).toEqual([lower.toFixed(4), upper.toFixed(4)]);
  });
});

const arms = fc
  .tuple(fc.integer({ min: 0, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([customers, share]) => arm(Math.round(customers * share), customers));

describe('the interval for looking every day', () => {
  test('holds the one for a single look, and neither leaves what a difference can be', () => {
    fc.assert(
      fc.property(arms, arms, (push, holdout) => {
        const [low, high] = alwaysValidInterval(push, holdout);
        const [innerLow, innerHigh] = fixedInterval(push, holdout);
        expect(low).toBeLessThanOrEqual(innerLow + 1e-12);
        expect(high).toBeGreaterThanOrEqual(innerHigh - 1e-12);
        expect(low).toBeGreaterThanOrEqual(-1 - 1e-12);
        expect(high).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  test('turned round, it is the same turned round', () => {
    fc.assert(
      fc.property(arms, arms, (push, holdout) => {
        const [low, high] = alwaysValidInterval(push, holdout);
        const [turnedLow, turnedHigh] = alwaysValidInterval(holdout, push);
        expect(turnedLow).toBeCloseTo(-high, 12);
        expect(turnedHigh).toBeCloseTo(-low, 12);
      }),
    );
  });

  test('is tightest where it says, and widest for few', () => {
    const wide = [1, 10, 50, 500, 10_000].map((customers) => alwaysValidZ(customers).toFixed(2));
    // √(2 (1 + 1/x) ln(√(x + 1) / 0.05)), x = customers × 7.936 / 500, by hand
    expect(wide).toEqual(['19.61', '6.69', '3.86', '3.04', '3.34']);
    expect(alwaysValidInterval(arm(0, 0), arm(3, 10))).toEqual([-1, 1]);
  });
});

describe('the verdict', () => {
  test('helped, hurt, undecided, and none for few', () => {
    expect(verdictOf(arm(900, 9000), arm(40, 1000))).toBe('helped');
    expect(verdictOf(arm(360, 9000), arm(100, 1000))).toBe('hurt');
    expect(verdictOf(arm(450, 9000), arm(48, 1000))).toBe('undecided');
    expect(verdictOf(arm(900, 9000), arm(0, 19))).toBe('too-few');
    expect(verdictOf(arm(19, 19), arm(0, 1000))).toBe('too-few');
    // nobody held out has converted: with so few of them that says little
    expect(verdictOf(arm(90, 1800), arm(0, 60))).toBe('undecided');
  });

  test('so many more customers, were things to stay as they are, bring it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 3000 }),
        fc.double({ min: 0.02, max: 0.5, noNaN: true }),
        fc.double({ min: 0.02, max: 0.5, noNaN: true }),
        (heldOut, p, q) => {
          const [push, holdout] = [
            arm(Math.round(9 * heldOut * p), 9 * heldOut),
            arm(Math.round(heldOut * q), heldOut),
          ];
          const more = needsAboutMoreCustomers(push, holdout);
          if (more === undefined) return;
          const grown = (factor: number) =>
            [push, holdout].map((one) => arm(one.converted * factor, one.customers * factor)) as [Arm, Arm];
          expect(verdictOf(...grown(1 + more / (10 * heldOut)))).not.toBe('undecided');
          // two digits rounded up: a ninth less is too few
          if (more >= 20) expect(verdictOf(...grown(1 + (0.88 * more - 2) / (10 * heldOut)))).toBe('undecided');
        },
      ),
    );
    expect(needsAboutMoreCustomers(arm(450, 9000), arm(45, 1000))).toBe(240_000);
    expect(needsAboutMoreCustomers(arm(450, 9000), arm(50, 1000))).toBeUndefined();
  });
});

describe('the sample ratio', () => {
  test('tails of the normal distribution, as in the tables', () => {
    for (const [z, p] of [[0, 1], [1, 0.3173105], [1.959964, 0.05], [2.575829, 0.01], [3.290527, 0.001]] as const) // biome-ignore format: a table
      expect(tailOfNormal(z)).toBeCloseTo(p, 6);
  });

  test('as asked for, and not', () => {
    expect(sampleRatioOf(10_000, 1000, 1000)).toEqual({ expectedHoldoutShare: 0.1, p: expect.closeTo(1, 6), ok: true });
    // 30 is one standard deviation
    expect(sampleRatioOf(10_000, 1060, 1000)).toMatchObject({ p: expect.closeTo(0.0455, 4), ok: true });
    expect(sampleRatioOf(10_000, 1100, 1000)).toMatchObject({ ok: false });
    expect(sampleRatioOf(10_000, 0, 0)).toBeUndefined();
  });
});
