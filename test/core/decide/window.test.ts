// The window of an offer: from its first moment to its last, by its dates, its own hours and those of the place.
import { describe, expect, test } from 'vitest';
import { endOfWindow, isOn } from '../../../shared/core/decide/window.ts';
import type { Offer } from '../../../shared/model/offer.ts';
import { dayOfWeek } from '../../../shared/model/weekly-hours.ts';
import { aGeofence, anOffer, hour, minute, noon } from '../../support/town.ts';

const day = 24 * hour;
const daily = (opens: string, closes: string) => [{ dayOfWeek: [...dayOfWeek.options], opens, closes }];

describe('on', () => {
  const on = (offer: Partial<Offer>, geofence: Parameters<typeof aGeofence>[0] = {}) =>
    isOn(anOffer(offer), aGeofence(geofence), noon);

  test('from the moment it starts until just before it ends', () => {
    expect(on({ startsAt: noon })).toBe(true);
    expect(on({ startsAt: noon + 1 })).toBe(false);
    expect(on({ endsAt: noon + 1 })).toBe(true);
    expect(on({ endsAt: noon })).toBe(false);
  });

  test('while both the offer and the store have hours', () => {
    expect(on({ hours: daily('12:00', '13:00') }, { openingHours: daily('09:00', '18:00') })).toBe(true);
    expect(on({ hours: daily('11:00', '12:00') }, { openingHours: daily('09:00', '18:00') })).toBe(false);
    expect(on({ hours: daily('12:00', '13:00') }, { openingHours: daily('14:00', '18:00') })).toBe(false);
    expect(on({}, { openingHours: daily('09:00', '18:00'), specialOpeningHours: [{ date: '2026-06-02' }] })).toBe(
      false,
    );
    expect(on({ hours: daily('12:00', '13:00'), specialHours: [{ date: '2026-06-02' }] })).toBe(false);
  });
});

describe('it ends', () => {
  const end = (offer: Partial<Offer>, geofence: Parameters<typeof aGeofence>[0] = {}, now = noon) =>
    (endOfWindow(anOffer(offer), aGeofence(geofence), now) - now) / minute;

  test('with its dates, to the millisecond, where no hours end it sooner', () => {
    expect(end({ endsAt: noon + 90.5 * minute })).toBe(90.5);
    expect(end({ endsAt: noon + 90.5 * minute, hours: daily('09:00', '18:00') })).toBe(90.5);
    expect(end({ endsAt: noon + 30 * day })).toBe(30 * 24 * 60);
    expect(end({ endsAt: noon + 30 * day, hours: daily('00:00', '24:00') })).toBe(30 * 24 * 60);
  });

  test.each([
    ['its own hours', { hours: daily('09:00', '14:00') }, {}],
    ['its hours of this date', { specialHours: [{ date: '2026-06-02', opens: '10:00', closes: '14:00' }] }, {}],
    ['the hours of the store', {}, { openingHours: daily('09:00', '14:00') }],
    [
      'the hours of the store on this date',
      {},
      { specialOpeningHours: [{ date: '2026-06-02', opens: '10:00', closes: '14:00' }] },
    ],
  ])('with %s', (_, offer, geofence) => {
    expect(end({ endsAt: noon + 30 * day, ...offer }, geofence)).toBe(120);
  });

  test('at a full minute of the clock, and after now', () => {
    expect(end({ hours: daily('09:00', '14:00') }, {}, noon + 20_000)).toBe(120 - 1 / 3);
    expect(end({ hours: daily('13:00', '14:00') })).toBe(1);
  });

  test('later in the week, although today it does not', () => {
    const wednesday = [...daily('00:00', '24:00')].map((hours) => ({
      ...hours,
      dayOfWeek: hours.dayOfWeek.filter((name) => name !== 'monday'),
    }));
    // From Tuesday noon to the night before Monday: five days and a half.
    expect(end({ endsAt: noon + 30 * day, hours: wednesday })).toBe(5.5 * 24 * 60);
  });
});
