// A tracker as anyone would write it over a matcher: who enters, leaves and stays, with what is remembered of each phone.
import type { Match } from './peers.ts';

export interface Tracked {
  perSecond: number;
  log: number[];
  seen: Set<number>;
}

/** Reports of a phone come one after the other; staying for so many of them is a dwell. */
const dwellReports = 4;
const nobody: readonly string[] = [];

/** Runs all reports, lng and lat in turn, of phone i % phones. Transitions are logged as numbers: what, where, at which report. */
export function track(match: Match, reports: Float64Array, phones: number): Tracked {
  const inside: (readonly string[])[] = new Array<readonly string[]>(phones).fill(nobody);
  const since: (number[] | undefined)[] = new Array<number[] | undefined>(phones).fill(undefined);
  const log: number[] = [];
  const note = (kind: number, id: string, report: number) =>
    log.push((report * 4 + kind) * 2 ** 20 + Number(id.slice(5)));
  const started = cpuMs();
  for (let report = 0; report * 2 < reports.length; report++) {
    const phone = report % phones;
    const before = inside[phone]!;
    const now = match(reports[report * 2]!, reports[report * 2 + 1]!);
    if (now.length === 0 && before.length === 0) continue;
    const sinceBefore = since[phone];
    for (const id of before) if (!now.includes(id)) note(1, id, report);
    since[phone] = now.map((id) => {
      const at = before.indexOf(id);
      if (at < 0) note(0, id, report);
      const reportsInside = at < 0 ? 0 : sinceBefore![at]! + 1;
      if (reportsInside === dwellReports) note(2, id, report);
      return reportsInside;
    });
    inside[phone] = now;
  }
  const perSecond = (reports.length / 2 / (cpuMs() - started)) * 1000;
  return { perSecond, log, seen: new Set(log) };
}

const never = new Int32Array(new SharedArrayBuffer(4));

/** Milliseconds this thread has computed. Linux brings the clock up to date when a thread sleeps, and else every 4 ms only. */
export function cpuMs(): number {
  Atomics.wait(never, 0, 0, 0.01);
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
