// Propensity, first form: how likely a customer redeems an offer, from what she has declared. A learned model takes its place.
import type { Customer } from '../../model/customer.ts';
import type { Offer } from '../../model/offer.ts';
import { ceilingOf } from '../decide/personalization.ts';

/**
 * A push offer is redeemed by a few in a hundred; one in the customer's declared field of interest by several times as many.
 * Round numbers of the right size (mobile coupon campaigns report 1–10 %), to be replaced by the team's own outcomes.
 */
const anybody = 0.05;
const interested = 0.2;

/** What she has declared and counts for an offer at a place. */
type Declared = 'interest' | 'favourite';

/**
 * The probability, in (0, 1), that the customer redeems this offer if it is sent. Without consent to profiling, or with
 * a ceiling of `context-only`, nothing personal is read, and she counts as anybody.
 */
export function expectedRate(customer: Customer, offer: Pick<Offer, 'category'>, geofenceId: string): number {
  return declaredFor(customer, offer, geofenceId).length > 0 ? interested : anybody;
}

/** Whether her declared interest in the offer's category counts, and whether the place is a favourite of hers. */
export function declaredFor(customer: Customer, offer: Pick<Offer, 'category'>, geofenceId: string): Declared[] {
  if (ceilingOf(customer) === 'context-only') return [];
  const { interests = [], favouriteGeofences = [] } = customer.preferences ?? {};
  return [
    ...(interests.includes(offer.category) ? (['interest'] as const) : []),
    ...(favouriteGeofences.includes(geofenceId) ? (['favourite'] as const) : []),
  ];
}
