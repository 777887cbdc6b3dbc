// The tombstones that may be a customer's: one under each key that was ever in use.
import type { Tombstone } from '../model/erasure.ts';
import type { Seal } from '../ports/seal.ts';
import type { Tombstones } from '../ports/tombstones.ts';

export interface KnownTombstone {
  subject: string;
  tombstone: Tombstone;
}

/** An erasure that is under way first, then the latest. */
export async function knownTombstones(
  { tombstones, seal }: { tombstones: Pick<Tombstones, 'read'>; seal: Pick<Seal, 'subjectsOf'> },
  customerId: string,
): Promise<KnownTombstone[]> {
  const read = seal
    .subjectsOf(customerId)
    .map(async (subject) => ({ subject, tombstone: await tombstones.read(subject) }));
  const found = (await Promise.all(read)).filter((one): one is KnownTombstone => one.tombstone !== undefined);
  const rank = ({ tombstone: { settledAt, erasedAt } }: KnownTombstone) =>
    settledAt === undefined ? Number.POSITIVE_INFINITY : erasedAt;
  return found.sort((a, b) => (rank(a) < rank(b) ? 1 : -1));
}
