// The outcome queue: what customers' outcomes teach everybody becomes the next model, a batch at a time.
import { learnable } from '../../shared/model/propensity.ts';
import { learnLessons } from '../../shared/usecases/learn-lessons.ts';
import * as adapters from '../edge/adapters.ts';
import { wholeBatch } from '../edge/queue.ts';
import { onFault } from '../edge/telemetry.ts';

export const handler = wholeBatch(learnable, async (learnables) => {
  await learnLessons({ models: adapters.models(), onFault }, learnables, Date.now());
});
