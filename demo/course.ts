// A course of events: what happens at which minute, and the waiting in between.
import { setTimeout as sleep } from 'node:timers/promises';

export interface Moment {
  /** Counted from the beginning; not earlier than that of the moment before. */
  minute: number;
}

/** Each moment when its minute has come, until the last one or `signal`. A minute takes `secondMs`: a second if absent. */
export async function* inTime<M extends Moment>(
  course: readonly M[],
  { signal, secondMs = 1000 }: { signal: AbortSignal; secondMs?: number },
): AsyncGenerator<M> {
  let minute = 0;
  for (const moment of course) {
    await sleep((moment.minute - minute) * secondMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    minute = moment.minute;
    yield moment;
  }
}
