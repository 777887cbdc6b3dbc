// What the map and its form make of geofences.
import { expect, test } from 'vitest';
import {
  areas,
  boundsOf,
  changedParts,
  eastOf,
  type Geofence,
  idFor,
  matching,
  metresBetween,
  middleOf,
  points,
  ringOf,
} from '../../console/map/geofence.ts';
import { gridLines } from '../../console/map/grid.ts';
import { takenAgain } from '../../console/shell/versions.ts';
import { distanceMetres } from './geodesic.ts';

const circle: Geofence = {
  id: 'torvet',
  name: 'Café Torvet',
  kind: 'store',
  shape: { type: 'Circle', center: [12.57, 55.68], radiusMetres: 200 },
  timeZone: 'UTC',
  tags: ['coffee'],
};
const square: Geofence = {
  ...circle,
  id: 'square',
  name: 'Plads',
  kind: 'area',
  tags: undefined,
  shape: {
    type: 'Polygon',
    coordinates: [
      [
        [12, 55],
        [13, 55],
        [13, 56],
        [12, 56],
        [12, 55],
      ],
    ],
  },
};

test('a drawn circle has the radius it says', () => {
  for (const corner of ringOf([12.57, 55.68], 200))
    expect(distanceMetres([12.57, 55.68], corner)).toBeCloseTo(200, -0.5);
  const edge = eastOf([12.57, 55.68], 200);
  expect(metresBetween([12.57, 55.68], edge)).toBeCloseTo(200, 1);
});

test('every geofence has a point, circles their size, and only other shapes an area', () => {
  const features = points([circle, square]).features;
  expect(features.map(({ properties }) => properties!.id)).toEqual(['torvet', 'square']);
  // 200 m at 55.68° and zoom 22: a world of 512 × 2^22 pixels round 40,030 km
  expect(features[0]!.properties!.size).toBeCloseTo(
    (200 * 512 * 2 ** 22) / (40_030_228.9 * Math.cos((55.68 * Math.PI) / 180)),
    -2,
  );
  expect(areas([circle, square]).features.map(({ properties }) => properties!.id)).toEqual(['square']);
  expect(middleOf(square.shape)).toEqual([12.5, 55.5]);
  expect(boundsOf([circle, square])).toEqual([12.5, 55.5, 12.57, 55.68]);
  expect(boundsOf([])).toBeUndefined();
});

test('search finds by name, id and tag, all words at once', () => {
  expect(matching([circle, square], 'TORVET coffee')).toEqual([circle]);
  expect(matching([circle, square], 'coffee plads')).toEqual([]);
  expect(matching([circle, square], ' ')).toHaveLength(2);
});

test('an id from a name is one the API takes', () => {
  expect(idFor('Ny butik på Østerbro, nr. 2', () => false)).toBe('ny-butik-paa-oesterbro-nr-2');
  expect(idFor('Café Éclair', (id) => id === 'cafe-eclair')).toBe('cafe-eclair-2');
  expect(idFor('☕', () => false)).toBe('new');
});

test('grid lines are at round distances, few, and there only near by', () => {
  const box = { west: 12.5, south: 55.65, east: 12.6, north: 55.7 };
  const { coordinates } = gridLines(box).features[0]!.geometry as { coordinates: number[][][] };
  expect(coordinates.length).toBeGreaterThan(4);
  expect(coordinates.length).toBeLessThan(40);
  expect(gridLines({ west: -10, south: 40, east: 30, north: 60 }).features).toEqual([]);
});

test('a version says what it changed, and is taken again without what it had not', () => {
  const moved: Geofence = { ...circle, shape: { type: 'Circle', center: [12.58, 55.69], radiusMetres: 250 } };
  expect(changedParts(moved, circle)).toEqual(['shape']);
  expect(changedParts({ ...circle, name: 'Torvet', specialOpeningHours: [{ date: '2026-12-24' }] }, circle)).toEqual([
    'name',
    'specialOpeningHours',
  ]);
  const now: Geofence = { ...circle, openingHours: [] };
  expect(JSON.parse(JSON.stringify(takenAgain(now, square)))).toEqual(JSON.parse(JSON.stringify(square)));
});
