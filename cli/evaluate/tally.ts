// The tally of an evaluation: what is counted line by line, and how it is told.
import type { OutcomeLine } from './outcome-line.ts';
import { acceptanceAtOneIn, addToScore, areaUnderCurve, calibrationError, newScore, type Score } from './score.ts';

/** Customers by how many of their outcomes were known when they were predicted: up to which number, and how it is called. */
const experience: [number, string][] = [
  [0, '0'],
  [1, '1'],
  [3, '2-3'],
  [6, '4-6'],
  [12, '7-12'],
  [16, '13-16'],
  [32, '17-32'],
  [Number.POSITIVE_INFINITY, '33 and more'],
];

/** Categories beyond these are counted together: each takes 8 KB. */
const maxCategories = 500;
const otherCategories = 'all others';

/** The last so many timings are kept. */
const maxTimings = 4096;

export interface Tally {
  lines: number;
  badLines: number;
  customers: number;
  /** Largest residual of a customer, bytes. */
  residualBytes: number;
  overall: Score;
  categories: Map<string, Score>;
  byExperience: Map<string, Score>;
  /** With `--slates`: what was sent, by its probability. */
  sent: Score;
  predictMilliseconds: Timings;
  updateMilliseconds: Timings;
  /** Counts a prediction; `outcomesSeen` is undefined for a line without customer. */
  count(line: OutcomeLine, p: number, outcomesSeen: number | undefined): void;
  countSent(p: number, outcome: 0 | 1): void;
}

/** `after`: lines that are learnt from, but not counted. */
export function newTally(after: number): Tally {
  const tally: Tally = {
    lines: 0,
    badLines: 0,
    customers: 0,
    residualBytes: 0,
    overall: newScore(),
    categories: new Map(),
    byExperience: new Map(),
    sent: newScore(),
    predictMilliseconds: newTimings(),
    updateMilliseconds: newTimings(),
    count({ category, outcome }, p, outcomesSeen) {
      tally.lines += 1;
      if (tally.lines <= after) return;
      addToScore(tally.overall, p, outcome);
      const full = tally.categories.size >= maxCategories && !tally.categories.has(category);
      addToScore(scoreOf(tally.categories, full ? otherCategories : category), p, outcome);
      if (outcomesSeen === undefined) return;
      const name = experience.find(([most]) => outcomesSeen <= most)![1];
      addToScore(scoreOf(tally.byExperience, name), p, outcome);
    },
    countSent(p, outcome) {
      if (tally.lines > after) addToScore(tally.sent, p, outcome);
    },
  };
  return tally;
}

function scoreOf(scores: Map<string, Score>, name: string): Score {
  let score = scores.get(name);
  if (!score) {
    score = newScore(1024);
    scores.set(name, score);
  }
  return score;
}

interface Timings {
  push(milliseconds: number): void;
  medianMicroseconds(): number;
}

function newTimings(): Timings {
  const kept: number[] = [];
  let seen = 0;
  return {
    push(milliseconds) {
      kept[seen % maxTimings] = milliseconds;
      seen += 1;
    },
    medianMicroseconds() {
      const sorted = [...kept].sort((a, b) => a - b);
      return 1000 * (sorted[sorted.length >> 1] ?? Number.NaN);
    },
  };
}

/** The tally as lines for a person. */
export function describe(tally: Tally, worldBytes: number, seconds: number, slates?: number): string[] {
  const columns = ['', 'lines', 'accepted', 'AUC', 'log loss', 'Brier', 'ECE', '1 in 2', '1 in 4', '1 in 10', 'lift'];
  const experienced = experience.filter(([, name]) => tally.byExperience.has(name)).map(([, name]) => name);
  const byCount = [...tally.categories].sort(([, a], [, b]) => b.count - a.count);
  const rate = Math.round(tally.lines / Math.max(0.001, seconds));
  return [
    `${tally.lines} outcomes of ${tally.customers} customers; ${tally.badLines} bad lines`,
    'each predicted, then learnt; accepted of what is sent at 1 in 2, 4 and 10; lift at 1 in 10',
    row(columns),
    scoreRow('all', tally.overall),
    ...byCount.map(([name, score]) => scoreRow(name, score)),
    ...(experienced.length > 0 ? ['by outcomes seen of the customer'] : []),
    ...experienced.map((name) => scoreRow(name, tally.byExperience.get(name)!)),
    ...(slates ? describeSlates(tally, slates) : []),
    `predict ${tally.predictMilliseconds.medianMicroseconds().toFixed(1)} µs, update ${tally.updateMilliseconds.medianMicroseconds().toFixed(1)} µs at the median`,
    `state: ${tally.residualBytes} bytes a customer at most, ${worldBytes} bytes for everybody`,
    `${seconds.toFixed(1)} s, ${rate} lines/s`,
  ];
}

function describeSlates({ sent }: Tally, slates: number): string[] {
  const better = acceptanceAtOneIn(sent, 2);
  return [
    `slates of ${slates}, learning only from the one sent: ${sent.count} sent, accepted ${percent(sent.positives / sent.count)}, of the better half ${percent(better)}`,
  ];
}

function scoreRow(name: string, score: Score): string {
  const { count, positives } = score;
  const acceptance = [2, 4, 10].map((k) => acceptanceAtOneIn(score, k));
  return row([
    name.length > 24 ? `${name.slice(0, 23)}…` : name,
    String(count),
    percent(positives / count),
    areaUnderCurve(score).toFixed(4),
    (score.logLoss / count).toFixed(4),
    (score.squaredError / count).toFixed(4),
    calibrationError(score).toFixed(4),
    ...acceptance.map(percent),
    (acceptance[2]! / (positives / count)).toFixed(2),
  ]);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function row([first, ...cells]: string[]): string {
  return `${first!.padEnd(26)}${cells.map((cell) => cell.padStart(9)).join('')}`;
}
