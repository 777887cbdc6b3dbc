// The world: what a catalogue answers once it is opened.
import { expect, test } from 'vitest';
import { aGeofence, anOffer, aWorld, cafe } from '../../support/town.ts';

test('the offers of a geofence are those written for it by id or by tag, each once; of an unknown one, none', () => {
  const { catalogue } = aWorld({
    geofences: [aGeofence({ tags: ['coffee', 'cosy'] }), aGeofence({ id: 'bakery', tags: undefined })],
    offers: [
      anOffer({ id: 'by-id', where: { geofenceIds: ['cafe', 'bakery'] } }),
      anOffer({ id: 'by-tag', where: { tags: ['coffee'] } }),
      anOffer({ id: 'by-all', where: { geofenceIds: ['cafe'], tags: ['coffee', 'cosy'] } }),
      anOffer({ id: 'by-another', where: { tags: ['tea'] } }),
    ],
  });
  const idsAt = (geofenceId: string) => catalogue.offersAt(geofenceId).map(({ id }) => id);
  expect(idsAt('cafe').sort()).toEqual(['by-all', 'by-id', 'by-tag']);
  expect(idsAt('bakery')).toEqual(['by-id']);
  expect(idsAt('nowhere')).toEqual([]);
});

test('asked again, it need not look again', () => {
  const { catalogue } = aWorld();
  expect(catalogue.offersAt('cafe')).toBe(catalogue.offersAt('cafe'));
});

test('every geofence and every offer can be had, and one by one', () => {
  const { catalogue } = aWorld({ geofences: [aGeofence(), aGeofence({ id: 'bakery' })], version: 7 });
  expect([...catalogue.geofences()].map(({ id }) => id)).toEqual(['cafe', 'bakery']);
  expect(catalogue.geofence('bakery')).toMatchObject({ id: 'bakery', circle: { radiusMetres: expect.any(Number) } });
  expect(catalogue.geofence('nowhere')).toBeUndefined();
  expect(catalogue.offer('cocoa')).toMatchObject({ id: 'cocoa', version: 1 });
  expect(catalogue.version).toBe(7);
});

test('excluded places are found within a distance of their edge, and nothing else is', () => {
  const clinic = aGeofence({ id: 'clinic', kind: 'exclusion' });
  const { catalogue } = aWorld({ geofences: [aGeofence({ kind: 'area' }), clinic] });
  expect(catalogue.hasExclusions).toBe(true);
  expect(catalogue.exclusionsWithin(cafe.lng, cafe.lat, 0)).toMatchObject([{ id: 'clinic' }]);
  expect(catalogue.exclusionsWithin(cafe.lng, cafe.lat + 1, 600)).toEqual([]);
  const none = aWorld().catalogue;
  expect(none.hasExclusions).toBe(false);
  expect(none.exclusionsWithin(cafe.lng, cafe.lat, 600)).toEqual([]);
});
