// The live feed in memory.
import { keptMs } from '../../model/retention.ts';
import type { LiveEvent, LiveFeed } from '../../ports/live-feed.ts';

export function memoryLiveFeed(): LiveFeed {
  const events = new Map<string, LiveEvent>();
  return {
    async add(event) {
      events.set(event.id, structuredClone(event));
    },

    async since(after = '', limit, now) {
      const found = [...events.values()].filter(({ id, at }) => id > after && at >= now - keptMs.liveEvent);
      found.sort((a, b) => (a.id < b.id ? -1 : 1));
      return structuredClone(found.slice(0, limit));
    },
  };
}
