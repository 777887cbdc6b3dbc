// The live feed: what happened in the last ten minutes, for a marketer who is watching.
import type { RavnEvent } from '../../events/ravn-event.ts';

export interface LiveEvent {
  /** A ULID of `at`: sorts by time; also where to go on from. */
  id: string;
  at: number;
  event: RavnEvent;
}

export interface LiveFeed {
  /** Adds an event; the same event (by id) twice is one. */
  add(event: LiveEvent): Promise<void>;
  /** The oldest first, at most `limit`, all after the event `after` (a LiveEvent's id) and not older than ten minutes. */
  since(after: string | undefined, limit: number, now: number): Promise<LiveEvent[]>;
}
