// The catalogue in memory: what is authored, and the snapshot in force.
import { type Authored, nothingAuthored } from '../../model/authored.ts';
import type { CatalogueSnapshot } from '../../model/catalogue.ts';
import type { AuthoredCatalogue, Snapshots } from '../../ports/catalogue.ts';

/** `publish`: a snapshot without anything authored, for who only reads it. */
export function memorySnapshots(): Snapshots &
  AuthoredCatalogue & { publish(snapshot: CatalogueSnapshot, at: number): Promise<boolean> } {
  let inForce: CatalogueSnapshot | undefined;
  let authored: Authored = nothingAuthored;
  let revision = 0;
  let publishedAt: number | undefined;
  return {
    async currentVersion() {
      return inForce?.version ?? 0;
    },
    async current() {
      return structuredClone(inForce);
    },
    async read() {
      return { revision, version: inForce?.version ?? 0, publishedAt, authored };
    },
    async replace(base, next, at) {
      if (base.revision !== revision) return false;
      revision += 1;
      authored = next.authored;
      if (!next.snapshot) return true;
      inForce = structuredClone(next.snapshot);
      publishedAt = at;
      return true;
    },
    async removeFormer() {},
    async publish(snapshot) {
      if (snapshot.version !== (inForce?.version ?? 0) + 1) return false;
      inForce = structuredClone(snapshot);
      return true;
    },
  };
}
