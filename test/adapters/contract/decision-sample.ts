// The contract of DecisionSample: everybody of the sample for whom something was decided, each once, on one list.
import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import type { DecisionSample } from '../../../shared/ports/decision-sample.ts';
import type { Decisions } from '../../../shared/ports/decisions.ts';
import { decisionAt } from './samples.ts';

const start = 1_790_000_000_000;

/** @param open a sample of everybody. */
export function decisionSampleContract(open: () => Promise<{ decisions: Decisions; decisionSample: DecisionSample }>) {
  describe('decision sample', () => {
    it('lists each once, in pages that meet', async () => {
      const { decisions, decisionSample } = await open();
      expect(decisionSample.share).toBe(1);
      const ids = Array.from({ length: 12 }, (_, n) => `customer-${n}`);
      const records = ids.flatMap((id) => [0, 5, 90_000_000].map((after) => ({ id, at: start + after })));
      await Promise.all(records.map(({ id, at }) => decisions.record(id, decisionAt(at, ulid(at)))));

      const listed: string[] = [];
      for (let shard = 0; shard < decisionSample.shards; shard++) {
        let after: string | undefined;
        do {
          const page = await decisionSample.page({ shard, ...(after !== undefined && { after }) }, 2);
          expect(page.customerIds.length).toBeLessThanOrEqual(2);
          listed.push(...page.customerIds);
          after = page.next;
        } while (after !== undefined);
      }
      expect(listed.sort()).toEqual(ids.sort());
    });
  });
}
