// What the page shows, folded from events: running totals, candidates by reason, and the latest hundred events.
import type { LiveEvent } from './events.ts';

export interface Summary {
  /** When the oldest event counted here happened, epoch milliseconds. */
  since?: number;
  entered: number;
  decisions: number;
  sent: number;
  /** Deliveries that ended otherwise, by how: rejected, unknown, ghost, cancelled, expired. */
  otherEnds: ReadonlyMap<string, number>;
  /** Candidate offers by the reason each ended with. */
  reasons: ReadonlyMap<string, number>;
  /** The newest first, at most `maxLatest`. */
  latest: readonly LiveEvent[];
}

export const maxLatest = 100;

export const emptySummary: Summary = {
  entered: 0,
  decisions: 0,
  sent: 0,
  otherEnds: new Map(),
  reasons: new Map(),
  latest: [],
};

/** The order in which offers are sifted. A reason that is not listed (a newer server's) stands before the last two. */
const sieve = [
  'not-live',
  'outside-dates',
  'outside-hours',
  'weather-unknown',
  'weather-mismatch',
  'context-mismatch',
  'not-triggered',
  'not-in-audience',
  'muted-category',
  'muted-store',
  'too-personal',
  'already-redeemed',
  'cooldown',
  'capped',
  'pending',
  'quiet-hours',
  'no-push-consent',
  'no-device',
  'below-propensity',
];
const outcomes = ['outranked', 'chosen'];

/** The summary with `events` added to it. They may come in any order, each once. */
export function addEvents(summary: Summary, events: readonly LiveEvent[]): Summary {
  if (events.length === 0) return summary;
  let { since = Number.POSITIVE_INFINITY, entered, decisions, sent } = summary;
  const otherEnds = new Map(summary.otherEnds);
  const reasons = new Map(summary.reasons);
  for (const { at, event } of events) {
    since = Math.min(since, at);
    if (event.type === 'GeofenceEntered') entered += 1;
    if (event.type === 'DecisionMade') {
      decisions += 1;
      for (const [reason, count] of Object.entries(event.candidates)) add(reasons, reason, count);
    }
    if (event.type === 'DeliveryEnded') {
      if (event.state === 'sent') sent += 1;
      else add(otherEnds, event.state, 1);
    }
  }
  const latest = [...events, ...summary.latest].sort(newestFirst).slice(0, maxLatest);
  return { since, entered, decisions, sent, otherEnds, reasons, latest };
}

/** Reasons and counts from the first gate to the last, so that rows don't change places while counts grow. */
export function inGateOrder(reasons: ReadonlyMap<string, number>): [reason: string, count: number][] {
  const place = (reason: string) => {
    if (outcomes.includes(reason)) return sieve.length + 1 + outcomes.indexOf(reason);
    return sieve.includes(reason) ? sieve.indexOf(reason) : sieve.length;
  };
  return [...reasons].sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));
}

export function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function add(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}

function newestFirst(a: LiveEvent, b: LiveEvent): number {
  return b.at - a.at || (a.id < b.id ? 1 : -1);
}
