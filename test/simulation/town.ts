// The town of the schedules: overlapping stores, offers with tight caps and budgets, and everybody's first state.
import type { VersionedOffer } from '../../shared/model/catalogue.ts';
import { type Customer, newCustomer } from '../../shared/model/customer.ts';
import type { Geofence } from '../../shared/model/geofence.ts';
import type { Offer } from '../../shared/model/offer.ts';
import type { PositionReport } from '../../shared/model/signal.ts';
import { aGeofence, anOffer, cafe, hour, metresPerDegreeLat, minute, noon } from '../support/town.ts';

export { minute, noon };

const north = (metres: number): [number, number] => [cafe.lng, cafe.lat + metres / metresPerDegreeLat];

export const geofences: Geofence[] = [
  aGeofence(),
  aGeofence({
    id: 'bakery',
    name: 'Bageren',
    tags: ['bread'],
    shape: { type: 'Circle', center: north(60), radiusMetres: 90 },
  }),
  aGeofence({
    id: 'park',
    name: 'Parken',
    tags: [],
    shape: { type: 'Circle', center: north(2000), radiusMetres: 100 },
  }),
  aGeofence({
    id: 'clinic',
    kind: 'exclusion',
    tags: [],
    shape: { type: 'Circle', center: north(6000), radiusMetres: 100 },
  }),
];

/** Where somebody can be, metres north of the café's middle: at its edge in the bakery, or at its edge alone. */
export const places = {
  both: 40,
  cafe: -60,
  bakery: 130,
  edge: 103,
  kerb: -103,
  street: 500,
  park: 2000,
  clinic: 6000,
};
export type Place = keyof typeof places;

/** Good for a few minutes: some tills are too late. */
const coded = {
  messages: { da: { title: 'Til dig', body: 'Kode {code}' } },
  redemption: { codeValidMinutes: 5 },
};

export const offers: Offer[] = [
  anOffer({
    id: 'cocoa',
    budgetUnits: 2,
    caps: [{ per: 'offer', limit: 1, windowMinutes: 8 }],
    quietHours: { from: '12:09', until: '12:12' },
    ...coded,
  }),
  anOffer({
    id: 'bun',
    category: 'bakery',
    ...coded,
    // Nothing for who wants her interests left out of it.
    personalization: 'open',
    reveals: 'interests',
    where: { geofenceIds: ['bakery'] },
    caps: [{ per: 'customer', limit: 1, windowMinutes: 5 }],
    // By the clock of the tablet, which has stayed in Tokyo: 12:04 in Copenhagen.
    quietHours: { from: '19:04', until: '19:08' },
  }),
  // On from 12:06 in Copenhagen: the tick asks again for those who are there.
  anOffer({
    id: 'happy-hour',
    budgetUnits: 3,
    hours: [{ dayOfWeek: ['tuesday'], opens: '12:06', closes: '12:50' }],
    caps: [
      { per: 'category', limit: 1, windowMinutes: 6 },
      { per: 'customer', limit: 2, windowMinutes: 12 },
    ],
    value: 11,
  }),
  // Ends soon: what is late finds its moment gone.
  anOffer({
    id: 'flash',
    category: 'flash',
    where: { geofenceIds: ['cafe'] },
    endsAt: noon + 3 * minute,
    quietHours: { from: '12:02', until: '12:03' },
    caps: [{ per: 'offer', limit: 1, windowMinutes: 8 }],
    value: 12,
  }),
  // Anna is held out, Bo is not.
  anOffer({
    id: 'latte',
    category: 'bakery',
    where: { geofenceIds: ['bakery'] },
    budgetUnits: 2,
    holdoutShare: 0.5,
    context: [{ name: 'stock.latte', scope: 'geofence', atLeast: 1 }],
    caps: [{ per: 'offer', limit: 1, windowMinutes: 8 }],
    value: 11,
  }),
  // Bo is held out, Anna is not.
  anOffer({
    id: 'regulars',
    where: { geofenceIds: ['cafe'] },
    audience: { visits: { atLeast: 2 } },
    holdoutShare: 0.5,
    cooldownMinutes: 4,
    quietHours: { from: '12:11', until: '12:14' },
    caps: [{ per: 'customer', limit: 2, windowMinutes: 10 }],
    value: 13,
  }),
  anOffer({
    id: 'stay',
    category: 'bakery',
    where: { geofenceIds: ['bakery'] },
    on: { dwellMinutes: 2 },
    caps: [{ per: 'offer', limit: 1, windowMinutes: 6 }],
    value: 13,
  }),
  // While it rains, and for those who are there when it begins to.
  anOffer({
    id: 'umbrella',
    category: 'umbrella',
    where: { geofenceIds: ['cafe'] },
    weather: { kinds: ['rain'], precipitationMmPerHour: { atLeast: 0.5 } },
    caps: [{ per: 'offer', limit: 1, windowMinutes: 6 }],
    value: 14,
  }),
  anOffer({ id: 'tomorrow', where: { geofenceIds: ['cafe'] }, startsAt: noon + 20 * hour, value: 5 }),
  anOffer({ id: 'unlikely', where: { geofenceIds: ['bakery'] }, minimumPropensity: 1, value: 5 }),
];

export const versioned: VersionedOffer[] = offers.map((offer) => ({ ...offer, version: 1 }));

export const customerIds = ['anna', 'bo'] as const;
export const deviceIds = ['phone', 'tablet'] as const;

/** The tablet has kept the time zone it was bought in; the phone states none. */
export const describedAs = (deviceId: string) => ({
  platform: 'ios' as const,
  ...(deviceId === 'tablet' && { timeZone: 'Asia/Tokyo' }),
});

export function customerOf(id: string): Customer {
  const granted = { granted: true, at: noon - hour };
  const device = (deviceId: string) => ({ ...describedAs(deviceId), locale: 'da-DK', registeredAt: noon - hour });
  return {
    ...newCustomer(id),
    consents: { location: granted, profiling: granted, push: granted },
    devices: { phone: device('phone'), tablet: device('tablet') },
  };
}

/** A good fix at a place, with one a little before it. */
export function reportAt(id: string, place: Place, at: number, changes: Partial<PositionReport> = {}): PositionReport {
  const [lng, lat] = north(places[place]);
  const fix = { lng, lat, accuracyMetres: place === 'edge' || place === 'kerb' ? 30 : 8 };
  return { id, at, ...fix, previous: { ...fix, at: at - 5000 }, ...changes };
}
