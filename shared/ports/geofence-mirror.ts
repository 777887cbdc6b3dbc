// The mirror: a copy of the geofences where somebody else matches positions.
import type { MirrorMessage } from '../model/mirror.ts';

/** A geofence as it is to lie there. `mark` tells one drawing from another. */
export interface Mirrored<Geometry> {
  id: string;
  mark: string;
  geometry: Geometry;
}

export interface GeofenceMirror<Geometry> {
  /** What lies there: the mark of each geofence by its id, '' where somebody else put it there. */
  marks(): Promise<Map<string, string>>;
  /** Puts these, in place of those of the same id. @returns those it cannot hold, and why. Throws where it does not answer. */
  put(geofences: Mirrored<Geometry>[]): Promise<{ id: string; why: string }[]>;
  /** Takes these away; one that is not there is away. */
  remove(ids: string[]): Promise<void>;
}

export interface MirrorQueue {
  send(message: MirrorMessage, delaySeconds: number): Promise<void>;
}
