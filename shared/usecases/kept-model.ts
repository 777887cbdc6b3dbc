// The propensity model a warm function keeps: looked up again every 15 seconds.
import { type OpenModel, openModel } from '../core/propensity/published.ts';
import type { Models } from '../ports/models.ts';

export interface KeptModel {
  /** At most 15 seconds old; nothing before the first was published. */
  current(now: number): Promise<OpenModel | undefined>;
}

const lookAgainAfterMs = 15_000;

/** Concurrent callers wait for the same look-up; a failed one is tried again by the next caller. */
export function keepModel(models: Pick<Models, 'currentVersion' | 'current'>): KeptModel {
  let kept: OpenModel | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<OpenModel | undefined> | undefined;

  async function look(now: number): Promise<OpenModel | undefined> {
    const version = await models.currentVersion();
    if (version !== (kept?.version ?? 0)) {
      const published = await models.current();
      kept = published && openModel(published);
    }
    lookedAt = now;
    return kept;
  }

  return {
    async current(now) {
      if (Math.abs(now - lookedAt) < lookAgainAfterMs) return kept;
      looking ??= look(now).finally(() => {
        looking = undefined;
      });
      return looking;
    },
  };
}
