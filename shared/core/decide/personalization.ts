// Personalization: how much of a customer a message may let show, and which of an offer's texts tells no more than that.
import type { Customer } from '../../model/customer.ts';
import type { Offer } from '../../model/offer.ts';
import { type PersonalizationCeiling, personalizationCeiling } from '../../model/preferences.ts';

/** What she allows. What she has done shows only where she has said so; without consent to profiling nothing personal does. */
export function ceilingOf({
  consents,
  preferences,
}: Pick<Customer, 'consents' | 'preferences'>): PersonalizationCeiling {
  if (!consents.profiling?.granted) return 'context-only';
  return preferences?.personalization ?? 'interests';
}

/** What the offer's texts let show. Of open texts that say nothing of it, the most is assumed. */
export function revealedBy({
  personalization,
  reveals,
}: Pick<Offer, 'personalization' | 'reveals'>): PersonalizationCeiling {
  return personalization === 'open' ? (reveals ?? 'history') : 'context-only';
}

/** The offer with texts that let no more show than the ceiling allows; nothing where it has none such. */
export function tellingAtMost<Texts extends Pick<Offer, 'personalization' | 'reveals' | 'messages' | 'subtleMessages'>>(
  ceiling: PersonalizationCeiling,
  offer: Texts,
): Texts | undefined {
  const { options } = personalizationCeiling;
  if (options.indexOf(revealedBy(offer)) <= options.indexOf(ceiling)) return offer;
  return offer.subtleMessages && { ...offer, messages: offer.subtleMessages };
}
