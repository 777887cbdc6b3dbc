// Publishing with warnings: what is unwise goes into force and is told, what cannot be sent does not.
import { expect, test } from 'vitest';
import { memoryAuthoredHistory } from '../../shared/adapters/memory/authored-history.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import type { Offer } from '../../shared/model/offer.ts';
import { replaceCatalogue } from '../../shared/usecases/publish-catalogue.ts';
import { aGeofence, anOffer, cafe, noon } from '../support/town.ts';

const small = aGeofence({ shape: { type: 'Circle', center: [cafe.lng, cafe.lat], radiusMetres: 60 } });
const publish = (messages: Offer['messages'], snapshots = memorySnapshots()) =>
  replaceCatalogue(
    { authored: snapshots, history: memoryAuthoredHistory(), offerGates: memoryOfferGates() },
    { geofences: [small], offers: [anOffer({ messages })] },
    noon,
  );

test('a small geofence and a long title are published, with a warning each', async () => {
  const published = await publish({ da: { title: 'Varm kakao til dig '.repeat(3), body: 'På {geofenceName}' } });
  expect(published).toMatchObject({ version: 1, geofences: 1, offers: 1 });
  expect(published.warnings.map(({ field }) => field)).toEqual([
    'geofences[0].shape.radiusMetres',
    'offers[0].messages.da.title',
  ]);
});

test('a placeholder that is none is refused before anything is written', async () => {
  const snapshots = memorySnapshots();
  await expect(publish({ da: { title: 'Hej {firstName}', body: 'x' } }, snapshots)).rejects.toMatchObject({
    code: 'invalid-catalogue',
    faults: [{ field: 'offers[0].messages.da.title' }],
  });
  expect(await snapshots.currentVersion()).toBe(0);
});
