// What can only be seen of geofences together: doubled ids, the same shape twice, longitude and latitude swapped.
import type { Position, Shape } from '../../model/geofence.ts';
import { checkGeofence, type Finding } from './check.ts';
import { normalLng } from './geodesic.ts';
import { polygonsOf } from './rings.ts';

/**
 * Checks all geofences of a catalogue, each for itself (`checkGeofence`) and against the others. An id that comes twice is an
 * error; a shape that comes under two ids, and a place that fits the others only with its coordinates swapped, are warnings; the
 * gravest come first, because long lists get cut.
 */
export function checkGeofences(geofences: readonly { id: string; shape: Shape }[]): {
  errors: Finding[];
  warnings: Finding[];
} {
  const errors: Finding[] = [];
  const warnings: Finding[] = [];
  const sound: { id: string; shape: Shape }[] = [];
  const ids = new Set<string>();
  for (const geofence of geofences) {
    const found = checkGeofence(geofence);
    errors.push(...found.errors);
    warnings.push(...found.warnings);
    if (found.errors.length === 0) sound.push(geofence);
    if (ids.has(geofence.id)) {
      errors.push({ geofenceId: geofence.id, path: 'id', message: 'another geofence has this id' });
    }
    ids.add(geofence.id);
  }
  return { errors, warnings: [...swapped(sound), ...sameShapes(sound), ...warnings] };
}

function sameShapes(geofences: readonly { id: string; shape: Shape }[]): Finding[] {
  const first = new Map<string, string>();
  return geofences.flatMap(({ id, shape }) => {
    const key = spelled(shape);
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, id);
    if (earlier === undefined || earlier === id) return [];
    return [{ geofenceId: id, path: 'shape', message: `is the shape of geofence "${earlier}"` }];
  });
}

/** The same text however the author wrote it: wherever a ring starts, whichever way it runs, 360° more or less. */
function spelled(shape: Shape): string {
  if (shape.type === 'Circle') return `${nameOf(shape.center)} ${shape.radiusMetres}`;
  const polygons = polygonsOf(shape).map(([outer, ...holes]) =>
    [ringSpelled(outer!), ...holes.map(ringSpelled).sort()].join('-'),
  );
  return polygons.sort().join('+');
}

function ringSpelled(ring: readonly Position[]): string {
  const names = ring.slice(1).map(nameOf);
  const corners = names.filter((name, i) => name !== names.at(i - 1));
  const start = corners.indexOf(corners.reduce((least, name) => (name < least ? name : least)));
  const forwards = [...corners.slice(start), ...corners.slice(0, start)];
  const backwards = [forwards[0]!, ...forwards.slice(1).reverse()];
  const [a, b] = [forwards.join(' '), backwards.join(' ')];
  return a < b ? a : b;
}

/** Normalising a longitude may cost its last digits: a nanodegree is 0.1 mm. */
const nameOf = ([lng, lat]: Position) => `${normalLng(lng).toFixed(9)},${lat}`;

/** So many others have to lie at the swapped place, and so many times as many as here, before it is said. */
const fewOthers = 3;
const manyTimes = 10;

/** Counts neighbours in fields of one degree: here, and where longitude and latitude would be the other way round. */
function swapped(geofences: readonly { id: string; shape: Shape }[]): Finding[] {
  const counts = new Map<string, number>();
  const fieldOf = (lng: number, lat: number) => `${Math.floor(normalLng(lng))},${Math.floor(lat)}`;
  for (const { shape } of geofences) {
    const field = fieldOf(...placeOf(shape));
    counts.set(field, (counts.get(field) ?? 0) + 1);
  }
  const round = (lng: number, lat: number) => {
    let sum = 0;
    for (const east of [-1, 0, 1])
      for (const north of [-1, 0, 1]) sum += counts.get(fieldOf(lng + east, lat + north)) ?? 0;
    return sum;
  };
  return geofences.flatMap(({ id, shape }) => {
    const [lng, lat] = placeOf(shape);
    const east = normalLng(lng);
    if (Math.abs(east) > 90) return [];
    const others = round(east, lat) - 1;
    const there = round(lat, east);
    if (there < fewOthers || there <= manyTimes * others) return [];
    const path = shape.type === 'Circle' ? 'shape.center' : 'shape.coordinates';
    const message = `[${lng}, ${lat}] is far from the others, and [${lat}, ${lng}] is among them: swapped? Longitude comes first`;
    return [{ geofenceId: id, path, message }];
  });
}

const placeOf = (shape: Shape): Position => (shape.type === 'Circle' ? shape.center : polygonsOf(shape)[0]![0]![0]!);
