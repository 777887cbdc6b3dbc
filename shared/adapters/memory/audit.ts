// The audit in memory.
import type { Audit, Look } from '../../ports/audit.ts';

/** @returns the audit, and `looks()` to look at it. */
export function memoryAudit(): Audit & { looks(): Look[] } {
  const looks = new Map<string, Look>();
  return {
    async note(look) {
      looks.set(look.id, structuredClone(look));
    },
    looks: () => structuredClone([...looks.values()]),
  };
}
