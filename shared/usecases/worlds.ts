// The world a warm function keeps: looked up again every 15 seconds, or at once where a message needs a newer one.
import { compileCatalogue } from '../core/decide/compile.ts';
import { openCatalogue, type World } from '../core/decide/world.ts';
import type { Snapshots } from '../ports/catalogue.ts';
import type { KeptModel } from './kept-model.ts';

export interface Worlds {
  /** The world in force, at most 15 seconds old, and no older than the catalogue `atLeast`. Empty before the first publication. */
  current(now: number, atLeast?: number): Promise<World>;
}

const lookAgainAfterMs = 15_000;

const noModel: KeptModel = { current: async () => undefined };

/** Keeps one world in memory; without `models` it has no propensity model. Concurrent callers wait for the same look-up; a failed one is tried again by the next caller. */
export function keepWorld(snapshots: Snapshots, models: KeptModel = noModel, open = openCatalogue): Worlds {
  let world: World | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<World> | undefined;

  async function look(now: number): Promise<World> {
    const version = await snapshots.currentVersion();
    const model = await models.current(now);
    if (!world || version !== world.catalogue.version) {
      const snapshot = await snapshots.current();
      world = { catalogue: open(snapshot ?? compileCatalogue({ geofences: [], offers: [] }, 0)), model };
    }
    if (model !== world.model) world = { ...world, model };
    lookedAt = now;
    return world;
  }

  const lookOnce = (now: number) => {
    looking ??= look(now).finally(() => {
      looking = undefined;
    });
    return looking;
  };

  return {
    async current(now, atLeast = 0) {
      const fresh = world && Math.abs(now - lookedAt) < lookAgainAfterMs && world.catalogue.version >= atLeast;
      if (fresh) return world!;
      const found = await lookOnce(now);
      // A look-up that somebody else began may have read the pointer before it moved to the one asked for.
      return found.catalogue.version >= atLeast ? found : lookOnce(now);
    },
  };
}
