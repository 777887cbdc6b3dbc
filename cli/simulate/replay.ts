// The replay of a log: each report decided as in production, counted, and told as one line.

import type { World } from '../../shared/core/decide/world.ts';
import { newcomer } from '../../shared/core/replay/newcomer.ts';
import { type Replayed, replayReports } from '../../shared/core/replay/reports.ts';
import type { Decision, Facts } from '../../shared/model/decision.ts';
import type { ReportLine } from '../../shared/model/simulation.ts';
import type { CustomerLine, DecisionLine } from './files.ts';
import { answerKept, type Spoken, wouldBeSilent } from './silence.ts';
import { countDecision, countReport, type Tally } from './tally.ts';

export interface Replay {
  /** Says what is known of a customer before the first report; the last word counts. */
  introduce(line: CustomerLine): void;
  /** Decides one report, delivers at once what was chosen, and counts. */
  step(line: ReportLine): DecisionLine;
}

/**
 * Starts a replay. Memory: the state of every customer, none of the reports.
 * @param withKnown gives facts what was known at a moment of the weather and the context.
 */
export function startReplay(world: World, tally: Tally, withKnown?: (facts: Facts, now: number) => Facts): Replay {
  const replay = replayReports(world, withKnown);
  /** Of each customer, the last report that a phone which honours `next` would have sent, with its answer. */
  const spoken = new Map<string, Spoken>();

  return {
    introduce: (line) => replay.introduce(newcomer(line)),
    step(line) {
      const { customerId } = line;
      const replayed = replay.step(line);
      const silent = wouldBeSilent(spoken.get(customerId), line);
      countReport(tally, customerId, replayed.now, silent, replayed.transitions);
      if (!silent) spoken.set(customerId, answerKept(line, replayed.next));
      for (const { decision, delivered } of replayed.meanwhile) {
        countDecision(tally, decision);
        if (delivered) countSend(tally, decision);
      }
      if (replayed.weighed) countDecision(tally, replayed.weighed.decision);
      return answer(tally, line, replayed);
    },
  };
}

function answer(tally: Tally, { customerId, id, at }: ReportLine, { reason, next, weighed }: Replayed): DecisionLine {
  tally.reasons.set(reason, (tally.reasons.get(reason) ?? 0) + 1);
  const line = { customerId, id, at, reason, ...predictionOf(weighed?.decision), next };
  if (!weighed?.delivered) return line;
  countSend(tally, weighed.decision);
  const { offerId, geofenceId, arm } = weighed.decision;
  const chosen = { ...line, offerId, geofenceId };
  return arm === 'holdout' ? { ...chosen, arm } : chosen;
}

function predictionOf(decision: Decision | undefined): Pick<DecisionLine, 'propensity' | 'probability'> {
  if (!decision) return {};
  const { candidates, probability } = decision;
  const chosen = candidates.filter(({ reason }) => reason === 'chosen');
  const predicted = (chosen.length > 0 ? chosen : candidates).flatMap(({ propensity }) => propensity ?? []);
  return {
    ...(predicted.length > 0 && { propensity: Math.max(...predicted) }),
    ...(probability !== undefined && { probability }),
  };
}

function countSend(tally: Tally, { arm, offerId }: Decision) {
  if (arm === 'holdout') tally.heldOut += 1;
  else if (offerId !== undefined) tally.sends.set(offerId, (tally.sends.get(offerId) ?? 0) + 1);
}
