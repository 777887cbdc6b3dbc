// The judge of the soak: quarters of what was weighed, and what has grown that must not.
import { keptMs } from '../../shared/model/retention.ts';
import type { Weighed } from './city.ts';
import { dayMs, weeksOn } from './people.ts';
import { type Kind, kinds } from './table.ts';

/** Largest of the quarter; the others are its means. */
export type Quarter = Omit<Weighed, 'reports' | 'pushes'>;

/** The last quarter against the fourth: by then every list of a customer has been full, and decisions have been removed for three quarters. */
export const mostGrowth = 1.1;

/**
 * Bytes of heap for each report: a process that remembered anything at all of each would hold a pointer to it, which is 8. What may
 * grow is what marketers write, which is kept for ever: an offer a week here, a few kilobytes with its former versions.
 */
export const mostHeapBytesPerReport = 8;

/** Eight of them, whatever the days. */
export function quartersOf(weighed: readonly Weighed[]): Quarter[] {
  const days = weighed.at(-1)!.day;
  const byQuarter = Map.groupBy(weighed, ({ day }) => Math.min(7, Math.floor((8 * (day - 1)) / days)));
  return [...byQuarter.values()].map((weeks) => {
    const mean = (of: (week: Weighed) => number) => weeks.reduce((sum, week) => sum + of(week), 0) / weeks.length;
    const held = kinds.map((kind) => [
      kind,
      { items: mean((week) => week.held[kind].items), bytes: mean((week) => week.held[kind].bytes) },
    ]);
    return {
      day: weeks.at(-1)!.day,
      largestCustomer: Math.max(...weeks.map((week) => week.largestCustomer)),
      meanCustomer: mean((week) => week.meanCustomer),
      held: Object.fromEntries(held) as Record<Kind, { items: number; bytes: number }>,
      heapBytes: mean((week) => week.heapBytes),
    };
  });
}

/**
 * The heap's slope by least squares, bytes a report: over what is left of the last year once the kind that is kept longest, the counts
 * of 400 days, is removed as fast as it comes, which is when the first week with all its offers is over; over the second half where
 * there are not that many days.
 */
export function heapBytesPerReport(weighed: readonly Weighed[]): number {
  const last = weighed.at(-1)!.day;
  const settledAt = keptMs.stats / dayMs + 7 * weeksOn;
  const from = last > settledAt + 90 ? Math.max(settledAt, last - 365) : last / 2;
  const weeks = weighed.filter(({ day }) => day >= from);
  const mean = (of: (week: Weighed) => number) => weeks.reduce((sum, week) => sum + of(week), 0) / weeks.length;
  const [reports, heap] = [mean((week) => week.reports), mean((week) => week.heapBytes)];
  const covariance = mean((week) => (week.reports - reports) * (week.heapBytes - heap));
  return covariance / mean((week) => (week.reports - reports) ** 2);
}

/** What has grown that must not, in words; nothing where all is bounded. */
export function grown(weighed: readonly Weighed[]): string[] {
  const quarters = quartersOf(weighed);
  const [fourth, last] = [quarters[3]!, quarters.at(-1)!];
  const found: string[] = [];
  const hold = (what: string, before: number, now: number) => {
    if (now > mostGrowth * before)
      found.push(`${what}: ${before.toFixed(0)} in the fourth quarter, ${now.toFixed(0)} now`);
  };
  hold('largest customer, bytes', fourth.largestCustomer, last.largestCustomer);
  hold('decisions', fourth.held.decision.items, last.held.decision.items);
  hold('presence', fourth.held.presence.items, last.held.presence.items);
  const slope = heapBytesPerReport(weighed);
  if (slope > mostHeapBytesPerReport) found.push(`heap: ${slope.toFixed(1)} bytes for each report`);
  return found;
}
