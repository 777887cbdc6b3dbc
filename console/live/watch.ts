// Watching GET /v1/live: every second what is new, each event once; less and less often while the API is down, then on from there.
import type { Answer } from '../api.ts';
import { type LiveEvent, readPage } from './events.ts';

export type Connection =
  | { state: 'connecting' }
  | { state: 'connected' }
  /** `status` is the API's answer, if there was one; `retryAt` when it is asked again, epoch milliseconds. */
  | { state: 'down'; status?: number; retryAt: number };

/** Where a reader of the feed stands. */
export interface Reading {
  /** Events after this id are asked for. */
  after?: string;
  /** The events after it that are known already, oldest first. */
  recent: readonly { id: string; at: number }[];
}

export const startOfFeed: Reading = { recent: [] };

const pollEveryMs = 1000;
const pageLimit = 500;
/** Events reach the feed in any order: each is looked for until the newest is this much younger. */
export const overlapMs = 5000;
const longestRetryMs = 15_000;

/** Where to go on from after a page, and which of its events are new. */
export function advance({ after, recent }: Reading, page: readonly LiveEvent[]) {
  const seen = new Set(recent.map(({ id }) => id));
  const fresh = page.filter(({ id }) => !seen.has(id));
  const known = [...recent, ...fresh.map(({ id, at }) => ({ id, at }))].sort((a, b) => (a.id < b.id ? -1 : 1));
  // Ids sort by time: the last is the newest, and what is settled comes first.
  const settledUntil = (known.at(-1)?.at ?? 0) - overlapMs;
  const settled = known.filter(({ at }) => at <= settledUntil);
  const reading: Reading = { after: settled.at(-1)?.id ?? after, recent: known.slice(settled.length) };
  return { reading, fresh };
}

/** How long to wait after so many failures in a row: 1, 2, 4, 8, 15, 15 … seconds, or as long as the API asks for. */
export function retryDelayMs(failures: number, retryAfterSeconds = 0): number {
  return Math.max(Math.min(1000 * 2 ** (failures - 1), longestRetryMs), retryAfterSeconds * 1000);
}

/** Watches until `signal`. `onEvents` hears of each event once, `onConnection` after every question. */
export async function watchLive(options: {
  ask: (path: string) => Promise<Answer>;
  sleep: (milliseconds: number) => Promise<void>;
  now: () => number;
  onEvents: (events: LiveEvent[]) => void;
  onConnection: (connection: Connection) => void;
  signal: AbortSignal;
}): Promise<void> {
  const { ask, sleep, now, onEvents, onConnection, signal } = options;
  let reading = startOfFeed;
  let failures = 0;
  let from: string | undefined;
  while (!signal.aborted) {
    const path = `/v1/live?limit=${pageLimit}${from === undefined ? '' : `&after=${encodeURIComponent(from)}`}`;
    const answer = await ask(path);
    const page = answer.ok ? readPage(answer.body, pageLimit) : undefined;
    if (!page) {
      failures += 1;
      const { status, retryAfterSeconds } = answer.ok ? {} : answer;
      const waitMs = retryDelayMs(failures, retryAfterSeconds);
      onConnection({ state: 'down', status, retryAt: now() + waitMs });
      await sleep(waitMs);
      continue;
    }
    failures = 0;
    const advanced = advance(reading, page.events);
    reading = advanced.reading;
    onEvents(advanced.fresh);
    onConnection({ state: 'connected' });
    from = page.more ?? reading.after;
    if (page.more === undefined) await sleep(pollEveryMs);
  }
}
