// The consent ledger in memory.
import type { ConsentLine } from '../../model/consent.ts';
import type { ConsentLedger } from '../../ports/consent-ledger.ts';

/** @returns the ledger, and `lines()` to look at it. */
export function memoryConsentLedger(): ConsentLedger & { lines(): ConsentLine[] } {
  const lines = new Map<string, ConsentLine>();
  return {
    async append(line) {
      const key = `${line.customerId}#${line.id}`;
      if (!lines.has(key)) lines.set(key, structuredClone(line));
    },
    lines: () => structuredClone([...lines.values()]),
  };
}
