// The contract of Stats: an offer's counts day by day, each replaced only by who has read it.
import { beforeEach, describe, expect, it } from 'vitest';
import type { DayCounts } from '../../../shared/model/tally.ts';
import type { Stats } from '../../../shared/ports/stats.ts';

const now = Date.parse('2026-06-30T12:00:00Z');
const countsOf = (day: string, version = 1, offerId = 'latte'): DayCounts => ({
  offerId,
  day,
  version,
  counts: { 'end|sent': version, 'store||sent': 1 },
  counted: 'abcdefgh',
});

export function statsContract(open: () => Promise<{ stats: Stats }>) {
  describe('stats', () => {
    let stats: Stats;
    beforeEach(async () => {
      ({ stats } = await open());
    });

    it('keeps what is saved, and nothing that does not follow what is stored', async () => {
      expect(await stats.load('latte', '2026-06-02')).toBeUndefined();
      expect(await stats.save(countsOf('2026-06-02', 2))).toBe(false);
      expect(await stats.save(countsOf('2026-06-02'))).toBe(true);
      expect(await stats.save(countsOf('2026-06-02'))).toBe(false);
      expect(await stats.save(countsOf('2026-06-02', 2))).toBe(true);
      expect(await stats.load('latte', '2026-06-02')).toEqual(countsOf('2026-06-02', 2));
    });

    it('lets one of 10 win that save at once', async () => {
      const saved = await Promise.all(Array.from({ length: 10 }, () => stats.save(countsOf('2026-06-02'))));
      expect(saved.filter(Boolean)).toHaveLength(1);
    });

    it('lists an offer’s days in their order up to one of them, for 400 days', async () => {
      const days = ['2026-06-03', '2025-05-26', '2025-05-27', '2026-06-01', '2026-06-04'];
      for (const day of days) await stats.save(countsOf(day));
      await stats.save(countsOf('2026-06-02', 1, 'tea'));
      const found = await stats.upTo('latte', '2026-06-03', now);
      expect(found.map(({ day }) => day)).toEqual(['2025-05-27', '2026-06-01', '2026-06-03']);
      expect(found[0]).toEqual({ day: '2025-05-27', counts: countsOf('2025-05-27').counts });
      expect(await stats.upTo('nothing', '2026-06-03', now)).toEqual([]);
      for (const until of ['2025-05-26', '2001-01-01']) expect(await stats.upTo('latte', until, now)).toEqual([]);
    });
  });
}
