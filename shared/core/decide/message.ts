// The message: which of an offer's texts a customer gets, with its placeholders filled in and nothing invisible in it.
import type { VersionedOffer } from '../../model/catalogue.ts';
import type { Offer } from '../../model/offer.ts';
import { fillIn, type Occasion } from './placeholders.ts';
import { withoutInvisible } from './visible-text.ts';

export interface Message {
  title: string;
  body: string;
}

/** The message as it is pushed: in the customer's language where there is one, times as the place and the locale have them. */
export function messageFor(
  offer: VersionedOffer,
  geofence: Occasion['geofence'],
  locale: string | undefined,
  now: number,
  code?: Occasion['code'],
): Message {
  const tag = tagFor(offer, locale);
  // A Briton reads the English text, with times as they are written in Britain.
  const occasion = {
    offer,
    geofence,
    now,
    code,
    locale: locale && languageOf(locale) === languageOf(tag) ? locale : tag,
  };
  const { title, body } = offer.messages[tag]!;
  return {
    title: withoutInvisible(fillIn(title, occasion)).replaceAll(/\s*\n\s*/g, ' '),
    body: withoutInvisible(fillIn(body, occasion)),
  };
}

/** Which text: of the same tag, else of the language alone, else of the language somewhere else, else the offer's default. */
export function tagFor(offer: Pick<Offer, 'messages' | 'defaultLocale'>, locale: string | undefined): string {
  const tags = Object.keys(offer.messages);
  if (locale === undefined) return offer.defaultLocale;
  const language = languageOf(locale);
  return (
    tags.find((tag) => tag.toLowerCase() === locale.toLowerCase()) ??
    tags.find((tag) => tag.toLowerCase() === language) ??
    tags.find((tag) => languageOf(tag) === language) ??
    offer.defaultLocale
  );
}

const languageOf = (tag: string): string => tag.split('-')[0]!.toLowerCase();
