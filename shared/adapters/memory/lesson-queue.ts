// The outcome queue in memory: lessons lie until they are taken.
import type { Learnable } from '../../model/propensity.ts';
import type { LessonQueue } from '../../ports/lesson-queue.ts';

export function memoryLessonQueue(): LessonQueue & { take(): Learnable[] } {
  const waiting: Learnable[] = [];
  return {
    async send(learnables) {
      waiting.push(...structuredClone(learnables));
    },
    take: () => waiting.splice(0),
  };
}
