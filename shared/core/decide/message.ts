// The message: which of an offer's texts a customer gets.
import type { Offer } from '../../model/offer.ts';

/** The text for a locale: the same tag, else the same language, else the offer's default. */
export function messageFor(offer: Offer, locale: string | undefined): Offer['messages'][string] {
  const wanted = [locale, locale?.split('-')[0]].filter((tag) => tag !== undefined).map((tag) => tag.toLowerCase());
  const tags = Object.keys(offer.messages);
  const found =
    wanted.map((tag) => tags.find((candidate) => candidate.toLowerCase() === tag)).find((tag) => tag !== undefined) ??
    tags.find((candidate) => candidate.toLowerCase().split('-')[0] === wanted.at(-1)) ??
    offer.defaultLocale;
  return offer.messages[found]!;
}
