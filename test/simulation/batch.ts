// A batch: many schedules side by side in one thread, so that one turn of the event loop serves a step of each.
import { dayOf } from './days.ts';
import { exhaust } from './exhaustive.ts';
import { judge } from './invariants.ts';
import type { Protocol } from './protocol.ts';
import { begin, type Schedule } from './simulate.ts';

export type BatchRequest = {
  /** The planted bug to run with, by name. */
  bug?: string;
} & (
  | {
      kind: 'seeds';
      from: number;
      count: number /** Begin nothing new once so many have failed. */;
      mostFailures?: number;
    }
  | { kind: 'faults'; faults: number; share: number; of: number }
);

export interface BatchResult {
  schedules: number;
  failing: { seed: number | string; violations: string[] }[];
  /** How often each thing that should sometimes happen did. */
  seen: Record<string, number>;
  calls: number;
}

const sideBySide = 8;

export function runBatch(protocol: Protocol, request: BatchRequest): Promise<BatchResult> {
  if (request.kind === 'faults') return exhaust(protocol, request.faults, request.share, request.of);
  return runSeeds(protocol, request.from, request.count, request.mostFailures);
}

export async function runSeeds(
  protocol: Protocol,
  from: number,
  count: number,
  mostFailures = Number.POSITIVE_INFINITY,
): Promise<BatchResult> {
  const result: BatchResult = { schedules: 0, failing: [], seen: {}, calls: 0 };
  let next = from;
  let active: { seed: number; run: ReturnType<typeof begin> }[] = [];
  for (;;) {
    while (active.length < sideBySide && next < from + count && result.failing.length < mostFailures) {
      active.push({ seed: next, run: begin(protocol, next, dayOf(next)) });
      next++;
    }
    if (active.length === 0) return result;
    active = active.filter(({ seed, run }) => run.step() || close(result, seed, run.end(), seed % 8 === 0));
    await turn();
  }
}

/** Judges a schedule that is over and adds it to the result. */
export function close(result: BatchResult, seed: number | string, schedule: Schedule, replay: boolean): false {
  const { violations, seen } = judge(schedule, replay);
  result.schedules++;
  result.calls += schedule.calls;
  if (violations.length > 0) result.failing.push({ seed, violations });
  for (const [what, times] of seen) result.seen[what] = (result.seen[what] ?? 0) + times;
  return false;
}

/** Lets everything that has been answered go on until it waits again. */
export const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
