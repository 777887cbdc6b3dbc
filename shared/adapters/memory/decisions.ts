// Decisions in memory: a record and its end, in any order, each once.
import type { Decision } from '../../model/decision.ts';
import type { DeliveryEnd } from '../../model/delivery.ts';
import { keptMs } from '../../model/retention.ts';
import type { Decisions } from '../../ports/decisions.ts';

/** @param note is told of whom a decision is kept. */
export function memoryDecisions(note: (customerId: string) => void = () => {}): Decisions {
  const stored = new Map<string, Map<string, { decision?: Decision; end?: DeliveryEnd }>>();
  const entryOf = (customerId: string, decisionId: string) => {
    const own = stored.get(customerId) ?? new Map();
    stored.set(customerId, own);
    const entry = own.get(decisionId) ?? {};
    own.set(decisionId, entry);
    return entry;
  };

  return {
    async record(customerId, decision) {
      note(customerId);
      const entry = entryOf(customerId, decision.id);
      const isNew = entry.decision === undefined;
      entry.decision ??= structuredClone(decision);
      return isNew;
    },

    async recordEnd(customerId, end) {
      entryOf(customerId, end.decisionId).end ??= structuredClone(end);
    },

    async find(customerId, decisionId, now) {
      const { decision, end } = stored.get(customerId)?.get(decisionId) ?? {};
      return decision && decision.at > now - keptMs.decision ? structuredClone({ ...decision, end }) : undefined;
    },

    async latest(customerId, limit, now, { from = 0, to = Number.POSITIVE_INFINITY } = {}) {
      const recorded = [...(stored.get(customerId)?.values() ?? [])].flatMap(({ decision, end }) =>
        decision && decision.at > now - keptMs.decision && decision.at >= from && decision.at <= to
          ? [{ ...decision, end }]
          : [],
      );
      // Ids sort by time.
      recorded.sort((a, b) => (a.id < b.id ? 1 : -1));
      return structuredClone(recorded.slice(0, limit));
    },
  };
}
