// A store too near an excluded place is found, whatever shapes the two have; one that keeps its distance is not.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultsOf } from '../../../shared/core/decide/compile.ts';
import { exclusionBufferMetres as buffer } from '../../../shared/core/decide/parameters.ts';
import { tooNearExclusions } from '../../../shared/core/geo/exclusions.ts';
import type { Position, Shape } from '../../../shared/model/geofence.ts';
import { aGeofence, cafe, metresPerDegreeLat } from '../../support/town.ts';

const east = metresPerDegreeLat * Math.cos((cafe.lat * Math.PI) / 180);
const at = (x: number, y: number): Position => [cafe.lng + x / east, cafe.lat + y / metresPerDegreeLat];
const circle = (x: number, y: number, radiusMetres: number): Shape => ({
  type: 'Circle',
  center: at(x, y),
  radiusMetres,
});
/** A box between these metres east and north. */
const box = (west: number, south: number, eastern: number, north: number): Shape => ({
  type: 'Polygon',
  coordinates: [[at(west, south), at(eastern, south), at(eastern, north), at(west, north), at(west, south)]],
});
const isTooNear = (store: Shape, exclusion: Shape) =>
  tooNearExclusions([{ id: 'store', shape: store }], [{ id: 'clinic', shape: exclusion }], buffer).length === 1;

test.each<[string, Shape, Shape, boolean]>([
  ['circles that overlap', circle(0, 0, 100), circle(150, 0, 100), true],
  ['circles 600 m apart', circle(0, 0, 100), circle(800, 0, 100), true],
  ['circles 620 m apart', circle(0, 0, 100), circle(820, 0, 100), false],
  ['a box 600 m from a circle', box(-100, -50, 0, 50), circle(700, 0, 100), true],
  ['a box 625 m from a circle', box(-100, -50, 0, 50), circle(725, 0, 100), false],
  ['a circle 600 m from a box', circle(-100, 0, 100), box(600, -50, 700, 50), true],
  ['a circle 625 m from a box', circle(-100, 0, 100), box(625, -50, 700, 50), false],
  ['a box in a large one', box(-50, -50, 50, 50), box(-9000, -9000, 9000, 9000), true],
  ['a large box round a small one', box(-9000, -9000, 9000, 9000), box(-50, -50, 50, 50), true],
  ['two bars that cross, all corners far away', box(-5000, -20, 5000, 20), box(-20, -5000, 20, 5000), true],
  ['a long edge past a corner, 600 m', box(-9000, -100, 9000, 0), box(0, 600, 100, 700), true],
  ['a long edge past a corner, 625 m', box(-9000, -100, 9000, 0), box(0, 625, 100, 700), false],
])('%s', (_, store, exclusion, expected) => {
  expect(isTooNear(store, exclusion)).toBe(expected);
});

test('boxes are as far apart as their sides say', () => {
  const property = fc.property(
    fc.integer({ min: -3000, max: 3000 }),
    fc.integer({ min: -3000, max: 3000 }),
    fc.integer({ min: 20, max: 3000 }),
    fc.integer({ min: 20, max: 3000 }),
    (x, y, width, height) => {
      const gap = (from: number, size: number) => Math.max(0, from - 200, -(from + size));
      const metres = Math.hypot(gap(x, width), gap(y, height));
      // On so small a piece of the earth a flat map is off by less than that.
      fc.pre(Math.abs(metres - buffer) > 8);
      expect(isTooNear(box(0, 0, 200, 200), box(x, y, x + width, y + height))).toBe(metres < buffer);
    },
  );
  fc.assert(property, { numRuns: 300 });
});

describe('authoring', () => {
  const hospital = aGeofence({ id: 'hospital', kind: 'exclusion', shape: circle(0, 700, 100) });

  test('refuses the store and names the place', () => {
    expect(faultsOf({ geofences: [hospital, aGeofence()], offers: [] })).toEqual([
      {
        field: 'geofences[1].shape',
        message: 'geofence "cafe": overlaps the excluded place "hospital", or lies less than 610 m from it',
      },
    ]);
  });

  test('takes an area that holds one, and a store that keeps its distance', () => {
    const town = aGeofence({ id: 'town', kind: 'area', shape: circle(0, 0, 5000) });
    const far = aGeofence({ id: 'far', shape: circle(0, -2000, 100) });
    expect(faultsOf({ geofences: [hospital, town, far], offers: [] })).toEqual([]);
  });
});
