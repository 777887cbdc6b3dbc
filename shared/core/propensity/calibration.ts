// Calibration: p′ = σ(a + b logit p), two weights learnt online, so that probabilities stay true between refreshes of the world model.

/** Mean and covariance of a and b. */
export interface Calibration {
  a: number;
  b: number;
  varianceA: number;
  covariance: number;
  varianceB: number;
}

/** Nothing to correct; a and b may be out by 0.14 before anything is known. */
export const uncalibrated: Calibration = { a: 0, b: 1, varianceA: 0.02, covariance: 0, varianceB: 0.02 };

/** What is known fades with every outcome: about the last 5,000 count. */
const fade = 1 / 5000;

/** b stays above this, so that calibrating never turns the order of two offers round. */
const smallestSlope = 0.2;

/** The calibrated logit of a logit. */
export function calibrated({ a, b }: Calibration, logit: number): number {
  return a + Math.max(smallestSlope, b) * logit;
}

/** What is known after `target` (0 to 1) happened where the model said `logit`: one step of an extended Kalman filter. */
export function recalibrate(before: Calibration, logit: number, target: number): Calibration {
  const x = Math.max(-6, Math.min(6, logit));
  const p = 1 / (1 + Math.exp(-calibrated(before, x)));
  const varianceA = before.varianceA + fade * (uncalibrated.varianceA - before.varianceA);
  const covariance = before.covariance * (1 - fade);
  const varianceB = before.varianceB + fade * (uncalibrated.varianceB - before.varianceB);
  const gainA = varianceA + covariance * x;
  const gainB = covariance + varianceB * x;
  const h = Math.max(p * (1 - p), 1e-4);
  const k = 1 / (1 + h * (gainA + gainB * x));
  return {
    a: before.a + gainA * k * (target - p),
    b: before.b + gainB * k * (target - p),
    varianceA: varianceA - h * k * gainA * gainA,
    covariance: covariance - h * k * gainA * gainB,
    varianceB: varianceB - h * k * gainB * gainB,
  };
}
