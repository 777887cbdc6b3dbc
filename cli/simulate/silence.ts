// Silence: which reports of a log a phone that honours `next` would not have sent.
import type { Silence } from '../../shared/core/decide/silence.ts';
import { distanceMetres } from '../../shared/core/geo/geodesic.ts';
import type { Fix } from '../../shared/model/signal.ts';

/** A report that was sent, and what it was answered with. */
export interface Spoken {
  at: number;
  lng: number;
  lat: number;
  next: Silence;
}

export function answerKept({ at, lng, lat }: Fix, next: Silence): Spoken {
  return { at, lng, lat, next };
}

/** Whether the phone says nothing about a fix: within the promised distance of the last one it told, and before the promised time. */
export function wouldBeSilent(spoken: Spoken | undefined, fix: Fix): boolean {
  return (
    spoken !== undefined &&
    fix.at >= spoken.at &&
    fix.at - spoken.at < spoken.next.beforeSeconds * 1000 &&
    distanceMetres(spoken.lng, spoken.lat, fix.lng, fix.lat) <= spoken.next.withinMetres
  );
}
