// Learning: a batch of lessons becomes the next model. A batch that is delivered again, or half of it, changes nothing more.
import { nextModel } from '../core/propensity/next-model.ts';
import type { Learnable } from '../model/propensity.ts';
import { keptMs } from '../model/retention.ts';
import type { Models } from '../ports/models.ts';
import { Contended, writeAttempts } from './refused.ts';

export interface LearnPorts {
  models: Models;
  /** Told of a fault that must not fail a batch which has already taken effect. */
  onFault: (doing: string, cause: unknown) => void;
}

const dayMs = 86_400_000;

/**
 * Former models are removed once a day, when no decision that is kept names them any more.
 * @returns the version published, or undefined where every lesson was known. Throws Contended; the batch is then to come again.
 */
export async function learnLessons(
  { models, onFault }: LearnPorts,
  learnables: readonly Learnable[],
  now: number,
): Promise<number | undefined> {
  for (let attempt = 1; attempt <= writeAttempts; attempt++) {
    const before = await models.current();
    const next = nextModel(before, learnables, now);
    if (!next) return undefined;
    if (!(await models.publish(next))) continue;
    const isNewDay = before !== undefined && Math.floor(before.at / dayMs) !== Math.floor(now / dayMs);
    if (isNewDay) {
      await models
        .removeFormer(now - keptMs.formerModel)
        .catch((cause) => onFault('removing former propensity models', cause));
    }
    return next.version;
  }
  throw new Contended('the propensity model');
}
