// The demo's city as data: valid for the API, on land, reachable on foot, alive at any hour.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { city } from '../../../demo/city.ts';
import { customers } from '../../../demo/customers.ts';
import { metresBetween, type Position } from '../../../demo/plane.ts';
import { positionOf } from '../../../demo/routes.ts';
import { places } from '../../../demo/stores.ts';
import { isWithin } from '../../../shared/core/time/weekly-hours.ts';
import { catalogueFile } from '../../../shared/model/catalogue.ts';
import { consentRequest } from '../../../shared/model/consent.ts';
import { deviceRequest } from '../../../shared/model/device.ts';
import { customerId } from '../../../shared/model/identifier.ts';
import { preferences } from '../../../shared/model/preferences.ts';

const noon = Date.UTC(2026, 10, 22, 11, 20, 30);
/** From Valby to Amager, from Ørestad to Svanemøllen. */
const copenhagen = { west: 12.5, south: 55.61, east: 12.65, north: 55.73 };

describe('the catalogue', () => {
  it('is what the API accepts, at any time of the year', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2028, 0) }), (seed, now) => {
        expect(catalogueFile.parse(city(seed, now).catalogue).offers).toHaveLength(16);
      }),
      { numRuns: 50 },
    );
  });

  it('holds some forty stores, some areas and a place that is left alone, with no id twice', () => {
    const { geofences, offers } = city(1, noon).catalogue;
    const kinds = Object.groupBy(geofences, ({ kind }) => kind);

    expect(kinds.store).toHaveLength(45);
    expect(kinds.area).toHaveLength(3);
    expect(kinds.exclusion).toHaveLength(1);
    expect(new Set(geofences.map(({ id }) => id)).size).toBe(geofences.length);
    expect(new Set(offers.map(({ id }) => id)).size).toBe(16);
  });

  it('has every kind of shape', () => {
    const shapes = places.map(({ shape }) => shape);

    expect(new Set(shapes.map(({ type }) => type))).toEqual(new Set(['Circle', 'Polygon', 'MultiPolygon']));
    expect(shapes.some((shape) => shape.type === 'Polygon' && shape.coordinates.length > 1)).toBe(true);
  });

  it('writes for a lock screen, in two languages', () => {
    for (const { messages } of city(1, noon).catalogue.offers) {
      for (const { title, body } of [messages.da, messages.en]) {
        expect(title.length).toBeLessThanOrEqual(60);
        expect(body.length).toBeLessThanOrEqual(140);
      }
    }
  });

  it('has one offer that has not begun, one that is over, and offers for every store', () => {
    const { geofences, offers } = city(1, noon).catalogue;
    const now = offers.filter(({ startsAt, endsAt }) => startsAt <= noon && noon < endsAt);

    expect(offers.filter(({ startsAt }) => startsAt > noon)).toHaveLength(1);
    expect(offers.filter(({ endsAt }) => endsAt <= noon)).toHaveLength(1);
    for (const { kind, tags } of geofences) {
      if (kind !== 'exclusion')
        expect(now.some(({ where }) => where.tags.some((tag) => tags?.includes(tag)))).toBe(true);
    }
  });

  it('has most stores open and some closed at any hour, as the server counts hours', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) }), (now) => {
        const { catalogue, openNow } = city(1, now);
        const open = catalogueFile
          .parse(catalogue)
          .geofences.filter(
            ({ kind, openingHours, timeZone }) => kind === 'store' && isWithin(openingHours, timeZone, now),
          );

        expect(new Set(open.map(({ id }) => id))).toEqual(openNow);
        expect(openNow.size).toBeGreaterThan(30);
        expect(openNow.size).toBeLessThan(45);
      }),
      { numRuns: 100 },
    );
  });

  it('begins the offer with hours within the next two minutes, not at once', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) }), (now) => {
        // In the night in which the clocks change the demo's buns are an hour off, and nobody is hurt.
        fc.pre(!['2026-03-29', '2026-10-25'].includes(new Date(now).toISOString().slice(0, 10)));
        const buns = catalogueFile.parse(city(1, now).catalogue).offers.find(({ hours }) => hours)!;
        const on = (after: number) => isWithin(buns.hours, 'Europe/Copenhagen', now + after);

        expect([on(0), on(19_000), on(80_000), on(30 * 60_000)]).toEqual([false, false, true, true]);
      }),
      { numRuns: 100 },
    );
  });

  it('is the same for the same seed, whenever in the hour but for the offer with hours, and another for another seed', () => {
    const steady = (now: number) => ({
      ...city(7, now),
      bunsFrom: '',
      catalogue: { ...city(7, now).catalogue, offers: city(7, now).catalogue.offers.filter(({ hours }) => !hours) },
    });

    expect(city(7, noon)).toEqual(city(7, noon));
    expect(steady(noon)).toEqual(steady(noon + 20 * 60_000));
    expect(city(7, noon).openNow).not.toEqual(city(8, noon).openNow);
  });
});

describe('the places', () => {
  it.each(places)('$place: $name lies in Copenhagen, where the streets meet it', ({ shape, corner, kind }) => {
    const rings = shape.type === 'Circle' ? [[shape.center]] : shape.coordinates.flat(shape.type === 'Polygon' ? 0 : 1);
    for (const [lng, lat] of rings.flat() as Position[]) {
      expect(lng).toBeGreaterThan(copenhagen.west);
      expect(lng).toBeLessThan(copenhagen.east);
      expect(lat).toBeGreaterThan(copenhagen.south);
      expect(lat).toBeLessThan(copenhagen.north);
    }
    if (shape.type === 'Circle') {
      expect(metresBetween(shape.center, positionOf(corner))).toBeLessThan(shape.radiusMetres / 2);
    } else if (kind !== 'exclusion') {
      expect((rings as Position[][]).filter((ring) => isInside(ring, positionOf(corner)))).toHaveLength(1);
    }
  });
});

describe('the customers', () => {
  it('are two hundred that the API accepts, each with a phone of her own', () => {
    const everybody = customers(1);

    for (const { id, platform, token, locale, consents, interests, mutedCategories } of everybody) {
      customerId.parse(id);
      deviceRequest.parse({ platform, token, locale, timeZone: 'Europe/Copenhagen' });
      consentRequest.parse({ ...consents, textVersion: 'demo-1' });
      preferences.parse({ interests, mutedCategories });
      expect(interests.filter((category) => mutedCategories.includes(category))).toEqual([]);
    }
    expect(new Set(everybody.map(({ id }) => id)).size).toBe(200);
    expect(new Set(everybody.map(({ token }) => token)).size).toBe(200);
  });

  it('differ: some refuse a push, their place or a profile, some say nothing of their tastes, some mute a category', () => {
    const everybody = customers(1);
    const share = (having: (one: (typeof everybody)[number]) => boolean) => everybody.filter(having).length;

    expect(share(({ consents }) => !consents.push)).toBeGreaterThan(5);
    expect(share(({ consents }) => !consents.location)).toBeGreaterThan(3);
    expect(share(({ consents }) => !consents.profiling)).toBeGreaterThan(5);
    expect(share(({ interests }) => interests.length === 0)).toBeGreaterThan(10);
    expect(share(({ mutedCategories }) => mutedCategories.length > 0)).toBeGreaterThan(10);
    expect(new Set(everybody.map(({ locale }) => locale))).toEqual(new Set(['da-DK', 'en-GB']));
  });

  it('are the same for the same seed', () => {
    expect(customers(3)).toEqual(customers(3));
    expect(customers(3)).not.toEqual(customers(4));
  });
});

/** Even-odd rule. */
function isInside(ring: Position[], [lng, lat]: Position): boolean {
  let inside = false;
  for (let index = 1; index < ring.length; index++) {
    const [[x1, y1], [x2, y2]] = [ring[index - 1]!, ring[index]!];
    if (y1 > lat !== y2 > lat && lng < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}
