// What a customer has said she does not want, read off her item as the schedules' days write it: no mute of theirs ends by itself.
import type { Customer } from '../../shared/model/customer.ts';
import type { PendingDelivery } from '../../shared/model/delivery.ts';
import type { Offer } from '../../shared/model/offer.ts';

/** Of a category or a store she has muted, or in texts that let show more of her than she allows. */
export function isUnwanted(
  { preferences, mutes = [] }: Customer,
  { category, geofenceId }: PendingDelivery,
  offer: Offer | undefined,
): boolean {
  const isMuted =
    preferences?.mutedCategories.includes(category) || mutes.some((mute) => mute.geofenceId === geofenceId);
  return isMuted || (offer?.personalization === 'open' && preferences?.personalization === 'context-only');
}
