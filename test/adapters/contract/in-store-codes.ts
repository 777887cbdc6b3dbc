// The contract of InStoreCodes: one in force a customer, and one till that gets her.
import { beforeEach, describe, expect, it } from 'vitest';
import type { InStoreCodes } from '../../../shared/ports/in-store-codes.ts';

const now = 1_790_000_000_000;
const minute = 60_000;
const a = { code: 'AAAAAAA1', expiresAt: now + 5 * minute, geofenceIds: ['torvet'] };
const b = { ...a, code: 'BBBBBBB2', expiresAt: now + 6 * minute };

export function inStoreCodesContract(open: () => Promise<{ inStoreCodes: InStoreCodes }>) {
  describe('in-store codes', () => {
    let codes: InStoreCodes;
    beforeEach(async () => {
      ({ inStoreCodes: codes } = await open());
    });

    it('are taken once, by the store they are for, within their time', async () => {
      expect(await codes.issue('ida', a, now, now)).toEqual({ code: a.code, expiresAt: a.expiresAt });
      expect(await codes.take(a.code, 'elsewhere', now)).toBeUndefined();
      expect(await codes.take(a.code, 'torvet', a.expiresAt)).toBeUndefined();
      expect(await codes.take('CCCCCCC3', 'torvet', now)).toBeUndefined();
      expect(await codes.take(a.code, 'torvet', a.expiresAt - 1)).toBe('ida');
      expect(await codes.take(a.code, 'torvet', now)).toBeUndefined();
    });

    it('stay while they last long enough, and else give way', async () => {
      await codes.issue('ida', a, now, now);
      expect(await codes.issue('ida', b, a.expiresAt - 1, now)).toMatchObject({ code: a.code });
      expect(await codes.issue('ida', b, a.expiresAt, now)).toMatchObject({ code: b.code });
      expect(await codes.take(a.code, 'torvet', now)).toBeUndefined();
      const elsewhere = { ...a, geofenceIds: ['mall', 'torvet'] };
      expect(await codes.issue('ida', elsewhere, now, now)).toMatchObject({ code: a.code });
      expect(await codes.take(b.code, 'torvet', now)).toBeUndefined();
      expect(await codes.take(a.code, 'mall', now)).toBe('ida');
      expect(await codes.issue('ida', b, now, now)).toMatchObject({ code: b.code });
    });

    it('are one till’s, of many that ask at once', async () => {
      for (let round = 0; round < 20; round++) {
        const code = `R000${String(1000 + round)}`;
        await codes.issue('ida', { ...a, code }, now, now);
        const taken = await Promise.all(Array.from({ length: 6 }, () => codes.take(code, 'torvet', now)));
        expect(taken.filter((one) => one !== undefined)).toEqual(['ida']);
      }
    });
  });
}
