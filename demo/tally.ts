// The running count: reports, pushes, reasons, and what silence has saved.

export interface DemoResult {
  /** How long the demo ran, in seconds of real time. */
  seconds: number;
  /** Phones that were registered, and for how long they were on, all together. */
  phones: number;
  phoneSeconds: number;
  reports: number;
  pushes: number;
  /** How many decisions each kind of signal led to: position, crossing, dwell, weather, time, context. */
  signals: Record<string, number>;
  /** How many reports ended with which reason. */
  reasons: Record<string, number>;
  /** Requests that failed for good. */
  errors: number;
  /** Requests that had to be sent again. */
  retries: number;
  /** The share of reports that honouring `next` saved, compared with a report of every phone every five seconds. */
  savedByNext: number;
}

/** What phones without `next` do: a common setting of trackers while somebody moves. */
const everySeconds = 5;

export function emptyResult(): DemoResult {
  return {
    seconds: 0,
    phones: 0,
    phoneSeconds: 0,
    reports: 0,
    pushes: 0,
    signals: {},
    reasons: {},
    errors: 0,
    retries: 0,
    savedByNext: 0,
  };
}

function withoutNext({ phoneSeconds }: DemoResult): number {
  return Math.round(phoneSeconds / everySeconds);
}

/** Negative if honouring `next` took more reports than it saved. */
export function savedShare(result: DemoResult): number {
  const baseline = withoutNext(result);
  return baseline === 0 ? 0 : 1 - result.reports / baseline;
}

/** "not-near 812 · no-change 201 · chosen 14", the most frequent first. */
export function countsLine(counts: Record<string, number>): string {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count.toLocaleString('en')}`)
    .join(' · ');
}

export function summary(result: DemoResult, speed: number): string[] {
  const count = (value: number) => value.toLocaleString('en');
  const saved = Math.round(Math.abs(result.savedByNext) * 100);
  return [
    `${Math.round(result.seconds)} s · ${count(result.phones)} phones · ${count(result.reports)} reports · ${count(result.pushes)} pushes · ${count(result.errors)} errors · ${count(result.retries)} retries`,
    `reasons   ${countsLine(result.reasons) || 'none yet'}`,
    `decided   ${countsLine(result.signals) || 'nothing yet'}`,
    `silence   a report every ${everySeconds} s from every phone would have been ${count(withoutNext(result))}; honouring "next" sent ${saved} % ${result.savedByNext >= 0 ? 'fewer' : 'more'} (people move at ${speed}× walking pace here)`,
    ...(result.pushes === 0 && (result.reasons.capped ?? 0) > 0
      ? ['caps from an earlier run still hold for a day: start with --fresh to forget them']
      : []),
  ];
}
