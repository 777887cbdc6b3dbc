// Redemptions in memory.
import type { IssuedCode } from '../../model/redemption.ts';
import type { Redemptions } from '../../ports/redemptions.ts';

export function memoryRedemptions() {
  const codes = new Map<string, IssuedCode & { used?: { id: string; at: number } }>();
  return {
    async issue(code) {
      const stored = codes.get(code.code);
      if (stored && (stored.used || stored.deliveryId !== code.deliveryId)) return false;
      codes.set(code.code, structuredClone(code));
      return true;
    },

    async redeem(code, redemptionId, now) {
      const stored = codes.get(code);
      if (!stored) return { result: 'unknown' };
      if (!stored.used && stored.expiresAt <= now) return { result: 'expired' };
      stored.used ??= { id: redemptionId, at: now };
      const { used, ...issued } = stored;
      return used.id === redemptionId
        ? { result: 'redeemed', issued: structuredClone(issued), at: used.at }
        : { result: 'used' };
    },

    /** As an erasure deletes what names her. */
    delete: (code: string) => codes.delete(code),
  } satisfies Redemptions & { delete: unknown };
}
