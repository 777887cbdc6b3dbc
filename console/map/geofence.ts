// Geofences as the API tells them, and what the map and the form make of them: pure, so that it is tested without a map.
import type { Feature, FeatureCollection, Position } from 'geojson';
import type { SpecialDay, WeeklyHours } from '../offers/offer.ts';
import { differences } from '../shell/conflict.ts';

export type Kind = 'store' | 'area' | 'exclusion';
export type Shape =
  | { type: 'Circle'; center: Position; radiusMetres: number }
  | { type: 'Polygon'; coordinates: Position[][] }
  | { type: 'MultiPolygon'; coordinates: Position[][][] };

export interface Geofence {
  id: string;
  name: string;
  kind: Kind;
  shape: Shape;
  timeZone: string;
  tags?: string[];
  openingHours?: WeeklyHours;
  specialOpeningHours?: SpecialDay[];
  [other: string]: unknown;
}

/** The parts in which a geofence is not what it was before. */
export function changedParts(now: Partial<Geofence>, before: Partial<Geofence>): string[] {
  return [...new Set(differences(before, now).map(({ field }) => field.split('.', 1)[0]!))];
}

/** With which version it was read, and who saved that. */
export interface Saved {
  version: number;
  changedAt: number;
  changedBy: string;
}

/** Mean earth radius, metres (IUGG). */
const earthRadius = 6_371_008.8;
const radians = Math.PI / 180;

/** Where a geofence's dot and name stand: a circle's centre, the middle of a polygon's corners. */
export function middleOf(shape: Shape): Position {
  if (shape.type === 'Circle') return shape.center;
  const ring = (shape.type === 'Polygon' ? shape.coordinates[0] : shape.coordinates[0]?.[0]) ?? [];
  const corners = ring.slice(0, -1);
  const sum = (axis: 0 | 1) =>
    corners.reduce((total, corner) => total + corner[axis]!, 0) / Math.max(1, corners.length);
  return [sum(0), sum(1)];
}

/** Metres between two places, on the sphere. */
export function metresBetween([lng1, lat1]: Position, [lng2, lat2]: Position): number {
  const a =
    Math.sin(((lat2! - lat1!) * radians) / 2) ** 2 +
    Math.cos(lat1! * radians) * Math.cos(lat2! * radians) * Math.sin(((lng2! - lng1!) * radians) / 2) ** 2;
  return 2 * earthRadius * Math.asin(Math.sqrt(a));
}

/** So many metres east of a place: where the handle of a circle's radius stands. */
export function eastOf([lng, lat]: Position, metres: number): Position {
  return [lng! + metres / (earthRadius * Math.cos(lat! * radians) * radians), lat!];
}

/** A circle as a ring of 64 corners, to be drawn. */
export function ringOf([lng, lat]: Position, radiusMetres: number): Position[] {
  return Array.from({ length: 65 }, (_, n): Position => {
    const angle = ((n % 64) / 64) * 2 * Math.PI;
    const north = (radiusMetres * Math.cos(angle)) / earthRadius / radians;
    const east = (radiusMetres * Math.sin(angle)) / (earthRadius * Math.cos(lat! * radians)) / radians;
    return [lng! + east, lat! + north];
  });
}

/** Radius in pixels at zoom 22 (512-pixel tiles): zoomed out it halves with every step, which the style does. */
const pixelsAtZoom22 = (radiusMetres: number, lat: number) =>
  radiusMetres / ((2 * Math.PI * earthRadius * Math.cos(lat * radians)) / (512 * 2 ** 22));

/** A point for every geofence; circles say how large they are. */
export function points(geofences: readonly Geofence[]): FeatureCollection {
  return collection(
    geofences.map(({ id, name, kind, shape }) => {
      const middle = middleOf(shape);
      const size = shape.type === 'Circle' ? pixelsAtZoom22(shape.radiusMetres, middle[1]!) : 0;
      return feature({ type: 'Point', coordinates: middle }, { id, name, kind, size });
    }),
  );
}

/** The shapes that are no circles. */
export function areas(geofences: readonly Geofence[]): FeatureCollection {
  return collection(
    geofences.flatMap(({ id, kind, shape }) => (shape.type === 'Circle' ? [] : [feature(shape, { id, kind })])),
  );
}

/** One shape, to be drawn as it is being edited. */
export function outline(shape: Shape | undefined): FeatureCollection {
  if (!shape) return collection([]);
  return collection([
    feature(
      shape.type === 'Circle' ? { type: 'Polygon', coordinates: [ringOf(shape.center, shape.radiusMetres)] } : shape,
      {},
    ),
  ]);
}

/** [west, south, east, north], of middles; undefined where there is nothing. */
export function boundsOf(geofences: readonly Geofence[]): [number, number, number, number] | undefined {
  const bounds: [number, number, number, number] = [180, 90, -180, -90];
  for (const { shape } of geofences) {
    const [lng, lat] = middleOf(shape) as [number, number];
    bounds[0] = Math.min(bounds[0], lng);
    bounds[1] = Math.min(bounds[1], lat);
    bounds[2] = Math.max(bounds[2], lng);
    bounds[3] = Math.max(bounds[3], lat);
  }
  return geofences.length === 0 ? undefined : bounds;
}

/** Those whose name, id or tags hold every word that is looked for. */
export function matching<G extends Pick<Geofence, 'id' | 'name' | 'tags'>>(
  geofences: readonly G[],
  search: string,
): G[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...geofences];
  return geofences.filter(({ id, name, tags = [] }) => {
    const text = `${name} ${id} ${tags.join(' ')}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** An id from a name: "Café Ravn, Torvet" → cafe-ravn-torvet; with a number where that is taken. */
export function idFor(name: string, isTaken: (id: string) => boolean): string {
  const base =
    name
      .toLowerCase()
      .replaceAll(/[æä]/g, 'ae')
      .replaceAll(/[øö]/g, 'oe')
      .replaceAll('å', 'aa')
      .normalize('NFD')
      .replaceAll(/\p{M}/gu, '')
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 60) || 'new';
  if (!isTaken(base)) return base;
  for (let n = 2; ; n += 1) if (!isTaken(`${base}-${n}`)) return `${base}-${n}`;
}

function feature(geometry: Feature['geometry'], properties: Feature['properties']): Feature {
  return { type: 'Feature', geometry, properties };
}

function collection(features: Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features };
}
