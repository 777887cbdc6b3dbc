// Tombstones in memory, and the archive that outlives a table.
import type { Tombstone } from '../../model/erasure.ts';
import type { KeptTombstones, TombstoneArchive, Tombstones } from '../../ports/tombstones.ts';

export function memoryTombstones(): Tombstones {
  const stored = new Map<string, Tombstone>();
  const inForce = (subject: string) => structuredClone(stored.get(subject))!;
  return {
    async read(subject) {
      return structuredClone(stored.get(subject));
    },
    async put(subject, erasedAt) {
      const before = stored.get(subject);
      if (!before || (before.settledAt !== undefined && before.erasedAt < erasedAt)) stored.set(subject, { erasedAt });
      return inForce(subject);
    },
    async note(subject, erasedAt, noted) {
      const before = stored.get(subject);
      if (before?.erasedAt === erasedAt) stored.set(subject, { ...structuredClone(noted), ...before });
      return inForce(subject);
    },
    async settle(subject, erasedAt, at) {
      const before = stored.get(subject);
      if (before?.erasedAt === erasedAt) stored.set(subject, { settledAt: at, ...before });
    },
  };
}

export function memoryTombstoneArchive(): TombstoneArchive & KeptTombstones {
  const kept = new Map<string, { subject: string; erasedAt: number }>();
  return {
    async keep(subject, erasedAt) {
      kept.set(`${subject}/${erasedAt}`, { subject, erasedAt });
    },
    async *all() {
      yield* structuredClone([...kept.values()]);
    },
  };
}
