// The judge: figures of predictions, computed the plain way from all of them, apart from the code under test.

export interface Judged {
  p: number;
  outcome: number;
}

export interface Figures {
  auc: number;
  logLoss: number;
  ece: number;
  /** Accepted of what is sent at 1 in 2, 4 and 10. */
  oneIn2: number;
  oneIn4: number;
  oneIn10: number;
  /** Acceptance at 1 in 10 over that of everything. */
  lift: number;
}

export function figuresOf(judged: Judged[]): Figures {
  const byP = [...judged].sort((a, b) => b.p - a.p);
  const rate = mean(judged.map(({ outcome }) => outcome));
  const top = (k: number) => mean(byP.slice(0, Math.max(1, Math.round(byP.length / k))).map(({ outcome }) => outcome));
  const tenths = Array.from({ length: 10 }, (_, i) =>
    judged.filter(({ p }) => Math.min(9, Math.floor(10 * p)) === i),
  ).filter(({ length }) => length > 0);
  return {
    auc: areaUnderCurve(judged),
    logLoss: mean(judged.map(({ p, outcome }) => -Math.log(outcome === 1 ? p : 1 - p))),
    ece:
      tenths.reduce((sum, tenth) => sum + Math.abs(tenth.reduce((s, { p, outcome }) => s + p - outcome, 0)), 0) /
      judged.length,
    oneIn2: top(2),
    oneIn4: top(4),
    oneIn10: top(10),
    lift: top(10) / rate,
  };
}

/** By mid-ranks (Mann and Whitney). */
function areaUnderCurve(judged: Judged[]): number {
  const ascending = [...judged].sort((a, b) => a.p - b.p);
  let rankSum = 0;
  let positives = 0;
  for (let i = 0; i < ascending.length; ) {
    let end = i;
    while (end < ascending.length && ascending[end]!.p === ascending[i]!.p) end += 1;
    for (let k = i; k < end; k++) {
      if (ascending[k]!.outcome !== 1) continue;
      rankSum += (i + 1 + end) / 2;
      positives += 1;
    }
    i = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (ascending.length - positives));
}

export function mean(numbers: number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** The mean of each figure over several runs. */
export function averaged(runs: Figures[]): Figures {
  const names = Object.keys(runs[0]!) as (keyof Figures)[];
  return Object.fromEntries(names.map((name) => [name, mean(runs.map((run) => run[name]))])) as unknown as Figures;
}
