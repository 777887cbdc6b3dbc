// The offer gates: each a small question about one candidate. A gate that refuses tells which values it compared.
import type { GeofenceDetails, VersionedOffer } from '../../model/catalogue.ts';
import { type Customer, maxSends, type OpenVisit, type Send } from '../../model/customer.ts';
import type { Candidate } from '../../model/decision.ts';
import type { Cap } from '../../model/offer.ts';
import type { OfferReason } from '../../model/reason.ts';
import { isWithin } from '../time/weekly-hours.ts';
import { mayCount } from './deliver.ts';

/** One offer for one geofence the customer is in, and all that the gates may read. */
export interface Candidacy {
  offer: VersionedOffer;
  geofence: GeofenceDetails;
  visit: OpenVisit;
  customer: Customer;
  deviceId?: string;
  propensity: number;
  now: number;
}

type Compared = NonNullable<Candidate['compared']>;
type Gate = (candidacy: Candidacy) => Compared | undefined;

/**
 * In the order they are asked; the first that refuses is the candidate's reason. What is missing refuses: no consent, no
 * device and no hours that hold are a no.
 *
 * | gate | meaning | reads |
 * |---|---|---|
 * | not-live | the offer is a draft or paused | offer.state |
 * | outside-dates | before its start or at or after its end | offer.startsAt, endsAt |
 * | outside-hours | the store is closed, or the offer is not on at this hour, by the clock of the store | geofence.openingHours, timeZone, offer.hours |
 * | muted-category | the customer does not want to hear about this | preferences.mutedCategories |
 * | cooldown | this visit has had this offer | visit.offered |
 * | capped | one more send would pass a rolling cap | sends, offer.caps |
 * | pending | another delivery of this customer is under way | pending |
 * | no-push-consent | | consents.push |
 * | no-device | the device that reported is not registered | devices |
 * | below-propensity | too unlikely to be wanted, or worth less than it costs | propensity, offer.minimumPropensity, value, cost |
 */
export const offerGates: [OfferReason, Gate][] = [
  ['not-live', ({ offer }) => (offer.state === 'live' ? undefined : { state: offer.state })],
  [
    'outside-dates',
    ({ offer, now }) =>
      now >= offer.startsAt && now < offer.endsAt ? undefined : { startsAt: offer.startsAt, endsAt: offer.endsAt },
  ],
  [
    'outside-hours',
    ({ offer, geofence, now }): Compared | undefined => {
      if (!isWithin(geofence.openingHours, geofence.timeZone, now))
        return { closed: 'store', timeZone: geofence.timeZone };
      if (!isWithin(offer.hours, geofence.timeZone, now)) return { closed: 'offer', timeZone: geofence.timeZone };
      return undefined;
    },
  ],
  [
    'muted-category',
    ({ offer, customer }) =>
      customer.preferences?.mutedCategories.includes(offer.category) ? { category: offer.category } : undefined,
  ],
  ['cooldown', ({ offer, visit }) => (visit.offered.includes(offer.id) ? { visit: visit.visit } : undefined)],
  ['capped', ({ offer, customer, now }) => reachedCap(customer, offer, now)],
  ['pending', ({ customer }) => (customer.pending ? { offerId: customer.pending.offerId } : undefined)],
  ['no-push-consent', ({ customer }) => (customer.consents.push?.granted ? undefined : {})],
  [
    'no-device',
    ({ customer, deviceId }) => (deviceId !== undefined && Object.hasOwn(customer.devices, deviceId) ? undefined : {}),
  ],
  [
    'below-propensity',
    ({ offer, propensity }): Compared | undefined => {
      if (propensity < offer.minimumPropensity) return { propensity, minimumPropensity: offer.minimumPropensity };
      if (propensity * offer.value < offer.cost) return { expectedValue: propensity * offer.value, cost: offer.cost };
      return undefined;
    },
  ],
];

/** The first cap that one more send now would break, with its count. The list of sends being full is a cap too. */
function reachedCap(customer: Customer, offer: VersionedOffer, now: number): Compared | undefined {
  const kept = customer.sends.filter((send) => mayCount(send, now)).length;
  if (kept >= maxSends) return { sends: kept, limit: maxSends };
  for (const cap of offer.caps) {
    const sends = customer.sends.filter(
      (send) => now - send.at < cap.windowMinutes * 60_000 && countsFor(cap, send, offer),
    );
    if (sends.length >= cap.limit)
      return { per: cap.per, sends: sends.length, limit: cap.limit, windowMinutes: cap.windowMinutes };
  }
  return undefined;
}

function countsFor(cap: Cap, send: Send, offer: VersionedOffer): boolean {
  if (cap.per === 'offer') return send.offerId === offer.id;
  if (cap.per === 'category') return send.category === offer.category;
  return true;
}
