// Off-policy: what another threshold or policy would have got, from the probabilities that were recorded with past choices.

/** A past choice and what came of it. */
export interface LoggedChoice {
  /** The probability with which the policy in force made this choice. */
  probability: number;
  /** The probability with which the policy in question would have made it, 0 where it would not. */
  target: number;
  /** What it brought: 1 for a redemption, or its value. */
  reward: number;
}

export type OffPolicyReport =
  | {
      refused?: undefined;
      choices: number;
      /** Mean reward of a choice of the policy in question, with its 95 % interval. */
      estimate: number;
      interval: [number, number];
      effectiveChoices: number;
      /** Mean reward of what was in force, for comparison. */
      before: number;
    }
  | { refused: 'too-few-choices' | 'thin-overlap' | 'invalid-probability'; choices: number; effectiveChoices: number };

/** Under this many choices of equal weight an interval is wider than what it tells. */
export const fewestEffective = 100;
/** One choice may carry at most this share of all weight. */
const largestShare = 0.1;

/**
 * Self-normalised inverse propensity scoring: Σ w r / Σ w with w = target / probability (Swaminathan and Joachims, 2015), with the
 * delta method's interval. Refuses where the logged choices hardly overlap with those in question (effective sample size
 * (Σ w)² / Σ w²; Kish, 1965), and where a probability is no probability: a zero cannot have been chosen.
 */
export function offPolicyReport(choices: LoggedChoice[]): OffPolicyReport {
  let [sum, squares, largest, rewards, weighted] = [0, 0, 0, 0, 0];
  for (const { probability, target, reward } of choices) {
    if (!(probability > 0 && probability <= 1 && target >= 0 && target <= 1)) {
      return { refused: 'invalid-probability', choices: choices.length, effectiveChoices: 0 };
    }
    const weight = target / probability;
    sum += weight;
    squares += weight * weight;
    largest = Math.max(largest, weight);
    rewards += reward;
    weighted += weight * reward;
  }
  const effectiveChoices = squares > 0 ? (sum * sum) / squares : 0;
  if (choices.length < fewestEffective)
    return { refused: 'too-few-choices', choices: choices.length, effectiveChoices };
  if (effectiveChoices < fewestEffective || largest > largestShare * sum) {
    return { refused: 'thin-overlap', choices: choices.length, effectiveChoices };
  }
  const estimate = weighted / sum;
  let spread = 0;
  for (const { probability, target, reward } of choices) spread += ((target / probability) * (reward - estimate)) ** 2;
  const margin = (1.96 * Math.sqrt(spread)) / sum;
  return {
    choices: choices.length,
    estimate,
    interval: [estimate - margin, estimate + margin],
    effectiveChoices,
    before: rewards / choices.length,
  };
}

/** A send as it was recorded with its decision: the probability of the choice, and the p it was chosen for. */
export interface LoggedSend {
  probability: number;
  p: number;
  reward: number;
}

/**
 * The same policy with a higher threshold: what it would have sent is among what was sent. A lower one cannot be asked about: below
 * the threshold in force nothing was sent, and nobody knows what would have come of it.
 */
export function underThreshold(sends: LoggedSend[], threshold: number): LoggedChoice[] {
  return sends.map(({ probability, p, reward }) => ({ probability, target: p >= threshold ? probability : 0, reward }));
}
