// Regions: the nearest geofences as circles, as many as the phone's system lets an app watch.
import { expect, test } from 'vitest';
import { regionsAt } from '../../../shared/core/decide/regions.ts';
import { aGeofence, aReport, aWorld, cafe, metresPerDegreeLat } from '../../support/town.ts';

const north = (metres: number): [number, number] => [cafe.lng, cafe.lat + metres / metresPerDegreeLat];
const shop = (metres: number, changes = {}) =>
  aGeofence({
    id: `shop-${metres}`,
    shape: { type: 'Circle', center: north(metres), radiusMetres: 100 },
    ...changes,
  });

test('ascending by distance: 19 on iOS and where nothing is known, 99 on Android', () => {
  const world = aWorld({ geofences: Array.from({ length: 120 }, (_, i) => shop(50 * ((i * 37) % 120))) });
  const ids = (platform?: 'ios' | 'ios-sandbox' | 'android') =>
    regionsAt(world, aReport(-300), platform).map(({ id }) => id);
  expect(ids('ios')).toEqual(Array.from({ length: 19 }, (_, i) => `shop-${50 * i}`));
  expect(ids('ios-sandbox')).toEqual(ids('ios'));
  expect(ids()).toEqual(ids('ios'));
  expect(ids('android')).toEqual(Array.from({ length: 99 }, (_, i) => `shop-${50 * i}`));
});

test('a polygon is given as a circle that holds it; equal distances in order of id', () => {
  const [lng, lat] = north(0);
  const square = aGeofence({
    id: 'square',
    shape: {
      type: 'Polygon',
      coordinates: [
        [
          [lng, lat],
          [lng + 0.002, lat],
          [lng + 0.002, lat + 0.001],
          [lng, lat + 0.001],
          [lng, lat],
        ],
      ],
    },
  });
  const twin = { ...square, id: 'aquare' };
  const regions = regionsAt(aWorld({ geofences: [square, twin] }), aReport(-400));
  expect(regions.map(({ id }) => id)).toEqual(['aquare', 'square']);
  expect(regions[0]!.radiusMetres).toBeGreaterThanOrEqual(84);
  expect(regions[0]!.radiusMetres).toBeLessThan(90);
  expect(regions[0]!.center[0]).toBeCloseTo(lng + 0.001, 4);
});

test('excluded places are not given away, however many are near', () => {
  const clinics = Array.from({ length: 60 }, (_, i) => shop(i, { id: `clinic-${i}`, kind: 'exclusion' }));
  const world = aWorld({ geofences: [...clinics, shop(2000), shop(3000)] });
  expect(regionsAt(world, aReport(0)).map(({ id }) => id)).toEqual(['shop-2000', 'shop-3000']);
});

test('as many as the phone takes and no more, although more had to be looked at', () => {
  const clinics = Array.from({ length: 10 }, (_, i) => shop(i, { id: `clinic-${i}`, kind: 'exclusion' }));
  const shops = Array.from({ length: 60 }, (_, i) => shop(2000 + i));
  const regions = regionsAt(aWorld({ geofences: [...clinics, ...shops] }), aReport(0));
  expect(regions.map(({ id }) => id)).toEqual(Array.from({ length: 19 }, (_, i) => `shop-${2000 + i}`));
});
