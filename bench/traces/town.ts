// The town that traces run through: 60 stores in four kilometres square, a seventh of it inside some geofence.
import { moved, type Position } from '../../demo/plane.ts';
import { between, type Random } from '../../demo/random.ts';
import { type Geofence, geofence } from '../../shared/model/geofence.ts';

const middle: Position = [12.5683, 55.6761];
const halfWidthMetres = 2000;

/** A place in the town, metres east and north of its middle. */
export type Place = [east: number, north: number];

export interface Store {
  id: string;
  at: Place;
  radiusMetres: number;
}

export interface Town {
  stores: Store[];
  geofences: Geofence[];
}

/** Circles of 75 to 150 m, the size geofence vendors advise (100–150 m, Braze; 100 m, Apple and Android). */
export function aTown(random: Random, count = 60): Town {
  const stores = Array.from({ length: count }, (_, n) => ({
    id: `store-${n}`,
    at: somewhere(random),
    radiusMetres: Math.round(between(random, 75, 150)),
  }));
  const geofences = stores.map(({ id, at, radiusMetres }) =>
    geofence.parse({
      id,
      name: id,
      shape: { type: 'Circle', center: position(at), radiusMetres },
      timeZone: 'Europe/Copenhagen',
    }),
  );
  return { stores, geofences };
}

export function somewhere(random: Random): Place {
  return [between(random, -halfWidthMetres, halfWidthMetres), between(random, -halfWidthMetres, halfWidthMetres)];
}

export function position([east, north]: Place): Position {
  return moved(middle, east, north);
}

/** So far from the middle of a store, in a direction drawn. */
export function around(random: Random, [east, north]: Place, metres: number): Place {
  const angle = 2 * Math.PI * random();
  return [east + metres * Math.cos(angle), north + metres * Math.sin(angle)];
}
