// Tables as CSV (RFC 4180) that no spreadsheet takes for a program (OWASP, "CSV Injection").
import type { Report } from './report.ts';

export type Cell = string | number | null | undefined;

/** A text that would begin a formula gets an apostrophe before it; numbers are numbers, and what is withheld is empty. */
function cell(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[\s]*[=+\-@\t\r\n|%]/.test(value) ? `'${value}` : value;
  return /[",\r\n;]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** With the mark by which Excel knows UTF-8. */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** The whole of a report, in sections that stand below each other: part, key, name, and its counts. */
export function reportRows({ offerId, from, to, funnel, reasons, uplift, by }: Report): Cell[][] {
  const { push, holdout, difference, interval, verdict } = uplift;
  const counts = (part: string, of: Record<string, Cell>): Cell[][] =>
    Object.entries(of).map(([key, count]) => [part, key, '', count]);
  return [
    ['part', 'key', 'name', 'count', 'opened', 'redeemed', 'held out', 'held out redeemed'],
    ['offer', offerId, `${from} to ${to}`],
    ...counts('funnel', funnel),
    ...counts('reason', reasons),
    ['uplift', 'push', 'customers', push.customers],
    ['uplift', 'push', 'converted', push.converted],
    ['uplift', 'holdout', 'customers', holdout.customers],
    ['uplift', 'holdout', 'converted', holdout.converted],
    ['uplift', 'difference', '', difference],
    ['uplift', 'interval', 'from', interval?.[0]],
    ['uplift', 'interval', 'to', interval?.[1]],
    ['uplift', 'verdict', verdict],
    ...Object.entries(by).flatMap(([part, rows]) =>
      rows.map((row): Cell[] => [
        part,
        row.key,
        row.name,
        row.sent,
        row.opened,
        row.redeemed,
        row.heldOut,
        row.heldOutRedeemed,
      ]),
    ),
  ];
}
