// A geofence: a named area round a store, an area of a town, or a place that is left alone.
import * as z from 'zod';
import { authoredId, label } from './identifier.ts';
import { storableNumber } from './number.ts';
import { text } from './text.ts';
import { timeZone } from './time-zone.ts';
import { specialDays, weeklyHours } from './weekly-hours.ts';

/** [longitude, latitude] in degrees, WGS 84. Longitudes past ±180 are understood (a ring may cross the antimeridian). */
export const position = z.tuple([storableNumber.min(-540).max(540), storableNumber.min(-90).max(90)]);
export type Position = z.infer<typeof position>;

/** The most vertices a shape may have, all rings together: Amazon Location's bound for a polygon. */
export const maxVertices = 1000;
/** The widest circle, metres: Amazon Location's bound. */
export const maxRadiusMetres = 100_000;

const linearRing = z.array(position).min(4).max(maxVertices);

export const circle = z.strictObject({
  type: z.literal('Circle'),
  center: position,
  radiusMetres: storableNumber.positive().max(maxRadiusMetres),
});
export const polygon = z.strictObject({ type: z.literal('Polygon'), coordinates: z.array(linearRing).min(1).max(250) });
export const multiPolygon = z.strictObject({
  type: z.literal('MultiPolygon'),
  coordinates: z.array(z.array(linearRing).min(1).max(250)).min(1).max(250),
});
export const shape = z.discriminatedUnion('type', [circle, polygon, multiPolygon]);
export type Shape = z.infer<typeof shape>;

export const geofence = z.strictObject({
  id: authoredId,
  name: text(200),
  kind: z.enum(['store', 'area', 'exclusion']).default('store'),
  shape,
  timeZone,
  tags: z.array(label).max(50).optional(),
  openingHours: weeklyHours.optional(),
  /** Holidays and other dates with hours of their own. */
  specialOpeningHours: specialDays.optional(),
  /**
   * Over how many keys those present are spread, 1 where nothing is said: so many times 100 arrivals a second and more.
   * Raised at any time; lowered while somebody is there, those on the keys left out are not asked again in that visit.
   */
  presenceShards: z.int().min(1).max(100).optional(),
});
export type Geofence = z.infer<typeof geofence>;
