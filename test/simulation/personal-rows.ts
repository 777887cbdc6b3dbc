// Which items of the simulated table name whom, since when: what an erasure has to find, and what may not be left after it.
import type { RecordKey, RecordKind } from '../../shared/ports/personal-records.ts';

interface PersonalRow extends RecordKey {
  customerId: string;
  /** When it was written last. */
  at: number;
}

export type PersonalRows = ReturnType<typeof createPersonalRows>;

export function createPersonalRows(now: () => number) {
  const rows = new Map<string, PersonalRow>();
  const put = (kind: RecordKind, pk: string, sk: string, customerId: string) => {
    rows.set(`${pk} ${sk}`, { kind, pk, sk, customerId, at: now() });
  };
  return {
    put,
    own: (kind: RecordKind, customerId: string, sk: string) => put(kind, `CUSTOMER#${customerId}`, sk, customerId),
    delete: (pk: string, sk: string) => rows.delete(`${pk} ${sk}`),
    of: (customerId: string) => [...rows.values()].filter((row) => row.customerId === customerId),
  };
}
