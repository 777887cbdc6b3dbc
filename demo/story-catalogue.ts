// What the café of the story has authored: itself, and two offers that wait for rain.
import type { Position } from './plane.ts';

const hourMs = 60 * 60_000;

/** As of `now`, epoch milliseconds. */
export function rainCatalogue(now: number) {
  const position: Position = [10.2077, 56.1566];
  const cafe = { id: 'cafe-by-the-stream', name: 'The Café by the Stream', position, radiusMetres: 100 };
  const offer = (id: string, [title, body]: [string, string], atLeast: number) => ({
    id,
    category: 'coffee',
    messages: { en: { title, body } },
    defaultLocale: 'en',
    where: { geofenceIds: [cafe.id] },
    startsAt: now - hourMs,
    endsAt: now + 24 * hourMs,
    // The story is told at any hour; a real offer leaves this out, and is silent from 21:00 to 08:00.
    quietHours: 'none',
    weather: { kinds: ['rain'], precipitationMmPerHour: { atLeast } },
    value: 30,
    cost: 0.5,
    caps: [{ per: 'customer', limit: 3, windowMinutes: 24 * 60 }],
    minimumPropensity: 0.01,
  });
  const offers = [
    offer('until-the-rain-stops', ['Stay until it stops', 'Another cup at half price, and let the clouds go by.'], 0.5),
    offer('while-it-pours', ['A pot of cocoa for two', 'Nobody goes out in this. Cake is on the house.'], 4),
  ];
  const shape = { type: 'Circle', center: position, radiusMetres: cafe.radiusMetres };
  const geofence = { id: cafe.id, name: cafe.name, kind: 'store', shape, timeZone: 'Europe/Copenhagen' };
  return { cafe, offers, catalogue: { geofences: [geofence], offers } };
}
