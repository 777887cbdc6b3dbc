// Catalogue snapshots in memory: the one in force.
import type { CatalogueSnapshot } from '../../model/catalogue.ts';
import type { Snapshots } from '../../ports/catalogue.ts';

export function memorySnapshots(): Snapshots {
  let inForce: CatalogueSnapshot | undefined;
  return {
    async currentVersion() {
      return inForce?.version ?? 0;
    },
    async current() {
      return structuredClone(inForce);
    },
    async publish(snapshot) {
      if (snapshot.version !== (inForce?.version ?? 0) + 1) return false;
      inForce = structuredClone(snapshot);
      return true;
    },
  };
}
