// The contract of Redemptions: a code is good once, until its end, for whoever comes first.
import { beforeEach, describe, expect, it } from 'vitest';
import { codeFrom } from '../../../shared/model/redemption.ts';
import type { Redemptions } from '../../../shared/ports/redemptions.ts';

const issued = {
  code: 'KX7M29QWAH',
  deliveryId: 'd1',
  customerId: 'freja',
  offerId: 'latte',
  category: 'coffee',
  expiresAt: 1000,
  offerEndsAt: 5000,
};
export function redemptionsContract(open: () => Promise<{ redemptions: Redemptions }>, propertyRuns: number) {
  describe('redemptions', () => {
    /** Two tills and one code, so often: every time in memory, and in .ci/run. */
    const rounds = Number(process.env.RAVN_TWO_TILLS ?? (propertyRuns > 100 ? 1000 : 100));
    let redemptions: Redemptions;
    beforeEach(async () => {
      ({ redemptions } = await open());
    });

    it('knows only codes that were issued', async () => {
      expect(await redemptions.redeem(issued.code, 'r1', 500)).toEqual({ result: 'unknown' });
      expect(await redemptions.redeem(issued.code, 'r1', 500)).toEqual({ result: 'unknown' });
    });

    it('uses a code once, and says so again to the one who did', async () => {
      expect(await redemptions.issue(issued)).toBe(true);
      expect(await redemptions.redeem(issued.code, 'r1', 500)).toEqual({ result: 'redeemed', issued, at: 500 });
      expect(await redemptions.redeem(issued.code, 'r2', 600)).toEqual({ result: 'used' });
      expect(await redemptions.redeem(issued.code, 'r1', 9000)).toEqual({ result: 'redeemed', issued, at: 500 });
      expect(await redemptions.redeem(issued.code, 'r2', 9000)).toEqual({ result: 'used' });
    });

    it('takes a code until its last millisecond', async () => {
      await redemptions.issue(issued);
      expect(await redemptions.redeem(issued.code, 'r1', 1000)).toEqual({ result: 'expired' });
      expect(await redemptions.redeem(issued.code, 'r1', 999)).toMatchObject({ result: 'redeemed' });
    });

    it('belongs to one delivery, which may be given it again until it is used', async () => {
      await redemptions.issue(issued);
      expect(await redemptions.issue({ ...issued, deliveryId: 'd2' })).toBe(false);
      expect(await redemptions.issue({ ...issued, expiresAt: 2000 })).toBe(true);
      expect(await redemptions.redeem(issued.code, 'r1', 1500)).toMatchObject({ issued: { deliveryId: 'd1' } });
      expect(await redemptions.issue(issued)).toBe(false);
      expect(await redemptions.issue({ ...issued, deliveryId: 'd2' })).toBe(false);
    });

    it(`two tills at once, ${rounds} times: exactly one success each`, async () => {
      const wins: number[] = [];
      for (let round = 0; round < rounds; round += 25) {
        await Promise.all(
          Array.from({ length: 25 }, async (_, n) => {
            const code = codeFrom(Uint8Array.of(round >> 8, round & 31, (round >> 5) & 31, n, 0, 0, 0, 0, 0));
            await redemptions.issue({ ...issued, code, deliveryId: code });
            const answers = await Promise.all(['till-1', 'till-2'].map((till) => redemptions.redeem(code, till, 500)));
            wins.push(answers.filter(({ result }) => result === 'redeemed').length);
            expect(answers.map(({ result }) => result).sort()).toEqual(['redeemed', 'used']);
          }),
        );
      }
      expect(wins).toEqual(Array.from({ length: rounds }, () => 1));
    });
  });
}
