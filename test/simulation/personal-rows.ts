// Which items of the simulated table name whom, since when: what an erasure has to find, and what may not be left after it.
import type { RecordKey, RecordKind } from '../../shared/ports/personal-records.ts';
import type { Item, Items } from './device-table.ts';

interface PersonalRow extends RecordKey {
  customerId: string;
  /** When it was written last. */
  at: number;
}

/** @param items those of the devices, which the adapter itself writes. */
export function createPersonalRows(now: () => number, items: Items) {
  const rows = new Map<string, PersonalRow>();
  const put = (kind: RecordKind, pk: string, sk: string, customerId: string) => {
    rows.set(`${pk} ${sk}`, { kind, pk, sk, customerId, at: now() });
  };
  return {
    put,
    own: (kind: RecordKind, customerId: string, sk: string) => put(kind, `CUSTOMER#${customerId}`, sk, customerId),
    delete: (pk: string, sk: string) => rows.delete(`${pk} ${sk}`) || items.delete(`${pk} ${sk}`),
    of: (customerId: string): PersonalRow[] => [
      ...[...rows.values()].filter((row) => row.customerId === customerId),
      ...[...items.values()].flatMap((item) => rowOf(item, customerId)),
    ],
  };
}

function rowOf({ pk, sk, listed, registeredAt }: Item, customerId: string): PersonalRow[] {
  const her = `CUSTOMER#${customerId}`;
  if (pk !== her && listed !== her) return [];
  const kind = sk === 'OWNER' ? 'token' : 'device';
  return [{ kind, pk: String(pk), sk: String(sk), customerId, at: Number(registeredAt) }];
}
