// Every combination of faults on the main path: report, claim, push, end. Each call of it is a place where each kind may strike.
import { type BatchResult, close, turn } from './batch.ts';
import type { FaultKind } from './history.ts';
import type { Protocol } from './protocol.ts';
import { begin, type Script } from './simulate.ts';
import { noon, reportAt } from './town.ts';

/** A fault of the plan: which call, counted from the first of the schedule, and what befalls it. */
type Fault = { call: number; kind: FaultKind };

const noMix = {
  calls: {},
  duplicated: 0,
  delayed: 0,
  redelivered: 0,
  skewMs: 0,
  provider: { notAccepted: 0, rejected: 0, deadToken: 0, unknown: 0, newToken: 0 },
};

/**
 * One customer at one store; the provider first refuses for a moment, then
 * accepts. Faults strike within the first half minute, which holds the whole path and one retry of it.
 */
function mainPath(plan: Fault[], watch: (call: number, kinds: readonly FaultKind[]) => void): Script {
  let call = 0;
  let pushes = 0;
  return {
    mix: noMix,
    calmAt: noon + 30_000,
    drawFault: (_point, kinds) => {
      const number = call++;
      watch(number, kinds);
      return plan.find((fault) => fault.call === number)?.kind;
    },
    answer: () =>
      ++pushes === 1
        ? { accepted: false, outcome: { kind: 'not-accepted', why: 'throttled' } }
        : { accepted: true, outcome: { kind: 'accepted' } },
    actors({ scheduler, report }) {
      scheduler.at(noon + 1, () => report('anna', 'phone', [reportAt('r1', 'cafe', scheduler.now())]));
    },
  };
}

/** @param share which part of `of` equal parts of the first faults this thread takes. */
export async function exhaust(protocol: Protocol, faults: number, share: number, of: number): Promise<BatchResult> {
  const result: BatchResult = { schedules: 0, failing: [], seen: {}, calls: 0 };
  const waiting: Fault[][] = [[]];
  let active: { plan: Fault[]; run: ReturnType<typeof begin>; next: Fault[] }[] = [];
  let firsts = 0;
  for (;;) {
    while (active.length < 48 && waiting.length > 0) {
      const plan = waiting.pop()!;
      const next: Fault[] = [];
      const after = plan.at(-1)?.call ?? -1;
      const watch = (call: number, kinds: readonly FaultKind[]) => {
        if (call > after && plan.length < faults) for (const kind of kinds) next.push({ call, kind });
      };
      active.push({ plan, next, run: begin(protocol, 1, () => mainPath(plan, watch)) });
    }
    if (active.length === 0) return result;
    active = active.filter(({ plan, run, next }) => {
      if (run.step()) return true;
      for (const fault of next) {
        if (plan.length > 0 || firsts++ % of === share) waiting.push([...plan, fault]);
      }
      return close(result, plan.map(({ call, kind }) => `${call}:${kind}`).join(' '), run.end(), false);
    });
    await turn();
  }
}
