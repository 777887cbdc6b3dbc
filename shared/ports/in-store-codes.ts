// In-store codes: one in force for a customer, taken by one till, once.
import type { InStoreCode } from '../model/in-store-code.ts';

export interface InStoreCodes {
  /**
   * Puts a code in force for the stores she is in. Where one for the same stores is in force that lasts longer than `keepAfter`,
   * that one stays, and is returned.
   */
  issue(
    customerId: string,
    code: InStoreCode & { geofenceIds: string[] },
    keepAfter: number,
    now: number,
  ): Promise<InStoreCode>;
  /** Whose code it is, if it is in force for this store: for one of all who ask, however many ask at once. */
  take(code: string, geofenceId: string, now: number): Promise<string | undefined>;
}
