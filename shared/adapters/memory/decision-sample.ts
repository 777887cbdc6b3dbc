// The decision sample in memory: whoever was named, all of them.
import type { DecisionSample } from '../../ports/decision-sample.ts';

/** @returns the sample, and `note`, by which somebody comes into it. */
export function memoryDecisionSample(share = 1): DecisionSample & { note(customerId: string): void } {
  const noted = new Set<string>();
  const shards = 4;
  const shardOf = (id: string) => [...id].reduce((sum, letter) => sum + letter.codePointAt(0)!, 0) % shards;
  return {
    share,
    shards,
    note: (customerId) => void noted.add(customerId),
    async page({ shard, after = '' }, limit) {
      const ids = [...noted].filter((id) => shardOf(id) === shard && id > after).sort();
      const customerIds = ids.slice(0, limit);
      return { customerIds, ...(ids.length > limit && { next: customerIds.at(-1)! }) };
    },
  };
}
