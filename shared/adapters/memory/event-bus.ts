// The event bus in memory: keeps what was published.
import type { RavnEvent } from '../../../events/ravn-event.ts';
import type { EventBus } from '../../ports/event-bus.ts';

/** @returns the bus, and `published()` to look at it. */
export function memoryEventBus(): EventBus & { published(): RavnEvent[] } {
  const published: RavnEvent[] = [];
  return {
    async publish(events) {
      published.push(...structuredClone(events));
    },
    published: () => structuredClone(published),
  };
}
