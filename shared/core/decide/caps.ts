// Caps and cooldowns: whether one more send now would be one too many. Rolling windows over the customer's own list of sends.
import type { VersionedOffer } from '../../model/catalogue.ts';
import { type Customer, maxSends, type Send } from '../../model/customer.ts';
import type { Compared } from '../../model/decision.ts';
import type { Cap, Offer } from '../../model/offer.ts';
import { mayCount } from './deliver.ts';

const minuteMs = 60_000;

/** The first cap that one more send now would break, with its count. The list of sends being full is a cap too. */
export function reachedCap(customer: Customer, offer: VersionedOffer, now: number): Compared | undefined {
  const kept = customer.sends.filter((send) => mayCount(send, now)).length;
  if (kept >= maxSends) return { sends: kept, limit: maxSends };
  for (const cap of offer.caps) {
    const sends = customer.sends.filter(
      (send) => now - send.at < cap.windowMinutes * minuteMs && countsFor(cap, send, offer),
    );
    if (sends.length >= cap.limit)
      return { per: cap.per, sends: sends.length, limit: cap.limit, windowMinutes: cap.windowMinutes };
  }
  return undefined;
}

/** The last send at the geofence, where it is more recent than the offer's cooldown allows. */
export function coolingDown(
  customer: Customer,
  { cooldownMinutes }: Pick<Offer, 'cooldownMinutes'>,
  geofenceId: string,
  now: number,
): Compared | undefined {
  if (cooldownMinutes === undefined) return undefined;
  const lastAt = Math.max(
    ...customer.sends.filter((send) => send.geofenceId === geofenceId).map((send) => send.at),
    Number.NEGATIVE_INFINITY,
  );
  return now - lastAt < cooldownMinutes * minuteMs
    ? { minutesSince: Math.floor((now - lastAt) / minuteMs), cooldownMinutes }
    : undefined;
}

function countsFor(cap: Cap, send: Send, offer: VersionedOffer): boolean {
  if (cap.per === 'offer') return send.offerId === offer.id;
  if (cap.per === 'category') return send.category === offer.category;
  return true;
}
