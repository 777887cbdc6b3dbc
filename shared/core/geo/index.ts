// The geofence engine: geofences compiled into flat bytes, and questions to them. This is its whole surface.

import { readTables } from './format.ts';
import { openTables } from './search.ts';

export { compileGeofences } from './compile.ts';

/** A geofence and the signed distance to its boundary in metres, negative inside. */
export interface Near {
  id: string;
  metres: number;
}

/**
 * Longitude and latitude are WGS-84 degrees; longitudes past ±180 are understood. A longitude that isn't finite, or a latitude
 * outside ±90, throws a RangeError. Edges of polygons are straight in longitude and latitude (RFC 7946), circles geodesic.
 */
export interface GeofenceIndex {
  /** How many geofences there are. */
  readonly size: number;
  /** All geofences that hold the place, in order of id. The boundary counts as inside. */
  containing(lng: number, lat: number): string[];
  /** Whether one geofence holds the place. An unknown id throws a RangeError. */
  contains(id: string, lng: number, lat: number): boolean;
  /**
   * The share, 0 to 1, of places round another that lie in a geofence. They are given as so many times `metres` east and north
   * of it, on the plane that touches the earth there: good to
   * decimetres at 20 km, near circles to 3 m. An unknown id throws a RangeError.
   */
  shareInside(id: string, lng: number, lat: number, eastNorth: ArrayLike<number>, metres: number): number;
  /** The `count` first by signed distance, ascending: what one is deepest in comes first. */
  nearest(lng: number, lat: number, count: number): Near[];
  /** All whose signed distance is at most `metres`, ascending. */
  within(lng: number, lat: number, metres: number): Near[];
  /**
   * How far it is at least to the nearest geofence, metres: `nearest` at a fraction of the cost. Never more than the signed
   * distance of any, and at most 10 cm and 0.01 ‰ less than that of the nearest; negative or 0 inside one. At most `mostMetres`
   * and 90 km. `skip` says which do not count; it may ask anything but this.
   */
  clearance(lng: number, lat: number, mostMetres: number, skip?: (id: string) => boolean): number;
  /**
   * Metres to the boundary, negative inside, within 1 cm of the geodesic up to 50 km (farther: within 10 ppm of it, and 0.6 %
   * near the antipode). An unknown id throws a RangeError.
   */
  signedDistance(id: string, lng: number, lat: number): number;
}

/**
 * Opens what `compileGeofences` made, without parsing: the answers are read from these bytes, which must not change. Version,
 * checksum and bounds are verified; truncated, damaged or foreign bytes throw an Error that says so.
 */
export function openGeofences(bytes: Uint8Array): GeofenceIndex {
  return openTables(readTables(bytes));
}
