// Publishing the whole: what cannot be published is refused by name, and nothing of it is written; what is left out is archived.
import { expect, test } from 'vitest';
import { memoryAuthoredHistory } from '../../shared/adapters/memory/authored-history.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import { replaceCatalogue, republishCatalogue } from '../../shared/usecases/publish-catalogue.ts';
import { aGeofence, anOffer, minute, noon } from '../support/town.ts';

const empty = () => ({
  authored: memorySnapshots(),
  history: memoryAuthoredHistory(),
  offerGates: memoryOfferGates(),
});
const forNowhere = anOffer({ where: { geofenceIds: ['nowhere'] } });
const refusal = { code: 'invalid-catalogue', faults: [{ field: 'offers[0].where.geofenceIds' }] };
const claim = (offerId: string, version: number) => ({ offerId, version, deliveryId: 'd', now: noon });

test('a catalogue with a fault is refused whole', async () => {
  const ports = empty();
  await expect(replaceCatalogue(ports, { geofences: [aGeofence()], offers: [forNowhere] }, noon)).rejects.toMatchObject(
    refusal,
  );
  expect(await ports.authored.read()).toMatchObject({ revision: 0, version: 0 });
});

test('an id that comes twice is refused by its place in the file', async () => {
  const file = { geofences: [aGeofence(), aGeofence({ id: 'bar' }), aGeofence()], offers: [] };
  await expect(replaceCatalogue(empty(), file, noon)).rejects.toMatchObject({ faults: [{ field: 'geofences[2].id' }] });
});

test('the same file again changes nothing; one change in it counts up that thing alone', async () => {
  const ports = empty();
  const file = { geofences: [aGeofence(), aGeofence({ id: 'bar' })], offers: [anOffer()] };
  expect(await replaceCatalogue(ports, file, noon, 'mette')).toMatchObject({ version: 1, geofences: 2, offers: 1 });
  expect(await replaceCatalogue(ports, file, noon + 1, 'ole')).toMatchObject({ version: 1 });
  const changed = { ...file, geofences: [file.geofences[0]!, aGeofence({ id: 'bar', name: 'Ny' })] };
  expect(await replaceCatalogue(ports, changed, noon + 2, 'ole')).toMatchObject({ version: 2 });
  expect((await ports.authored.read()).authored.geofences).toMatchObject([
    { id: 'cafe', version: 1, changedBy: 'mette' },
    { id: 'bar', version: 2, changedAt: noon + 2, changedBy: 'ole' },
  ]);
  expect(await ports.history.latest('GEOFENCE', 'bar', 9)).toMatchObject([{ version: 1, by: 'mette' }]);
});

test('what a file leaves out is archived and its gate shut; drafts and segments stay', async () => {
  const ports = empty();
  const segments = [{ id: 'regulars', name: 'Stamgæster', audience: { visits: { atLeast: 3 } } }];
  const both = [anOffer(), anOffer({ id: 'tea', state: 'draft' })];
  await replaceCatalogue(ports, { geofences: [aGeofence()], offers: both, segments }, noon);
  expect(await ports.offerGates.take(claim('cocoa', 1))).toBe('taken');
  await replaceCatalogue(ports, { geofences: [aGeofence()], offers: [] }, noon);
  expect(await ports.offerGates.take(claim('cocoa', 1))).toBe('not-live');
  const { authored } = await ports.authored.read();
  expect(authored.offers.map(({ id, state }) => [id, state])).toEqual([
    ['cocoa', 'archived'],
    ['tea', 'draft'],
  ]);
  expect(authored.segments).toMatchObject(segments);
  // and comes back under a version that the gate has not seen
  await replaceCatalogue(ports, { geofences: [aGeofence()], offers: [anOffer()] }, noon);
  expect(await ports.offerGates.take(claim('cocoa', 3))).toBe('taken');
});

test('what a file leaves out stays shut, though another publication’s call comes late and this one was cut short', async () => {
  const ports = empty();
  const { offerGates } = ports;
  await replaceCatalogue(ports, { geofences: [aGeofence()], offers: [anOffer()] }, noon);
  const set: typeof offerGates.set = async (gate) => {
    if (gate.version === 2) throw new Error('crash');
    await offerGates.set(gate);
  };
  const without = { geofences: [aGeofence()], offers: [] };
  const cutShort = { ...ports, offerGates: { ...offerGates, set } };
  await expect(replaceCatalogue(cutShort, without, noon)).rejects.toThrow('crash');
  await offerGates.set({ offerId: 'cocoa', version: 1, live: true, endsAt: noon + minute });
  expect(await offerGates.take(claim('cocoa', 1))).toBe('taken');
  await replaceCatalogue(ports, without, noon);
  expect(await offerGates.take(claim('cocoa', 1))).toBe('not-live');
});

test('a segment that is not there is refused; one that is becomes the audience of its offers', async () => {
  const ports = empty();
  const file = { geofences: [aGeofence()], offers: [anOffer({ segmentId: 'regulars' })] };
  await expect(replaceCatalogue(ports, file, noon)).rejects.toMatchObject({
    faults: [{ field: 'offers[0].segmentId' }],
  });
  const audience = { visits: { atLeast: 3 } };
  await replaceCatalogue(ports, { ...file, segments: [{ id: 'regulars', name: 'Stamgæster', audience }] }, noon);
  expect((await ports.authored.current())?.offers).toMatchObject([{ id: 'cocoa', segmentAudience: audience }]);
});

test('publishing again compiles what is in force under the next version', async () => {
  const ports = empty();
  await replaceCatalogue(ports, { geofences: [aGeofence()], offers: [anOffer()] }, noon);
  expect(await republishCatalogue(ports, noon)).toMatchObject({ version: 2, geofences: 1, offers: 1 });
});
