// The event bus: what happened, for whoever wants to know.
import type { RavnEvent } from '../../events/ravn-event.ts';

export interface EventBus {
  /** Publishes all of them or throws; who publishes again may publish twice. */
  publish(events: RavnEvent[]): Promise<void>;
}
