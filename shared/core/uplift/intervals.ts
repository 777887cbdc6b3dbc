// Intervals: between which bounds the difference of two shares lies, for one look at a moment fixed beforehand, and for looking every day.

/** Customers of one arm of a comparison, and how many of them converted. */
export interface Arm {
  customers: number;
  converted: number;
}

/** In shares: [0.02, 0.05] is 2 to 5 percentage points. */
export type Interval = [lower: number, upper: number];

/** How often an interval may be wrong: 1 in 20. */
export const alpha = 0.05;
/** The 97.5 % quantile of the normal distribution. */
const fixedZ = 1.959_963_984_540_054;

/** The share of `push` less the share of `holdout`. Both arms hold somebody. */
export function differenceOf(push: Arm, holdout: Arm): number {
  return shareOf(push) - shareOf(holdout);
}

/**
 * The 95 % interval of the difference for who looks once, at a moment fixed beforehand: Newcombe's hybrid score interval (method 10 of
 * R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17, 1998).
 */
export function fixedInterval(push: Arm, holdout: Arm): Interval {
  return hybridScore(push, holdout, fixedZ);
}

/**
 * The 95 % interval for who looks as often as she likes and stops when she likes what she sees: with 95 % probability it holds the
 * difference at every look. The boundary is that of the asymptotic confidence sequences of Waudby-Smith, Arbour, Sinha,
 * Kennedy and Ramdas (Time-uniform central limit theory, Annals of Statistics 52, 2024), a mixture of normals as
 * in Robbins (1970); instead of a standard error it widens Newcombe's score interval, which stays wide where an arm has few conversions or none.
 * Taken rather than an exact e-process of two binomials (Turner, Ly and Grünwald 2024): that one pays half a logarithm of the size of each
 * arm for not knowing the shares, which at ten thousand customers makes it wider by some half, and its bounds have no closed form. What
 * is asymptotic here was tried at small counts: `test/core/uplift/campaigns.test.ts`.
 */
export function alwaysValidInterval(push: Arm, holdout: Arm): Interval {
  return hybridScore(push, holdout, alwaysValidZ(effective(push.customers, holdout.customers)));
}

/** Customers that would tell as much were the arms equal, halved: the smaller arm is what counts. */
export function effective(push: number, holdout: number): number {
  return (push * holdout) / (push + holdout);
}

/**
 * Where the sequence is tightest, in effective customers: a month of 200 a day of whom a tenth is held out. It must not depend on what is
 * seen. At a tenth and at twenty times of it the interval is wider by a fifth at most.
 */
const tightestAt = 500;
/** ρ² for that: the approximation that the authors' own package `sequential.causal` has as `best_rho2_approx`. */
const rhoSquared = (-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)) / tightestAt;

/** How many standard errors wide: the larger, the fewer there are. Infinite for none. */
export function alwaysValidZ(effectiveCustomers: number): number {
  const x = effectiveCustomers * rhoSquared;
  return Math.sqrt(2 * (1 + 1 / x) * Math.log(Math.sqrt(x + 1) / alpha));
}

function hybridScore(push: Arm, holdout: Arm, z: number): Interval {
  if (push.customers === 0 || holdout.customers === 0) return [-1, 1];
  const [p, q] = [shareOf(push), shareOf(holdout)];
  const [pLow, pHigh] = scoreInterval(push, z);
  const [qLow, qHigh] = scoreInterval(holdout, z);
  return [p - q - Math.hypot(p - pLow, qHigh - q), p - q + Math.hypot(pHigh - p, q - qLow)];
}

/** Of one share: E. B. Wilson, Probable inference, Journal of the American Statistical Association 22, 1927. */
function scoreInterval({ customers: n, converted }: Arm, z: number): Interval {
  const p = converted / n;
  const middle = 2 * converted + z * z;
  const way = z * Math.sqrt(z * z + 4 * converted * (1 - p));
  // rounding may take the bound of a share of none or all past what it is
  return [Math.max(0, (middle - way) / (2 * (n + z * z))), Math.min(1, (middle + way) / (2 * (n + z * z)))];
}

const shareOf = ({ customers, converted }: Arm): number => converted / customers;
