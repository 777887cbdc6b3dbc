// The outcome queue: what customers' outcomes teach everybody, on its way to the model.
import type { Learnable } from '../model/propensity.ts';

export interface LessonQueue {
  /** Sends all of them or throws; who sends again may send twice. */
  send(learnables: Learnable[]): Promise<void>;
}
