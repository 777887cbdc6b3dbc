// Reports as the API tells them. `null` is a count of fewer than 20 people, which nobody is shown.
export type Count = number | null;

export interface Row {
  key: string;
  name?: string;
  sent: Count;
  opened: Count;
  redeemed: Count;
  heldOut: Count;
  heldOutRedeemed: Count;
}

export type Verdict = 'helped' | 'hurt' | 'undecided' | 'too-few';

export interface Uplift {
  push: { customers: Count; converted: Count };
  holdout: { customers: Count; converted: Count };
  /** Of the shares that converted: 0.05 is five percentage points. */
  difference?: number | null;
  /** 95 %, valid however often somebody looks. */
  interval?: [number, number] | null;
  verdict: Verdict;
  needsAboutMoreCustomers?: number;
  sampleRatio?: { expectedHoldoutShare: number; p: number; ok: boolean };
}

export interface Report {
  offerId: string;
  from: string;
  to: string;
  funnel: Record<string, Count>;
  reasons: Record<string, Count>;
  uplift: Uplift;
  by: { weather: Row[]; hour: Row[]; store: Row[] };
}

export interface ReportSummary {
  offerId: string;
  title: string;
  sent: Count;
  opened: Count;
  redeemed: Count;
  verdict: Verdict;
  difference?: number | null;
}

export interface Period {
  /** Days, as 2026-11-22. */
  from: string;
  to: string;
}

/** The last four weeks, today included. */
export function lastWeeks(now: number): Period {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  return { from: day(now - 27 * 86_400_000), to: day(now) };
}

export function reportPath(offerId: string | undefined, { from, to }: Period): string {
  const report = offerId === undefined ? '/v1/report' : `/v1/offers/${encodeURIComponent(offerId)}/report`;
  return `${report}?from=${from}&to=${to}`;
}

/** Where an interval is drawn: shares of the width, on an axis that holds it, the estimate and zero. */
export function intervalScale([low, high]: [number, number], difference: number) {
  const reach = Math.max(Math.abs(low), Math.abs(high), Math.abs(difference), 0.01) * 1.15;
  const at = (value: number) => (value + reach) / (2 * reach);
  return { reach, zero: 0.5, low: at(low), high: at(high), difference: at(difference) };
}
