// After a restore: whoever was erased since the backup was made, or before, is erased once more.
import type { Customers } from '../ports/customers.ts';
import type { PersonalRecords } from '../ports/personal-records.ts';
import type { Seal } from '../ports/seal.ts';
import type { KeptTombstones, Tombstones } from '../ports/tombstones.ts';

export interface ReapplyPorts {
  customers: Customers;
  records: PersonalRecords;
  tombstones: Tombstones;
  archive: KeptTombstones;
  seal: Pick<Seal, 'subjectsOf' | 'recognises'>;
}

/**
 * Before anybody else reads or writes the restored table. Somebody who came back after her erasure, and before the
 * backup, stays. Interrupted, it is run again. Throws, before anything is changed, where there are tombstones whose key is not held.
 */
export async function reapplyTombstones(
  { customers, records, tombstones, archive, seal }: ReapplyPorts,
  now: number,
): Promise<{ tombstones: number; erased: number; items: number }> {
  // 1. every tombstone there is, into the table that may have lost it
  const erasedAt = new Map<string, number>();
  for await (const kept of archive.all())
    erasedAt.set(kept.subject, Math.max(kept.erasedAt, erasedAt.get(kept.subject) ?? 0));
  const strange = [...erasedAt.keys()].filter((subject) => !seal.recognises(subject));
  if (strange.length > 0)
    throw new Error(
      `${strange.length} of ${erasedAt.size} tombstones were made with an erasure key that is not held (the first: ${strange[0]}): who they stand for would not be erased again`,
    );

  // 2. everybody who is named in the table, and has one
  const looked = new Set<string>();
  let erased = 0;
  let items = 0;
  for await (const customerId of records.everybody()) {
    const at = Math.max(...seal.subjectsOf(customerId).map((subject) => erasedAt.get(subject) ?? -1));
    if (at < 0 || looked.has(customerId)) continue;
    looked.add(customerId);
    const customer = await customers.load(customerId);
    if (customer?.createdAt !== undefined && customer.createdAt > at) continue;
    await records.close(customerId, at);
    const keys = await records.keysOf(customerId);
    await records.remove(keys);
    await records.discard(customerId);
    erased += 1;
    items += keys.length + (customer ? 1 : 0);
  }

  // 3. nothing is under way in a table that was at rest
  for (const [subject, at] of erasedAt) {
    const { erasedAt: inForce, settledAt } = await tombstones.put(subject, at);
    if (settledAt === undefined) await tombstones.settle(subject, inForce, now);
  }
  return { tombstones: erasedAt.size, erased, items };
}
