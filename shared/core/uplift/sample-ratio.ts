// Sample ratio: whether as many were held out as should have been. Where not, something has chosen between the arms, and no difference means anything.

export interface SampleRatio {
  /** What share of the customers should have been held out, over all days. */
  expectedHoldoutShare: number;
  /** How likely a ratio as far off as this is by chance alone. */
  p: number;
  ok: boolean;
}

/**
 * Below this the ratio is called wrong. Smaller than the usual .05 because it is looked at every day and for every offer: with one
 * in a thousand a sound campaign is suspected about once in a hundred, however often it is looked at in its first two months, while
 * real faults give far smaller values (Fabijan et al., Diagnosing sample ratio mismatch, KDD 2019, use .0005).
 */
const leastLikely = 0.001;

/**
 * Pearson's chi-square of the two arms, one degree of freedom. The share may have been changed: `expectedHeldOut` is the sum over all
 * customers of the share that held for each. Undefined where nobody could have been held out, or everybody must.
 */
export function sampleRatioOf(customers: number, heldOut: number, expectedHeldOut: number): SampleRatio | undefined {
  const share = expectedHeldOut / customers;
  if (!(share > 0 && share < 1)) return undefined;
  const off = heldOut - expectedHeldOut;
  const p = tailOfNormal(Math.abs(off) / Math.sqrt(customers * share * (1 - share)));
  return { expectedHoldoutShare: share, p, ok: p >= leastLikely };
}

/** How likely a standard normal is at least so far from zero, either way: what chi-square with one degree of freedom has above z². */
export function tailOfNormal(z: number): number {
  // 1 − erf, Abramowitz and Stegun 7.1.26: within 1.5e-7
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return series * Math.exp(-x * x);
}
