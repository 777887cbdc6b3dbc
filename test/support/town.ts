// A small town for tests: one square, one café in it, offers and customers to change as a test needs.
import { compileCatalogue } from '../../shared/core/decide/compile.ts';
import { openCatalogue, type World } from '../../shared/core/decide/world.ts';
import { type Customer, newCustomer } from '../../shared/model/customer.ts';
import { type Geofence, geofence } from '../../shared/model/geofence.ts';
import { type Offer, offer } from '../../shared/model/offer.ts';
import type { PositionReport } from '../../shared/model/signal.ts';

/** Tuesday 2026-06-02, noon in Copenhagen. */
export const noon = Date.parse('2026-06-02T10:00:00Z');
export const hour = 3_600_000;
export const minute = 60_000;

/** The middle of the café. */
export const cafe = { lng: 12.5683, lat: 55.6761 };
export const metresPerDegreeLat = 111_340;

export function aGeofence(changes: Partial<Geofence> = {}): Geofence {
  return geofence.parse({
    id: 'cafe',
    name: 'Café Ravn',
    shape: { type: 'Circle', center: [cafe.lng, cafe.lat], radiusMetres: 100 },
    timeZone: 'Europe/Copenhagen',
    tags: ['coffee'],
    ...changes,
  });
}

export function anOffer(changes: Partial<Offer> = {}): Offer {
  return offer.parse({
    id: 'cocoa',
    category: 'coffee',
    messages: {
      da: { title: 'Varm kakao', body: 'Til dig, lige nu' },
      en: { title: 'Hot cocoa', body: 'For you, now' },
    },
    defaultLocale: 'da',
    where: { tags: ['coffee'] },
    startsAt: noon - 24 * hour,
    endsAt: noon + 24 * hour,
    value: 10,
    ...changes,
  });
}

export function aWorld({ geofences = [aGeofence()], offers = [anOffer()], version = 1 } = {}): World {
  return { catalogue: openCatalogue(compileCatalogue({ geofences, offers }, version)) };
}

/** Somebody who has consented to everything and has one phone. */
export function aCustomer(changes: Partial<Customer> = {}): Customer {
  const granted = { granted: true, at: noon - hour };
  return {
    ...newCustomer('freja'),
    consents: { location: granted, profiling: granted, push: granted },
    devices: { phone: { platform: 'ios', locale: 'da-DK', registeredAt: noon - hour } },
    ...changes,
  };
}

/** A good fix so many metres north of the café's middle, and one a little before it at the same place. */
export function aReport(metresNorth: number, changes: Partial<PositionReport> = {}): PositionReport {
  const at = changes.at ?? noon;
  const fix = { lng: cafe.lng, lat: cafe.lat + metresNorth / metresPerDegreeLat, accuracyMetres: 10 };
  return { id: `r${at}`, at, ...fix, previous: { ...fix, at: at - 5000 }, ...changes };
}
