// Learning: a batch of lessons becomes the next model. A batch that is delivered again, or half of it, changes nothing more.
import { nextModel } from '../core/propensity/next-model.ts';
import type { Learnable } from '../model/propensity.ts';
import type { Models } from '../ports/models.ts';
import { Contended, writeAttempts } from './refused.ts';

/** @returns the version published, or undefined where every lesson was known. Throws Contended; the batch is then to come again. */
export async function learnLessons(
  { models }: { models: Models },
  learnables: readonly Learnable[],
  now: number,
): Promise<number | undefined> {
  for (let attempt = 1; attempt <= writeAttempts; attempt++) {
    const next = nextModel(await models.current(), learnables, now);
    if (!next) return undefined;
    if (await models.publish(next)) return next.version;
  }
  throw new Contended('the propensity model');
}
