// Asking those present: one question a place, because something other than a position changed there.
import type { PlaceQuestion } from '../model/fan-out.ts';
import type { PlaceQueue } from '../ports/fan-out-queue.ts';

export interface AskPorts {
  placeQueue: PlaceQueue;
}

/** However many are there, this is one message a place; `askPlace` finds them. Asking twice changes nothing. */
export async function askPresent({ placeQueue }: AskPorts, questions: PlaceQuestion[]): Promise<number> {
  if (questions.length > 0) await placeQueue.send(questions);
  return questions.length;
}
