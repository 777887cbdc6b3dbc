// What GET /v1/live answers, as far as this page reads it. The console knows the API over HTTP only, so the shapes stand here again.

interface Visited {
  geofenceId: string;
}

export type RavnEvent =
  | ({ type: 'GeofenceEntered' } & Visited)
  | ({ type: 'GeofenceExited' } & Visited)
  | {
      type: 'DecisionMade';
      geofenceId?: string;
      offerId?: string;
      /** `chosen`, or why the best candidate was not. */
      reason: string;
      /** How many candidates ended with which reason. */
      candidates: Record<string, number>;
    }
  | ({ type: 'DeliveryEnded'; offerId: string; state: string; why?: string } & Visited);

export interface LiveEvent {
  /** Sorts by time, and says where to go on from. */
  id: string;
  at: number;
  event: RavnEvent;
}

export interface LivePage {
  events: LiveEvent[];
  /** The last id of a page that is full: there may be more after it. */
  more?: string;
}

const known = new Set(['GeofenceEntered', 'GeofenceExited', 'DecisionMade', 'DeliveryEnded']);

/**
 * The page in an answer's body, without events of a type that this page has no words for (a newer server's).
 * Undefined if the body is no answer of GET /v1/live at all.
 */
export function readPage(body: unknown, limit: number): LivePage | undefined {
  const events = (body as { events?: unknown } | null)?.events;
  if (!Array.isArray(events) || !events.every(isEvent)) return undefined;
  return {
    events: events.filter(({ event }) => known.has(event.type)),
    ...(events.length >= limit && { more: events.at(-1)?.id }),
  };
}

function isEvent(value: unknown): value is LiveEvent {
  const { id, at, event } = (value ?? {}) as Partial<LiveEvent>;
  return typeof id === 'string' && typeof at === 'number' && typeof event?.type === 'string';
}
