// The contract of Feedbacks: one a decision, found by the offer, and nobody in what is found.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Feedbacks } from '../../../shared/ports/feedbacks.ts';

const start = 1_790_000_000_000;
const year = 365 * 24 * 60 * 60 * 1000;
const said = { decisionId: 'D1', offerId: 'latte', rating: 4, text: 'lun', at: start };

export function feedbacksContract(open: () => Promise<{ feedbacks: Feedbacks }>) {
  describe('feedbacks', () => {
    let feedbacks: Feedbacks;
    beforeEach(async () => {
      ({ feedbacks } = await open());
    });

    it('finds what was said of an offer, by how many, and not by whom', async () => {
      await feedbacks.give('ida', said);
      await feedbacks.give('ida', { ...said, decisionId: 'D2', rating: 5, text: undefined });
      await feedbacks.give('ole', { ...said, decisionId: 'D3', rating: 1 });
      await feedbacks.give('ole', { ...said, decisionId: 'D4', offerId: 'tea' });
      const { given, ...rest } = await feedbacks.ofOffer('latte', 10, start);
      expect(rest).toEqual({ givers: 2, more: false });
      expect(given.sort((a, b) => a.rating - b.rating)).toEqual([
        { rating: 1, text: 'lun', at: start },
        { rating: 4, text: 'lun', at: start },
        { rating: 5, at: start },
      ]);
    });

    it('takes the last word on a decision', async () => {
      await feedbacks.give('ida', said);
      await feedbacks.give('ida', { ...said, rating: 2, at: start + 1 });
      expect((await feedbacks.ofOffer('latte', 10, start)).given).toEqual([{ rating: 2, text: 'lun', at: start + 1 }]);
    });

    it('says where there is more than was asked for, and forgets after a year', async () => {
      for (const decisionId of ['D1', 'D2']) await feedbacks.give('ida', { ...said, decisionId });
      expect(await feedbacks.ofOffer('latte', 1, start)).toMatchObject({ givers: 1, more: true });
      expect(await feedbacks.ofOffer('latte', 2, start)).toMatchObject({ more: false });
      expect((await feedbacks.ofOffer('latte', 2, start + year)).given).toEqual([]);
    });
  });
}
