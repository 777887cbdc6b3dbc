// The window of an offer at a geofence: when it is on, by its own hours and by those of the place.
import type { Geofence } from '../../model/geofence.ts';
import type { Offer } from '../../model/offer.ts';
import { isWithin } from '../time/weekly-hours.ts';

type Hours = Pick<Offer, 'startsAt' | 'endsAt' | 'hours'>;
type Place = Pick<Geofence, 'timeZone' | 'openingHours'>;

export function isOn({ startsAt, endsAt, hours }: Hours, { timeZone, openingHours }: Place, at: number): boolean {
  return at >= startsAt && at < endsAt && isWithin(openingHours, timeZone, at) && isWithin(hours, timeZone, at);
}

const minuteMs = 60_000;
/** Weekly hours that hold for a week hold for ever. */
const weekMs = 7 * 24 * 60 * minuteMs;

/** The first full minute after `now` at which the offer is not on any more: its hours, the store's, or its dates end. */
export function endOfWindow(offer: Hours, place: Place, now: number): number {
  if (offer.hours === undefined && place.openingHours === undefined) return offer.endsAt;
  const limit = Math.min(offer.endsAt, now + weekMs);
  for (let at = Math.ceil((now + 1) / minuteMs) * minuteMs; at < limit; at += minuteMs) {
    if (!isOn(offer, place, at)) return at;
  }
  return offer.endsAt;
}
