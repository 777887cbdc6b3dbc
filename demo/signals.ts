// Which signals led to decisions: read off the live feed, as the marketer's page reads it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from './api.ts';

interface LiveEvent {
  id: string;
  at: number;
  event: { type: string; signal?: string };
}

const pollEveryMs = 1000;
const pageSize = 500;
/** An event may come into the feed so long after one that happened later: so far back every poll looks again. */
const stragglersMs = 5000;

/** Tells the kind of signal of every decision since `from` (epoch milliseconds), until `until`. A poll that fails is made up for by the next. */
export async function watchSignals(options: {
  session: Session;
  from: number;
  until: AbortSignal;
  onDecision: (kind: string) => void;
}): Promise<void> {
  const { session, from, until, onDecision } = options;
  let after: string | undefined;
  let seen = new Set<string>();
  while (!until.aborted) {
    const query = `?limit=${pageSize}${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`;
    const { events } = await session
      .request<{ events: LiveEvent[] }>('GET', `/v1/live${query}`)
      .catch(() => ({ events: [] as LiveEvent[] }));
    for (const { id, at, event } of events)
      if (!seen.has(id) && at >= from && event.type === 'DecisionMade' && event.signal) onDecision(event.signal);
    const isFull = events.length === pageSize;
    const settled = isFull ? events.at(-1) : events.findLast(({ at }) => at < Date.now() - stragglersMs);
    seen = new Set(events.map(({ id }) => id));
    after = settled?.id ?? after;
    if (!isFull) await sleep(pollEveryMs, undefined, { signal: until }).catch(() => undefined);
  }
}
