// Stats in memory.
import { keptMs } from '../../model/retention.ts';
import type { DayCounts } from '../../model/tally.ts';
import type { Stats } from '../../ports/stats.ts';

export function memoryStats(): Stats {
  const stored = new Map<string, DayCounts>();
  const keyOf = (offerId: string, day: string) => `${offerId}#${day}`;
  return {
    async load(offerId, day) {
      return structuredClone(stored.get(keyOf(offerId, day)));
    },

    async save(counts) {
      const key = keyOf(counts.offerId, counts.day);
      if ((stored.get(key)?.version ?? 0) !== counts.version - 1) return false;
      stored.set(key, structuredClone(counts));
      return true;
    },

    async upTo(offerId, until, now) {
      const oldest = new Date(now - keptMs.stats).toISOString().slice(0, 10);
      return [...stored.values()]
        .filter((one) => one.offerId === offerId && one.day <= until && one.day > oldest)
        .sort((a, b) => (a.day < b.day ? -1 : 1))
        .map(({ day, counts }) => structuredClone({ day, counts }));
    },
  };
}
