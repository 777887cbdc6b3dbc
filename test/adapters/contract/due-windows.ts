// The contract of DueWindows: everybody whose window falls due in an hour, once, in pages.
import { describe, expect, it } from 'vitest';
import { type DueWindows, windowShards } from '../../../shared/ports/due-windows.ts';

const hour = 3_600_000;
const noon = 494_000 * hour;

export function dueWindowsContract(open: () => Promise<{ dueWindows: DueWindows }>) {
  describe('due windows', () => {
    it('names each customer of an hour once, over all shards, page by page', async () => {
      const { dueWindows } = await open();
      const customers = Array.from({ length: 40 }, (_, n) => `c${n}`);
      await Promise.all(customers.map((customerId, n) => dueWindows.note(customerId, noon + n * 60_000)));
      await dueWindows.note('c0', noon + 1);
      await dueWindows.note('late', noon + hour);
      const dueIn = async (hourAt: number, limit: number) => {
        const found: string[] = [];
        for (let shard = 0; shard < windowShards; shard++) {
          let after: string | undefined;
          do {
            const { customerIds, next } = await dueWindows.page({ hourAt, shard, after }, limit);
            expect(customerIds.length).toBeLessThanOrEqual(limit);
            found.push(...customerIds);
            after = next;
          } while (after !== undefined);
        }
        return found.sort();
      };
      for (const limit of [1, 7, 100]) expect(await dueIn(noon, limit)).toEqual([...customers].sort());
      expect(await dueIn(noon + hour, 100)).toEqual(['late']);
      expect(await dueIn(noon - hour, 100)).toEqual([]);
    });
  });
}
