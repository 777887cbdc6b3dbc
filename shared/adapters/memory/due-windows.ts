// Due windows in memory: customers by the hour, all in the first shard.
import type { DueWindows } from '../../ports/due-windows.ts';

export function memoryDueWindows(): DueWindows {
  const due = new Map<number, Set<string>>();
  return {
    async note(customerId, dueAt) {
      const hourAt = dueAt - (dueAt % 3_600_000);
      due.set(hourAt, (due.get(hourAt) ?? new Set()).add(customerId));
    },
    async page({ hourAt, shard, after = '' }, limit) {
      const rest = [...(shard === 0 ? (due.get(hourAt) ?? []) : [])].filter((id) => id > after).sort();
      const customerIds = rest.slice(0, limit);
      return { customerIds, ...(rest.length > limit && { next: customerIds.at(-1)! }) };
    },
  };
}
