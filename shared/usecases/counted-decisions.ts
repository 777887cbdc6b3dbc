// Decisions that are counted as they are recorded: why each offer was or was not chosen, and how each delivery ended.
import { talliesOfDecision, tallyOfEnd } from '../core/uplift/tallies.ts';
import type { Decisions } from '../ports/decisions.ts';
import type { TallyQueue } from '../ports/stats.ts';

/** An end is booked again whenever nobody knows whether it was booked. So long afterwards its name may be forgotten among those counted. */
const tooLateMs = 48 * 3_600_000;

/**
 * Where decisions are kept, counting. An end goes to the queue before it is recorded, and not again once it is: interrupted in between it is
 * told twice and counted once. The reasons of a decision go after it, when it is new: a function that dies in between leaves them uncounted.
 */
export function countedDecisions(ports: {
  decisions: Decisions;
  tallies: TallyQueue;
  clock: () => number;
  onFault: (doing: string, cause: unknown) => void;
}): Decisions {
  const { decisions, tallies, clock, onFault } = ports;
  return {
    ...decisions,
    async record(customerId, decision) {
      const isNew = await decisions.record(customerId, decision);
      const counted = isNew ? talliesOfDecision(decision) : [];
      if (counted.length > 0)
        await tallies.send([{ tallies: counted }]).catch((cause) => onFault('counting a decision', cause));
      return isNew;
    },
    async recordEnd(customerId, end) {
      const now = clock();
      const recorded = await decisions.find(customerId, end.decisionId, now);
      if (recorded?.end) return;
      if (now - end.at < tooLateMs) await tallies.send([{ tallies: [tallyOfEnd(end)] }]);
      await decisions.recordEnd(customerId, end);
    },
  };
}
