// The window of an offer at a geofence: when it is on, by its own hours and by those of the place.
import type { Geofence } from '../../model/geofence.ts';
import type { Offer } from '../../model/offer.ts';
import { isWithin } from '../time/weekly-hours.ts';

type Hours = Pick<Offer, 'startsAt' | 'endsAt' | 'hours' | 'specialHours'>;
type Place = Pick<Geofence, 'timeZone' | 'openingHours' | 'specialOpeningHours'>;

export function isOn({ startsAt, endsAt, hours, specialHours }: Hours, place: Place, at: number): boolean {
  const { timeZone, openingHours, specialOpeningHours } = place;
  if (at < startsAt || at >= endsAt) return false;
  return isWithin(openingHours, timeZone, at, specialOpeningHours) && isWithin(hours, timeZone, at, specialHours);
}

const minuteMs = 60_000;
/** Weekly hours that hold for a week hold for ever. */
const weekMs = 7 * 24 * 60 * minuteMs;

/** The first full minute after `now` at which the offer is not on any more: its hours, the store's, or its dates end. */
export function endOfWindow(offer: Hours, place: Place, now: number): number {
  const limit = Math.min(offer.endsAt, now + weekMs);
  for (let at = Math.ceil((now + 1) / minuteMs) * minuteMs; at < limit; at += minuteMs) {
    if (!isOn(offer, place, at)) return at;
  }
  return offer.endsAt;
}
