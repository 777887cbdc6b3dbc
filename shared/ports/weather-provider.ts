// The weather provider: the forecast for one place, one request, never repeated by itself.
import type { Reading } from '../model/forecast.ts';
import type { Position } from '../model/geofence.ts';

/** Why there is no forecast. A short word: it is logged once a cause. */
export type WeatherFailure =
  /** No connection, or it broke. */
  | 'unreachable'
  | 'time-out'
  /** 429: asked too much. */
  | 'throttled'
  /** Any other 4xx: we ask wrongly, or may not ask. */
  | 'refused'
  /** 5xx, or a redirect: nobody follows one blindly. */
  | 'broken'
  /** No JSON, too long, or not of the shape that is documented. */
  | 'unreadable';

export type WeatherAnswer =
  | {
      kind: 'forecast';
      /** The place the answer itself says it is for, [longitude, latitude]. */
      place: Position;
      /** In order of time; steps that lack something are left out. */
      readings: Reading[];
      lastModified?: string;
      /** For how long the provider wants not to be asked again. */
      freshForSeconds?: number;
    }
  /** The forecast with the `lastModified` that was sent is still the newest one. */
  | { kind: 'unchanged'; freshForSeconds?: number }
  | { kind: 'failed'; cause: WeatherFailure; detail: string; retryAfterSeconds?: number };

export interface WeatherProvider {
  /** For the log and the attribution. */
  name: string;
  /** @param lastModified of the forecast that is already known: an answer may then be `unchanged`. */
  forecast(place: Position, lastModified?: string): Promise<WeatherAnswer>;
}
