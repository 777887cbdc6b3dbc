// The contract of Tombstones: one erasure at a time, each fact noted once, and nothing older replaces what is newer.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Tombstones } from '../../../shared/ports/tombstones.ts';

export function tombstonesContract(open: () => Promise<{ tombstones: Tombstones }>) {
  describe('tombstones', () => {
    let tombstones: Tombstones;
    beforeEach(async () => {
      ({ tombstones } = await open());
    });

    it('stands for one subject, from the moment it is put', async () => {
      expect(await tombstones.read('ab')).toBeUndefined();
      expect(await tombstones.put('ab', 10)).toEqual({ erasedAt: 10 });
      expect(await tombstones.read('ab')).toEqual({ erasedAt: 10 });
      expect(await tombstones.read('cd')).toBeUndefined();
    });

    it('keeps the erasure that is under way, and the first of what is noted about it', async () => {
      await tombstones.put('ab', 10);
      expect(await tombstones.put('ab', 20)).toEqual({ erasedAt: 10 });
      await tombstones.note('ab', 10, { counts: { customer: 1 } });
      await tombstones.note('ab', 10, { counts: { customer: 0 } });
      expect(await tombstones.note('ab', 10, { closedAt: 11 })).toEqual({
        erasedAt: 10,
        counts: { customer: 1 },
        closedAt: 11,
      });
      await tombstones.note('ab', 9, { closedAt: 99 });
      await tombstones.settle('ab', 9, 99);
      await tombstones.settle('ab', 10, 12);
      await tombstones.settle('ab', 10, 13);
      expect(await tombstones.read('ab')).toEqual({
        erasedAt: 10,
        counts: { customer: 1 },
        closedAt: 11,
        settledAt: 12,
      });
    });

    it('makes way for a later erasure once it is settled, not for one as old', async () => {
      await tombstones.put('ab', 10);
      await tombstones.note('ab', 10, { counts: { customer: 1 } });
      await tombstones.settle('ab', 10, 12);
      expect(await tombstones.put('ab', 10)).toMatchObject({ erasedAt: 10, settledAt: 12 });
      expect(await tombstones.put('ab', 20)).toEqual({ erasedAt: 20 });
    });
  });
}
