// The live feed in memory.
import type { LiveEvent, LiveFeed } from '../../ports/live-feed.ts';

const retentionMs = 10 * 60 * 1000;

export function memoryLiveFeed(): LiveFeed {
  const events = new Map<string, LiveEvent>();
  return {
    async add(event) {
      events.set(event.id, structuredClone(event));
    },

    async since(after = '', limit, now) {
      const found = [...events.values()].filter(({ id, at }) => id > after && at >= now - retentionMs);
      found.sort((a, b) => (a.id < b.id ? -1 : 1));
      return structuredClone(found.slice(0, limit));
    },
  };
}
