// Samples for the propensity tests: random opportunities and outcomes, and the Gaussian of a residual as a matrix.
import fc from 'fast-check';
import { type Features, featuresOf } from '../../../shared/core/propensity/features.ts';
import { type Evidence, learn } from '../../../shared/core/propensity/learn.ts';
import { covarianceOne, type Residual } from '../../../shared/core/propensity/residual.ts';
import type { WorldModel } from '../../../shared/core/propensity/world-model.ts';
import type { Context } from '../../../shared/model/propensity.ts';

export const startsAt = Date.UTC(2026, 2, 1);

const word = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
export const anyContext: fc.Arbitrary<Context> = fc.record(
  {
    expiry: fc.constantFrom('2h', '1d'),
    distance: fc.oneof(fc.constantFrom('near', 'far'), fc.double({ noNaN: true })),
    heading: fc.boolean(),
    ownRate: fc.double({ min: 0, max: 1, noNaN: true }),
    importedScore: fc.double({ noNaN: true }),
    weather: word,
    company: word,
    'any name': fc.oneof(fc.string({ maxLength: 5 }), fc.integer()),
  },
  { requiredKeys: [] },
);

export const anyOutcome = fc.record({
  category: fc.string({ minLength: 1, maxLength: 2 }),
  context: anyContext,
  evidence: fc.record({
    id: fc.string({ maxLength: 6 }),
    // In any order: late ones too.
    at: fc.integer({ min: startsAt, max: startsAt + 400 * 86_400_000 }),
    target: fc.double({ min: 0, max: 1, noNaN: true }),
    strength: fc.double({ min: 0, max: 4, noNaN: true }),
    teaches: fc.boolean(),
  }),
});

export function afterAll(
  model: WorldModel,
  outcomes: { category: string; context: Context; evidence: Evidence }[],
): Residual | undefined {
  let residual: Residual | undefined;
  for (const { category, context, evidence } of outcomes) {
    residual = learn(model, residual, featuresOf(category, context), evidence).residual;
  }
  return residual;
}

/** The covariance in units of the priors' deviations: the prior is the unit matrix. */
export function covarianceOf({ keys, covariance }: Residual): number[][] {
  return Array.from(keys, (_, i) =>
    Array.from(keys, (_, j) => covariance[i >= j ? (i * (i + 1)) / 2 + j : (j * (j + 1)) / 2 + i]! / covarianceOne),
  );
}

/** Eigenvalues of a symmetric matrix, by Jacobi's rotations. */
export function eigenvalues(matrix: number[][]): number[] {
  const a = matrix.map((row) => [...row]);
  const n = a.length;
  for (let sweep = 0; sweep < 50; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (Math.abs(a[p]![q]!) < 1e-15) continue;
        const angle = Math.atan2(2 * a[p]![q]!, a[q]![q]! - a[p]![p]!) / 2;
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[k]![p]!, a[k]![q]!];
          a[k]![p] = c * x - s * y;
          a[k]![q] = s * x + c * y;
        }
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[p]![k]!, a[q]![k]!];
          a[p]![k] = c * x - s * y;
          a[q]![k] = s * x + c * y;
        }
      }
    }
  }
  return a.map((row, i) => row[i]!);
}

export function coffee(context: Context = {}): Features {
  return featuresOf('coffee', { expiry: '2h', distance: 'near', weather: 'rain', ...context });
}

export function redeemed(id: string, at = startsAt): Evidence {
  return { id, at, target: 1, strength: 1, teaches: true };
}

export function declined(id: string, at = startsAt): Evidence {
  return { ...redeemed(id, at), target: 0 };
}
