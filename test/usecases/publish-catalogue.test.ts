// Publishing: what cannot be published is refused by name, and nothing of it is written.
import { expect, test } from 'vitest';
import { memoryAuthoredCatalogue } from '../../shared/adapters/memory/authored-catalogue.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import { replaceCatalogue, republishCatalogue } from '../../shared/usecases/publish-catalogue.ts';
import { aGeofence, anOffer, noon } from '../support/town.ts';

const empty = () => ({
  authored: memoryAuthoredCatalogue(),
  snapshots: memorySnapshots(),
  offerGates: memoryOfferGates(),
});
const forNowhere = anOffer({ where: { geofenceIds: ['nowhere'] } });
const refusal = { code: 'invalid-catalogue', faults: [{ field: 'offers[0].where.geofenceIds' }] };

test('a catalogue with a fault is refused whole', async () => {
  const ports = empty();
  await expect(replaceCatalogue(ports, { geofences: [aGeofence()], offers: [forNowhere] }, noon)).rejects.toMatchObject(
    refusal,
  );
  expect(await ports.authored.all()).toEqual({ geofences: [], offers: [] });
  expect(await ports.snapshots.currentVersion()).toBe(0);
});

test('so is a stored one that was stored by half, rather than failing as if it were our fault', async () => {
  const ports = empty();
  await ports.authored.putOffers([{ ...forNowhere, version: 1 }]);
  await expect(republishCatalogue(ports, noon)).rejects.toMatchObject(refusal);
  expect(await ports.snapshots.currentVersion()).toBe(0);
});
