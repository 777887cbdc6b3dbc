// What waits to be sent: reports in the order of their fixes, what became of the others, and the store that outlives the app.
import type { PositionReport } from './api.ts';

/** Keeps what waits to be sent between two starts of the app. What it is given holds positions: keep it on the phone, encrypted at rest. */
export interface Store {
  load(): Promise<string | null | undefined>;
  /** Undefined: nothing waits, forget the rest. */
  save(text: string | undefined): Promise<void>;
}

/** What became of every fix that was taken: the sum of the others is `taken`. */
export interface Figures {
  taken: number;
  /** Not reported: the server had promised that they change nothing. */
  silent: number;
  /** Answered with a reason. */
  answered: number;
  waiting: number;
  /** Older than five minutes before they could be sent. */
  tooOld: number;
  /** Too many waited. */
  tooMany: number;
  /** In a batch that was refused for good. */
  refused: number;
  /** Taken while stopped, or waiting when it came to that. */
  stopped: number;
  /** No position in it, or not later than the one before. */
  unusable: number;
}

/** The server calls an older report stale. */
const staleAfterMs = 5 * 60_000;
/** The API's limit. */
const batchSize = 50;
/** A fix a second for as long as one is worth anything. */
const mostWaiting = 300;

export function createWaiting(store: Store | undefined, now: () => number, onError: (error: unknown) => void) {
  const count = { taken: 0, silent: 0, answered: 0, tooOld: 0, tooMany: 0, refused: 0, stopped: 0, unusable: 0 };
  let queue: PositionReport[] = [];
  /** How many of the queue's first are under way. */
  let underWay = 0;
  let isClosed = false;
  // What was kept is read before anything is written over it.
  const restored = store ? restore(store).catch(onError) : Promise.resolve();
  let saved = restored;

  return {
    count,
    /** Settles once what was kept is back. */
    restored,
    figures: (): Figures => ({ ...count, waiting: queue.length }),
    isEmpty: () => queue.length === 0,
    newest: () => queue.at(-1),

    /** At the end; where too many wait, the oldest that is not under way gives way. */
    add(report: PositionReport): void {
      queue.push(report);
      if (queue.length > mostWaiting) {
        queue.splice(underWay, 1);
        count.tooMany += 1;
      }
      save();
    },

    /** The first that may be sent now, under way from here on. The others stay what they are: a report is never rewritten. */
    begin(): readonly PositionReport[] {
      const fresh = queue.findIndex(({ at }) => now() - at <= staleAfterMs);
      const old = fresh < 0 ? queue.length : fresh;
      queue.splice(0, old);
      count.tooOld += old;
      const batch = queue.slice(0, batchSize);
      underWay = batch.length;
      return batch;
    },

    /** What was under way is done with, or, without a word, waits again. */
    finish(as?: 'answered' | 'refused'): void {
      if (as) {
        queue.splice(0, underWay);
        count[as] += underWay;
      }
      underWay = 0;
      save();
    },

    /** Those at the head that need not be sent after all. */
    dropSilent(isSilent: (report: PositionReport) => boolean): void {
      while (queue[0] && isSilent(queue[0])) {
        queue.shift();
        count.silent += 1;
      }
      save();
    },

    /** Nothing waits any longer, nor is under way. */
    clear(): void {
      count.stopped += queue.length;
      queue = [];
      underWay = 0;
      save();
    },

    /** For good. Settles once the store is empty. */
    async close(): Promise<void> {
      isClosed = true;
      await saved;
    },
  };

  /** One write after the other, each of what waits by then. */
  function save(): void {
    if (!store) return;
    saved = saved.then(() => store.save(queue.length > 0 ? JSON.stringify(queue) : undefined)).catch(onError);
  }

  async function restore(kept: Store): Promise<void> {
    const text = await kept.load();
    if (!text || isClosed) return;
    const before = JSON.parse(text) as PositionReport[];
    // The clock may have been set back since: order is kept all the same.
    const bound = queue[0]?.at ?? now();
    const earlier = before.filter(({ at }) => at < bound);
    queue.unshift(...earlier);
    count.taken += before.length;
    count.unusable += before.length - earlier.length;
  }
}
