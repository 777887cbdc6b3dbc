// The contract of Decisions: the record and its end in any order, each once, for 90 days.
import { ulid } from 'ulid';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryEnd } from '../../../shared/model/delivery.ts';
import type { Decisions } from '../../../shared/ports/decisions.ts';
import { decisionAt } from './samples.ts';

const start = 1_790_000_000_000;
const day = 24 * 60 * 60 * 1000;
const idAt = (at: number) => ulid(at, () => 0.5);

const endOf = (decisionId: string, state: DeliveryEnd['state']): DeliveryEnd => ({
  deliveryId: 'd1',
  decisionId,
  offerId: 'latte',
  geofenceId: 'torvet',
  state,
  why: state === 'sent' ? undefined : 'left',
  at: start + 5,
});

export function decisionsContract(open: () => Promise<{ decisions: Decisions }>) {
  describe('decisions', () => {
    let decisions: Decisions;
    const id = idAt(start);
    const made = decisionAt(start, id);
    beforeEach(async () => {
      ({ decisions } = await open());
    });

    it('shows a decision, and its end once there is one', async () => {
      expect(await decisions.record('ida', made)).toBe(true);
      expect(await decisions.record('ida', made)).toBe(false);
      expect(await decisions.latest('ida', 10, start)).toEqual([made]);
      await decisions.recordEnd('ida', endOf(id, 'sent'));
      expect(await decisions.latest('ida', 10, start)).toEqual([{ ...made, end: endOf(id, 'sent') }]);
    });

    it('takes an end before its decision, and shows it only then', async () => {
      await decisions.recordEnd('ida', endOf(id, 'cancelled'));
      expect(await decisions.latest('ida', 10, start)).toEqual([]);
      await decisions.record('ida', made);
      expect(await decisions.latest('ida', 10, start)).toEqual([{ ...made, end: endOf(id, 'cancelled') }]);
    });

    it('keeps the first end, and keeps it through a repeated record', async () => {
      await decisions.record('ida', made);
      await decisions.recordEnd('ida', endOf(id, 'unknown'));
      await decisions.recordEnd('ida', endOf(id, 'sent'));
      await decisions.record('ida', made);
      expect(await decisions.latest('ida', 10, start)).toEqual([{ ...made, end: endOf(id, 'unknown') }]);
    });

    it('shows the newest first, as many as asked for, of this customer alone', async () => {
      const times = [3, 1, 4, 2].map((minutes) => start + minutes * 60_000);
      for (const at of times) await decisions.record('ida', decisionAt(at, idAt(at)));
      // Between them, ends without a decision must not use up the limit.
      for (const at of times) await decisions.recordEnd('ida', endOf(idAt(at + 1), 'sent'));
      await decisions.record('ole', made);
      const latest = await decisions.latest('ida', 3, start);
      expect(latest.map(({ at }) => (at - start) / 60_000)).toEqual([4, 3, 2]);
      expect(await decisions.latest('ida', 0, start)).toEqual([]);
    });

    it('finds one by its id, for the customer whose it is', async () => {
      await decisions.recordEnd('ida', endOf(id, 'sent'));
      expect(await decisions.find('ida', id, start)).toBeUndefined();
      await decisions.record('ida', made);
      expect(await decisions.find('ida', id, start + 90 * day - 1)).toEqual({ ...made, end: endOf(id, 'sent') });
      expect(await decisions.find('ida', id, start + 90 * day)).toBeUndefined();
      expect(await decisions.find('ole', id, start)).toBeUndefined();
      expect(await decisions.find('ida', idAt(start + 1), start)).toBeUndefined();
    });

    it('shows those of a period, both ends included', async () => {
      for (let n = 0; n < 6; n++) await decisions.record('ida', decisionAt(start + n, idAt(start + n)));
      const shown = async (from?: number, to?: number, limit = 10) =>
        (await decisions.latest('ida', limit, start + 10, { from, to })).map(({ at }) => at - start);
      expect(await shown(start + 1, start + 3)).toEqual([3, 2, 1]);
      expect(await shown(start + 1, start + 5, 2)).toEqual([5, 4]);
      expect(await shown(start + 4)).toEqual([5, 4]);
      expect(await shown(undefined, start)).toEqual([0]);
      expect(await shown(start + 3, start + 1)).toEqual([]);
      expect(await shown(0, 9_999_999_999_999)).toHaveLength(6);
    });

    it('shows nothing past its 90 days', async () => {
      await decisions.record('ida', made);
      expect(await decisions.latest('ida', 10, start + 90 * day - 1)).toHaveLength(1);
      expect(await decisions.latest('ida', 10, start + 90 * day)).toEqual([]);
    });
  });
}
