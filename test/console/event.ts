// Events as the live feed gives them, for tests of the console.
import type { LiveEvent, RavnEvent } from '../../console/live/events.ts';

/** An event at `at`; its id sorts by time, as the feed's do. */
export function liveEvent(at: number, event: RavnEvent = entered, id = 'x'): LiveEvent {
  return { id: `${String(at).padStart(13, '0')}-${id}`, at, event };
}

const visited = { geofenceId: 'torvet' };
export const entered: RavnEvent = { type: 'GeofenceEntered', ...visited };
export const left: RavnEvent = { type: 'GeofenceExited', ...visited };

export function decided(candidates: Record<string, number>, reason = 'chosen'): RavnEvent {
  return { type: 'DecisionMade', ...visited, offerId: 'cocoa', reason, candidates };
}

export function ended(state: string, why?: string): RavnEvent {
  return { type: 'DeliveryEnded', ...visited, offerId: 'cocoa', state, why };
}
