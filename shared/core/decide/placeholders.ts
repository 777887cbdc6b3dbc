// Placeholders: the few words in braces an offer's text may hold, and what stands in their place when it is sent.
import type { GeofenceDetails, VersionedOffer } from '../../model/catalogue.ts';
import { spoken } from '../../model/redemption.ts';
import { writtenTime } from '../time/written-time.ts';
import { endOfWindow } from './window.ts';

/** What is known when a text is sent. No names, no distances: nothing about the person stands in a push. */
export interface Occasion {
  offer: Pick<VersionedOffer, 'startsAt' | 'endsAt' | 'hours' | 'specialHours'>;
  geofence: Pick<GeofenceDetails, 'name' | 'timeZone' | 'openingHours' | 'specialOpeningHours'>;
  /** How times are written. */
  locale: string;
  now: number;
  /** Where the offer hands out codes. */
  code?: { code: string; expiresAt: number };
}

const values = {
  /** The geofence's name as authored. */
  geofenceName: ({ geofence }: Occasion) => geofence.name,
  /** When the offer goes off next, by the clock of the geofence: "14.00", on another day "3. jun., 14.00". */
  offerEndsAt: ({ offer, geofence, locale, now }: Occasion) =>
    writtenTime(endOfWindow(offer, geofence, now), now, geofence.timeZone, locale),
  /** This delivery's own: "KX7M2-9QWAH". */
  code: ({ code }: Occasion) => (code ? spoken(code.code) : ''),
  /** Until when it is good, as `offerEndsAt` is written. */
  codeExpiresAt: ({ code, geofence, locale, now }: Occasion) =>
    code ? writtenTime(code.expiresAt, now, geofence.timeZone, locale) : '',
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
