// The contract of the history of what is authored: every version that was kept, newest first, each once.
import { beforeEach, describe, expect, it } from 'vitest';
import type { AuthoredLine } from '../../../shared/model/authored.ts';
import type { VersionedOffer } from '../../../shared/model/catalogue.ts';
import { type Geofence, geofence } from '../../../shared/model/geofence.ts';
import { offer } from '../../../shared/model/offer.ts';
import type { AuthoredHistory } from '../../../shared/ports/catalogue.ts';
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

export const lineAt = (version: number, id = 'a'): AuthoredLine => ({
  noun: 'GEOFENCE',
  id,
  version,
  at: 1000 + version,
  by: 'mette',
  what: 'saved',
  body: { ...store(id), version },
});

export function authoredHistoryContract(
  open: () => Promise<{ authoredHistory: AuthoredHistory; offerGates: OfferGates }>,
) {
  describe('authored history', () => {
    let history: AuthoredHistory;
    let gates: OfferGates;
    beforeEach(async () => {
      ({ authoredHistory: history, offerGates: gates } = await open());
    });

    it('is empty at first, and takes an empty list', async () => {
      await history.keep([]);
      expect(await history.latest('GEOFENCE', 'a', 10)).toEqual([]);
    });

    it('tells the latest first, every attribute and digit of them, by number and not by letter', async () => {
      await history.keep([2, 10, 9, 1].map((version) => lineAt(version)));
      expect(await history.latest('GEOFENCE', 'a', 10)).toEqual([10, 9, 2, 1].map((version) => lineAt(version)));
      expect(await history.latest('GEOFENCE', 'a', 2)).toEqual([lineAt(10), lineAt(9)]);
    });

    it('keeps a version once, however often it is told', async () => {
      await history.keep([lineAt(1)]);
      await history.keep([lineAt(1)]);
      expect(await history.latest('GEOFENCE', 'a', 10)).toEqual([lineAt(1)]);
    });

    it('knows nouns and ids apart, and what lies beside them', async () => {
      await gates.set({ offerId: 'latte', version: 1, live: true, endsAt: 2 });
      await history.keep([lineAt(1), lineAt(2, 'ab'), { ...lineAt(3), noun: 'SEGMENT' }]);
      expect(await history.latest('GEOFENCE', 'a', 10)).toEqual([lineAt(1)]);
      expect(await history.latest('OFFER', 'latte', 10)).toEqual([]);
    });

    it('takes more than a batch holds', async () => {
      await history.keep(Array.from({ length: 260 }, (_, index) => lineAt(1, `store-${index}`)));
      expect(await history.latest('GEOFENCE', 'store-259', 1)).toEqual([lineAt(1, 'store-259')]);
    });
  });
}
