// Propensity models in memory: the one in force.
import type { PropensityModel } from '../../model/propensity.ts';
import type { Models } from '../../ports/models.ts';

export function memoryModels(): Models {
  let inForce: PropensityModel | undefined;
  return {
    async currentVersion() {
      return inForce?.version ?? 0;
    },
    async current() {
      return structuredClone(inForce);
    },
    async publish(model) {
      if (model.version !== (inForce?.version ?? 0) + 1) return false;
      inForce = structuredClone(model);
      return true;
    },
    // none but the one in force is kept
    async removeFormer() {},
  };
}
