// In-store codes in memory: one a customer.
import type { InStoreCode } from '../../model/in-store-code.ts';
import type { InStoreCodes } from '../../ports/in-store-codes.ts';

export function memoryInStoreCodes(): InStoreCodes {
  const stored = new Map<string, InStoreCode & { geofenceIds: string[] }>();
  return {
    async issue(customerId, code, keepAfter) {
      const former = stored.get(customerId);
      const same = former?.geofenceIds.join() === code.geofenceIds.join();
      const { code: text, expiresAt } = former && same && former.expiresAt > keepAfter ? former : code;
      stored.set(customerId, { code: text, expiresAt, geofenceIds: [...code.geofenceIds] });
      return { code: text, expiresAt };
    },

    async take(code, geofenceId, now) {
      for (const [customerId, one] of stored) {
        if (one.code !== code || one.expiresAt <= now || !one.geofenceIds.includes(geofenceId)) continue;
        stored.delete(customerId);
        return customerId;
      }
      return undefined;
    },
  };
}
