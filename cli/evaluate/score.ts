// Score: how good predictions are, counted in bins, so that any number of them takes the same memory.

export interface Score {
  /** Predictions by p, in equal bins over [0, 1]: those that came true, and those that did not. */
  accepted: Uint32Array;
  declined: Uint32Array;
  count: number;
  positives: number;
  logLoss: number;
  squaredError: number;
  /** Ten bins of p: how many, the sum of p, the sum of outcomes. */
  tenths: { count: number; p: number; outcomes: number }[];
}

/** Within a bin predictions count as ties: with 65,536 of them that moves an AUC by less than 0.0001. */
export function newScore(bins = 65_536): Score {
  return {
    accepted: new Uint32Array(bins),
    declined: new Uint32Array(bins),
    count: 0,
    positives: 0,
    logLoss: 0,
    squaredError: 0,
    tenths: Array.from({ length: 10 }, () => ({ count: 0, p: 0, outcomes: 0 })),
  };
}

export function addToScore(score: Score, p: number, outcome: 0 | 1) {
  const bins = score.accepted.length;
  const bin = Math.min(bins - 1, Math.floor(p * bins));
  if (outcome === 1) score.accepted[bin]! += 1;
  else score.declined[bin]! += 1;
  score.count += 1;
  score.positives += outcome;
  score.logLoss -= Math.log(outcome === 1 ? p : 1 - p);
  score.squaredError += (p - outcome) ** 2;
  const tenth = score.tenths[Math.min(9, Math.floor(p * 10))]!;
  tenth.count += 1;
  tenth.p += p;
  tenth.outcomes += outcome;
}

/** Area under the ROC curve: the chance that an accepted one was predicted above a declined one, ties half. NaN where either is missing. */
export function areaUnderCurve({ accepted, declined }: Score): number {
  let below = 0;
  let won = 0;
  let positives = 0;
  for (let bin = 0; bin < accepted.length; bin++) {
    won += accepted[bin]! * (below + declined[bin]! / 2);
    below += declined[bin]!;
    positives += accepted[bin]!;
  }
  return won / (positives * below);
}

/** Expected calibration error: over ten bins of p, how far what was said is from what happened, weighted by how often. */
export function calibrationError({ tenths, count }: Score): number {
  return tenths.reduce((sum, { p, outcomes }) => sum + Math.abs(p - outcomes), 0) / count;
}

/** The share accepted of the likeliest one in `k`; of the last bin as many as are needed, at its average. */
export function acceptanceAtOneIn({ accepted, declined, count }: Score, k: number): number {
  const wanted = count / k;
  let taken = 0;
  let positives = 0;
  for (let bin = accepted.length - 1; bin >= 0 && taken < wanted; bin--) {
    const inBin = accepted[bin]! + declined[bin]!;
    if (inBin === 0) continue;
    const share = Math.min(1, (wanted - taken) / inBin);
    taken += share * inBin;
    positives += share * accepted[bin]!;
  }
  return positives / taken;
}
