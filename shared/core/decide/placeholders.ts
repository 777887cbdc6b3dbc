// Placeholders: the few words in braces an offer's text may hold, and what stands in their place when it is sent.
import type { VersionedOffer } from '../../model/catalogue.ts';
import { isWithin } from '../time/weekly-hours.ts';
import type { GeofenceDetails } from './world.ts';

/** What is known when a text is sent. No names, no distances: nothing about the person stands in a push. */
interface Occasion {
  offer: Pick<VersionedOffer, 'endsAt' | 'hours'>;
  geofence: Pick<GeofenceDetails, 'name' | 'timeZone' | 'openingHours'>;
  /** How times are written. */
  locale: string;
  now: number;
}

const values = {
  /** The geofence's name as authored. */
  geofenceName: ({ geofence }: Occasion) => geofence.name,
  /** When the offer goes off next, by the clock of the geofence: "14.00", on another day "3. jun., 14.00". */
  offerEndsAt: ({ offer, geofence, locale, now }: Occasion) =>
    localTime(endOfWindow(offer, geofence, now), now, geofence.timeZone, locale),
};
export type Placeholder = keyof typeof values;
export const placeholders = Object.keys(values) as Placeholder[];

const braced = /\{([^{}]*)\}/g;

/** Puts values in the place of placeholders, in one pass: what is put in is never looked at again. */
export function fillIn(text: string, occasion: Occasion): string {
  return text.replaceAll(braced, (whole, name: string) => (isPlaceholder(name) ? values[name](occasion) : whole));
}

/** The same with values given, such as the longest there can be. */
export function fillInWith(text: string, longest: Record<Placeholder, string>): string {
  return text.replaceAll(braced, (whole, name: string) => (isPlaceholder(name) ? longest[name] : whole));
}

/** What stands in braces and is no placeholder; a brace without its partner counts as itself. */
export function unknownPlaceholders(text: string): string[] {
  const unknown = [...text.matchAll(braced)].filter(([, name]) => !isPlaceholder(name!)).map(([whole]) => whole);
  return [...unknown, ...(text.replaceAll(braced, '').match(/[{}]/g) ?? [])];
}

const isPlaceholder = (name: string): name is Placeholder => Object.hasOwn(values, name);

const minuteMs = 60_000;
/** Weekly hours that hold for a week hold for ever. */
const weekMs = 7 * 24 * 60 * minuteMs;

/** The first full minute after `now` at which the offer is not on any more: its hours, the store's, or its dates end. */
export function endOfWindow(offer: Occasion['offer'], geofence: Occasion['geofence'], now: number): number {
  if (offer.hours === undefined && geofence.openingHours === undefined) return offer.endsAt;
  const isOn = (at: number) =>
    isWithin(offer.hours, geofence.timeZone, at) && isWithin(geofence.openingHours, geofence.timeZone, at);
  const limit = Math.min(offer.endsAt, now + weekMs);
  for (let at = Math.ceil((now + 1) / minuteMs) * minuteMs; at < limit; at += minuteMs) if (!isOn(at)) return at;
  return offer.endsAt;
}

/** The time of day in the zone, with the date where that is not today's, as the locale writes it. */
export function localTime(at: number, now: number, timeZone: string, locale: string): string {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const date = day.format(at) === day.format(now) ? {} : ({ day: 'numeric', month: 'short' } as const);
  return new Intl.DateTimeFormat(knownLocale(locale), {
    timeZone,
    hour: 'numeric',
    minute: '2-digit',
    ...date,
  }).format(at);
}

/** The locale, where it is a well-formed tag (ours may be more than BCP 47 allows), and English where it is not or is unknown. */
function knownLocale(locale: string): string[] {
  try {
    return [...Intl.getCanonicalLocales(locale), 'en'];
  } catch {
    return ['en'];
  }
}
