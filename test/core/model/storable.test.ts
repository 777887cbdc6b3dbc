// What the schemas let in can be stored: DynamoDB has bounds that JSON has not.
import { expect, test } from 'vitest';
import { faultsOf } from '../../../shared/core/decide/compile.ts';
import { consentRequest } from '../../../shared/model/consent.ts';
import { geofence } from '../../../shared/model/geofence.ts';
import { clientId } from '../../../shared/model/identifier.ts';
import { storableNumber } from '../../../shared/model/number.ts';
import { offer } from '../../../shared/model/offer.ts';
import { aGeofence, anOffer } from '../../support/town.ts';

const fieldsOf = (parsed: { error?: { issues: { path: PropertyKey[] }[] } }) =>
  parsed.error?.issues.map(({ path }) => path.join('.'));

test.each([1e-131, -5e-324])('%s is too near to zero; zero is not', (tiny) => {
  const at = (lng: number, lat: number) =>
    geofence.safeParse({ ...aGeofence(), shape: { type: 'Circle', center: [lng, lat], radiusMetres: 100 } });
  expect(at(0, -0).success).toBe(true);
  expect(fieldsOf(at(tiny, tiny))).toEqual(['shape.center.0', 'shape.center.1']);
  for (const field of ['value', 'cost', 'minimumPropensity']) {
    expect(offer.safeParse({ ...anOffer(), [field]: 0 }).success).toBe(true);
    expect(fieldsOf(offer.safeParse({ ...anOffer(), [field]: Math.abs(tiny) }))).toEqual([field]);
  }
});

test.each([2 ** 53, -(2 ** 53), 1e52, -1e308])('%s is more than can be counted exactly', (huge) => {
  expect(storableNumber.safeParse(huge).success).toBe(false);
  expect(storableNumber.safeParse(Math.sign(huge) * Number.MAX_SAFE_INTEGER).success).toBe(true);
});

test('half a surrogate pair is refused, a whole one is welcome', () => {
  const consent = (textVersion: string) => consentRequest.safeParse({ push: true, textVersion });
  expect(consent('☕🥐').success).toBe(true);
  expect(fieldsOf(consent('\ud83e'))).toEqual(['textVersion']);
  expect(fieldsOf(geofence.safeParse({ ...aGeofence(), name: '\udd50' }))).toEqual(['name']);
});

test.each(['__proto__', 'constructor'])('%s is no id of a phone: it could not be a key of what is stored', (id) => {
  expect(clientId.safeParse(id).success).toBe(false);
  expect(clientId.safeParse('toString').success).toBe(true);
});

test('an offer that no item can hold is named before anything is written', () => {
  const geofences = Array.from({ length: 4000 }, (_, n) => aGeofence({ id: `${n}`.padStart(90, 'x') }));
  const where = { geofenceIds: geofences.map(({ id }) => id) };
  expect(faultsOf({ geofences, offers: [anOffer({ where })] })).toMatchObject([{ field: 'offers[0]' }]);
  expect(faultsOf({ geofences, offers: [anOffer({ where: { tags: ['coffee'] } })] })).toEqual([]);
});
