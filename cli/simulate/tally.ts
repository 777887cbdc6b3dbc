// The tally: what a replay counted, and how it is told.
import type { Decision } from '../../shared/model/decision.ts';
import { offerReason, reason } from '../../shared/model/reason.ts';

export interface Tally {
  reports: number;
  badLines: number;
  firstAt: number;
  lastAt: number;
  customers: Set<string>;
  reasons: Map<string, number>;
  /** Offers sent, by id. */
  sends: Map<string, number>;
  /** Offers chosen and deliberately not pushed. */
  heldOut: number;
  /** Decisions in which at least one offer was held back by a cap, and how many offers were. */
  cappedDecisions: number;
  cappedOffers: number;
  transitions: number;
  /** Reports that a phone which honours `next` would not have sent, and transitions among them: there must be none. */
  savedReports: number;
  missedTransitions: number;
}

export function newTally(): Tally {
  return {
    reports: 0,
    badLines: 0,
    firstAt: Number.POSITIVE_INFINITY,
    lastAt: 0,
    customers: new Set(),
    reasons: new Map(),
    sends: new Map(),
    heldOut: 0,
    cappedDecisions: 0,
    cappedOffers: 0,
    transitions: 0,
    savedReports: 0,
    missedTransitions: 0,
  };
}

export function countReport(tally: Tally, customerId: string, now: number, silent: boolean, transitions: number) {
  tally.reports += 1;
  tally.customers.add(customerId);
  tally.firstAt = Math.min(tally.firstAt, now);
  tally.lastAt = Math.max(tally.lastAt, now);
  tally.transitions += transitions;
  if (!silent) return;
  tally.savedReports += 1;
  tally.missedTransitions += transitions;
}

export function countDecision(tally: Tally, decision: Decision) {
  const capped = decision.candidates.filter((candidate) => candidate.reason === 'capped').length;
  tally.cappedOffers += capped;
  if (capped > 0) tally.cappedDecisions += 1;
}

/** The tally as lines for a person. */
export function describe(tally: Tally, seconds: number, peakBytes: number): string[] {
  const share = (count: number) => `${((100 * count) / Math.max(1, tally.reports)).toFixed(2)} %`;
  const sends = [...tally.sends].sort(([, a], [, b]) => b - a);
  const sent = sends.reduce((total, [, count]) => total + count, 0);
  const order: string[] = [...new Set([...reason.options, 'budget-spent', ...offerReason.options])];
  const funnel = [...tally.reasons].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  const from = tally.reports > 0 ? `, ${isoMinute(tally.firstAt)} to ${isoMinute(tally.lastAt)}` : '';
  return [
    `${tally.reports} reports of ${tally.customers.size} customers${from}; ${tally.badLines} bad lines`,
    'why:',
    ...funnel.map(([name, count]) => `  ${name.padEnd(20)} ${String(count).padStart(9)}  ${share(count).padStart(8)}`),
    `transitions: ${tally.transitions}`,
    `sends: ${sent}${sends.length > 0 ? ` (${sends.map(([id, count]) => `${id} ${count}`).join(', ')})` : ''}`,
    ...(tally.heldOut > 0 ? [`held out: ${tally.heldOut} (count like sends, are not pushed)`] : []),
    `cap hits: ${tally.cappedOffers} offers held back in ${tally.cappedDecisions} decisions`,
    `a phone that honours "next" would have saved ${tally.savedReports} reports (${share(tally.savedReports)}) and missed ${tally.missedTransitions} transitions`,
    `${seconds.toFixed(1)} s, ${Math.round(tally.reports / Math.max(0.001, seconds))} reports/s, peak memory ${Math.round(peakBytes / 1e6)} MB`,
  ];
}

function isoMinute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}
