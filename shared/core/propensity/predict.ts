// Predict: the probability that this customer redeems this category here and now, and what it is made of.
import { calibrated } from './calibration.ts';
import type { Features } from './features.ts';
import { ownPart, type Residual } from './residual.ts';
import { sigmoid, type WorldModel, worldPart } from './world-model.ts';

/** What a field adds to the logit: for everybody, and for this customer beyond that. */
export interface Group {
  field: string;
  world: number;
  own: number;
}

export interface Prediction {
  /** Strictly between 0 and 1. */
  p: number;
  groups: Group[];
}

/** Beyond this the logit is cut off: 0.99999 is as sure as anybody can be of a person, and p stays inside (0, 1). */
const furthest = 11.5;

/**
 * The probability of redemption at `at` (epoch milliseconds). Without a residual (a new customer, or no consent to profiling) it
 * is what people in this context do. Pure; a few microseconds.
 */
export function predict(model: WorldModel, residual: Residual | undefined, features: Features, at: number): Prediction {
  const world = features.names.map(() => 0);
  const everybody = worldPart(model, features.keys, features.values, world);
  const own = ownPart(residual, features.slots, at / 1000);
  const moderated = moderate(everybody.mean + own.mean, everybody.variance + own.variance);
  const p = sigmoid(bounded(calibrated(model.calibration, moderated)));
  const groups = features.names.map((field, i) => ({ field, world: world[i]!, own: own.byField[i]! }));
  return { p, groups };
}

/**
 * The logit of the mean of σ over a Gaussian: m / √(1 + π s / 8) (D. J. C. MacKay, The evidence framework applied to
 * classification networks, 1992).
 */
export function moderate(mean: number, variance: number): number {
  return mean * shrink(variance);
}

/** 1 / √(1 + π s / 8). */
export function shrink(variance: number): number {
  return 1 / Math.sqrt(1 + (Math.PI * variance) / 8);
}

export function bounded(logit: number): number {
  return Math.max(-furthest, Math.min(furthest, logit));
}
