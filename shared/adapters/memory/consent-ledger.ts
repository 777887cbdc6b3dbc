// The consent ledger in memory.
import type { ConsentEntry } from '../../model/consent.ts';
import type { ConsentLedger } from '../../ports/consent-ledger.ts';

/** @returns the ledger, and `entries()` to look at it. */
export function memoryConsentLedger(): ConsentLedger & { entries(): ConsentEntry[] } {
  const entries = new Map<string, ConsentEntry>();
  return {
    async append(entry) {
      const key = `${entry.customerId}#${entry.id}`;
      if (!entries.has(key)) entries.set(key, structuredClone(entry));
    },
    entries: () => structuredClone([...entries.values()]),
  };
}
