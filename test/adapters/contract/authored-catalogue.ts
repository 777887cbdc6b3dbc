// The contract of the authored catalogue: everything put is listed, nothing else.
import { beforeEach, describe, expect, it } from 'vitest';
import type { VersionedOffer } from '../../../shared/model/catalogue.ts';
import { type Geofence, geofence } from '../../../shared/model/geofence.ts';
import { offer } from '../../../shared/model/offer.ts';
import type { AuthoredCatalogue } from '../../../shared/ports/catalogue.ts';
import type { OfferGates } from '../../../shared/ports/offer-gates.ts';

export const store = (id: string): Geofence =>
  geofence.parse({
    id,
    name: `Butikken ${id}`,
    kind: 'store',
    shape: { type: 'Circle', center: [12.5678912345678, 55.6761], radiusMetres: 150 },
    timeZone: 'Europe/Copenhagen',
    tags: ['kaffe'],
    openingHours: [{ dayOfWeek: ['monday', 'friday'], opens: '08:00', closes: '18:00' }],
  });

const square: Geofence = geofence.parse({
  id: 'square',
  name: 'Kongens Nytorv',
  kind: 'area',
  shape: {
    type: 'Polygon',
    coordinates: [
      [
        [12.5, 55.6],
        [12.6, 55.6],
        [12.6, 55.7],
        [12.5, 55.6],
      ],
    ],
  },
  timeZone: 'Europe/Copenhagen',
});

export const latte = (version: number): VersionedOffer => ({
  ...offer.parse({
    id: 'latte',
    category: 'kaffe',
    messages: { da: { title: 'Kaffe?', body: 'En latte til 20 kr.' }, 'en-GB': { title: 'Coffee?', body: 'A latte.' } },
    defaultLocale: 'da',
    where: { geofenceIds: ['square'], tags: ['kaffe'] },
    startsAt: 1,
    endsAt: 2,
    value: 12.5,
    budgetUnits: 100,
  }),
  version,
});

const byId = <Item extends { id: string }>(items: Item[]) => [...items].sort((a, b) => (a.id < b.id ? -1 : 1));

export function authoredCatalogueContract(
  open: () => Promise<{ authoredCatalogue: AuthoredCatalogue; offerGates: OfferGates }>,
) {
  describe('authored catalogue', () => {
    let catalogue: AuthoredCatalogue;
    let gates: OfferGates;
    beforeEach(async () => {
      ({ authoredCatalogue: catalogue, offerGates: gates } = await open());
    });

    it('is empty at first, and takes empty lists', async () => {
      await catalogue.putGeofences([]);
      await catalogue.deleteOffers([]);
      expect(await catalogue.all()).toEqual({ geofences: [], offers: [] });
    });

    it('lists what was put, every attribute and digit of it', async () => {
      await catalogue.putGeofences([store('a'), square]);
      await catalogue.putOffers([latte(3)]);
      const { geofences, offers } = await catalogue.all();
      expect(byId(geofences)).toEqual([store('a'), square]);
      expect(offers).toEqual([latte(3)]);
    });

    it('replaces and deletes by id, also what is not there', async () => {
      await catalogue.putGeofences([store('a'), store('b')]);
      await catalogue.putGeofences([{ ...store('a'), name: 'Ny' }]);
      await catalogue.deleteGeofences(['b', 'b', 'never']);
      await catalogue.putOffers([latte(1)]);
      await catalogue.deleteOffers(['latte']);
      expect(await catalogue.all()).toEqual({ geofences: [{ ...store('a'), name: 'Ny' }], offers: [] });
    });

    it('takes the last of two with the same id', async () => {
      await catalogue.putOffers([latte(1), latte(2)]);
      expect((await catalogue.all()).offers).toEqual([latte(2)]);
    });

    it('writes more than a batch holds', async () => {
      const many = Array.from({ length: 260 }, (_, index) => store(`store-${1000 + index}`));
      await catalogue.putGeofences(many);
      expect(byId((await catalogue.all()).geofences)).toEqual(many);
      await catalogue.deleteGeofences(many.slice(1).map(({ id }) => id));
      expect((await catalogue.all()).geofences).toEqual([many[0]]);
    });

    it('does not list what lies beside it', async () => {
      await gates.set({ offerId: 'latte', version: 1, live: true, endsAt: 2 });
      expect(await catalogue.all()).toEqual({ geofences: [], offers: [] });
    });
  });
}
