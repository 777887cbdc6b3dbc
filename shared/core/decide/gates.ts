// The offer gates: each a small question about one candidate. A gate that refuses tells which values it compared.
import type { GeofenceDetails, VersionedOffer } from '../../model/catalogue.ts';
import type { Customer, OpenVisit } from '../../model/customer.ts';
import type { Compared, Facts } from '../../model/decision.ts';
import type { Offer } from '../../model/offer.ts';
import type { OfferReason } from '../../model/reason.ts';
import { contextMismatch } from '../context/conditions.ts';
import { isKnownZone } from '../time/local-time.ts';
import { isWithin } from '../time/weekly-hours.ts';
import { conditionKey, mismatch } from '../weather/conditions.ts';
import { answerThere } from '../weather/there.ts';
import { unfitAttribute } from './attributes.ts';
import { coolingDown, reachedCap } from './caps.ts';
import { isMutedCategory, isMutedStore } from './mutes.ts';
import { ceilingOf, revealedBy, tellingAtMost } from './personalization.ts';
import { quietNow } from './quiet-hours.ts';

/** One offer for one geofence the customer is in, and all that the gates may read. */
export interface Candidacy {
  offer: VersionedOffer;
  geofence: GeofenceDetails;
  visit: OpenVisit;
  customer: Customer;
  facts: Facts;
  deviceId?: string;
  channel: Channel;
  now: number;
}

/** Where an offer may show: pushed to the phone, in the app she has opened, or at a till that she has given her code. */
export type Channel = 'push' | 'inbox' | 'till';

/** Nothing where the candidate may pass, else the values compared. Never throws: what cannot be known refuses. */
type Gate = (candidacy: Candidacy) => Compared | undefined;

/**
 * In the order they are asked; the first that refuses is the candidate's reason.
 *
 * | gate | meaning | reads | missing or unknown |
 * |---|---|---|---|
 * | not-live | the offer is a draft or paused | offer.state | cannot be: the schema says `live` where nothing is said |
 * | outside-dates | before its start, or at or after its end | offer.startsAt, endsAt, now | cannot be |
 * | outside-hours | the store is closed, or the offer is not on at this hour, by the clock of the store | geofence.openingHours, specialOpeningHours, timeZone; offer.hours, specialHours; now | no hours are always; a zone this runtime does not know refuses |
 * | weather-unknown | it is for some weather, and what that is there is not known | offer.weather, facts.weather, now | no observation, or one past its lifetime, refuses |
 * | weather-mismatch | it is for other weather | offer.weather, facts.weather, now | no condition passes |
 * | context-mismatch | something it asks for is not so, or not known | offer.context, facts.context, now | what was never told, is over, or is of another type refuses |
 * | not-triggered | not stayed long enough; or meant for who is there when something turns, and nothing did | offer.on, visit.enteredAt, facts.signal, facts.turned, now | a signal that does not name the offer refuses |
 * | not-in-audience | not among those it is meant for | offer.audience, that of its segment, consents.profiling, preferences.interests, personalization, attributes, visit.visit | no consent to profiling, a ceiling of `context-only`, no declared interest and no attribute refuse |
 * | muted-category | she does not want to hear about this | offer.category, preferences.mutedCategories, mutes, now | nothing muted passes |
 * | muted-store | she does not want to hear from this store | geofence.id, mutes, now | nothing muted passes |
 * | too-personal | every text of it would let more of her show than she allows | offer.personalization, reveals, subtleMessages; consents.profiling, preferences.personalization | what she has not spoken of stays below `history`; open texts that say nothing of it count as that |
 * | already-redeemed | she has used this offer | redeemed | nothing redeemed passes |
 * | cooldown | this visit has had this offer (in the inbox: has shown it there), or another send at this geofence is too recent | visit.offered, visit.shown; offer.cooldownMinutes, sends, now | no cooldown passes |
 * | capped | one more send would pass a rolling cap | offer.caps, sends, now | a full list of sends refuses |
 * | pending | another delivery of hers is under way | pending | none passes |
 * | quiet-hours | nobody is sent anything at this hour, by the clock of the store or of her phone; or she wants offers at other times | offer.quietHours, preferences.quietHours, preferredHours, geofence.timeZone, the device's timeZone, now | an unknown zone refuses; a phone that states none goes by the store's |
 * | no-push-consent | she has not consented to pushes | consents.push | no word is a no |
 * | no-device | the device that reported is not registered | facts.deviceId or visit.deviceId, devices | none refuses |
 *
 * After these comes `below-propensity`, which alone needs a prediction. The budget is no gate here: only the offer's own item knows it, and the claim asks that.
 */
export const offerGates: readonly (readonly [OfferReason, Gate])[] = [
  ['not-live', notLive],
  ['outside-dates', outsideDates],
  ['outside-hours', outsideHours],
  ['weather-unknown', weatherUnknown],
  ['weather-mismatch', weatherMismatch],
  ['context-mismatch', contextOtherwise],
  ['not-triggered', notTriggered],
  ['not-in-audience', notInAudience],
  ['muted-category', mutedCategory],
  ['muted-store', mutedStore],
  ['too-personal', tooPersonal],
  ['already-redeemed', alreadyRedeemed],
  ['cooldown', inCooldown],
  ['capped', capped],
  ['pending', pending],
  ['quiet-hours', inQuietHours],
  ['no-push-consent', noPushConsent],
  ['no-device', noDevice],
];

/** Gates that keep a phone from ringing: who looks into the app is not disturbed. */
const ofPushAlone: readonly OfferReason[] = ['quiet-hours', 'no-push-consent', 'no-device'];
/** At a till nothing is sent, so no send stands in its way; and its texts are the subtle ones, whatever she allows. */
const notAtTheTill: readonly OfferReason[] = [...ofPushAlone, 'too-personal', 'cooldown', 'capped', 'pending'];
const without = (left: readonly OfferReason[]) => offerGates.filter(([reason]) => !left.includes(reason));

export const gatesOf: Record<Channel, typeof offerGates> = {
  push: offerGates,
  inbox: without(ofPushAlone),
  till: without(notAtTheTill),
};

function notLive({ offer }: Candidacy) {
  return offer.state === 'live' ? undefined : { state: offer.state };
}

function outsideDates({ offer: { startsAt, endsAt }, now }: Candidacy) {
  return now >= startsAt && now < endsAt ? undefined : { startsAt, endsAt };
}

function outsideHours({ offer, geofence, now }: Candidacy): Compared | undefined {
  const { timeZone, openingHours, specialOpeningHours } = geofence;
  if (!isKnownZone(timeZone)) return { closed: 'store', timeZone };
  if (!isWithin(openingHours, timeZone, now, specialOpeningHours)) return { closed: 'store', timeZone };
  return isWithin(offer.hours, timeZone, now, offer.specialHours) ? undefined : { closed: 'offer', timeZone };
}

function weatherUnknown(candidacy: Candidacy): Compared | undefined {
  if (weatherAnswer(candidacy) !== 'unknown') return undefined;
  const last = candidacy.facts.weather?.[candidacy.geofence.id]?.observation;
  return last ? { observedAt: last.observedAt, lifetime: last.lifetime } : { observed: false };
}

function weatherMismatch(candidacy: Candidacy): Compared | undefined {
  if (weatherAnswer(candidacy) !== 'no') return undefined;
  const { offer, facts, geofence, now } = candidacy;
  const { observation, turnedAt } = facts.weather![geofence.id]!;
  return mismatch(offer.weather!, observation, now, turnedAt?.[conditionKey(offer.weather!)]);
}

function weatherAnswer({ offer: { weather }, geofence, facts, now }: Candidacy) {
  return weather ? answerThere(weather, facts.weather?.[geofence.id], now) : 'yes';
}

function contextOtherwise({ offer, geofence, facts, now }: Candidacy): Compared | undefined {
  return contextMismatch(offer.context, geofence.id, facts.context, now);
}

function notTriggered({ offer: { id, on }, visit, facts, now }: Candidacy): Compared | undefined {
  if (on === 'enter') return undefined;
  if (on === 'present') return facts.turned?.includes(id) ? undefined : { on, signal: facts.signal.kind };
  const stayedMinutes = Math.floor((now - visit.enteredAt) / 60_000);
  return stayedMinutes >= on.dwellMinutes ? undefined : { on: 'dwell', stayedMinutes, dwellMinutes: on.dwellMinutes };
}

function notInAudience({ offer: { audience, segmentAudience }, customer, visit }: Candidacy): Compared | undefined {
  return outsideOf(audience, customer, visit.visit) ?? outsideOf(segmentAudience, customer, visit.visit);
}

function outsideOf(audience: Offer['audience'], customer: Customer, visit: number): Compared | undefined {
  if (!audience) return undefined;
  if (!customer.consents.profiling?.granted) return { profilingConsent: false };
  if (ceilingOf(customer) === 'context-only') return { ceiling: 'context-only' };
  const { interests, attributes, visits: { atLeast = 1, atMost = Number.POSITIVE_INFINITY } = {} } = audience;
  const declared = customer.preferences?.interests ?? [];
  if (interests && !interests.some((interest) => declared.includes(interest))) {
    // Counts only: thirty names, for every candidate, would not fit the customer's item.
    return { wanted: interests.length, declared: declared.length, shared: 0 };
  }
  if (visit < atLeast) return { visit, atLeast };
  if (visit > atMost) return { visit, atMost };
  return attributes && unfitAttribute(attributes, customer.attributes);
}

function mutedCategory({ offer: { category }, customer, now }: Candidacy) {
  return isMutedCategory(customer, category, now) ? { category } : undefined;
}

function mutedStore({ geofence, customer, now }: Candidacy) {
  return isMutedStore(customer, geofence.id, now) ? { geofenceId: geofence.id } : undefined;
}

function tooPersonal({ offer, customer }: Candidacy): Compared | undefined {
  const ceiling = ceilingOf(customer);
  return tellingAtMost(ceiling, offer) ? undefined : { reveals: revealedBy(offer), ceiling };
}

function alreadyRedeemed({ offer: { id }, customer }: Candidacy): Compared | undefined {
  const redeemed = customer.redeemed?.find(({ offerId }) => offerId === id);
  return redeemed && { redeemedAt: redeemed.at };
}

function inCooldown({ offer, visit, geofence, customer, channel, now }: Candidacy): Compared | undefined {
  const tried = channel === 'inbox' ? (visit.shown ?? []) : visit.offered;
  if (tried.includes(offer.id)) return { visit: visit.visit };
  return coolingDown(customer, offer, geofence.id, now);
}

function capped({ offer, customer, now }: Candidacy) {
  return reachedCap(customer, offer, now);
}

function pending({ customer }: Candidacy) {
  return customer.pending ? { offerId: customer.pending.offerId } : undefined;
}

function inQuietHours({ offer, customer, deviceId, geofence, now }: Candidacy): Compared | undefined {
  const quiet = quietNow(offer, customer, deviceId, geofence.timeZone, now);
  return quiet && { ...quiet };
}

function noPushConsent({ customer }: Candidacy) {
  return customer.consents.push?.granted ? undefined : { pushConsent: false };
}

function noDevice({ customer, deviceId }: Candidacy) {
  return deviceId !== undefined && Object.hasOwn(customer.devices, deviceId) ? undefined : { registered: false };
}

/**
 * The last gate, `below-propensity`: too unlikely to be wanted, or what sending it adds is worth less than it costs; or, of an offer
 * with a message budget, not among its best moments. A propensity that is no number refuses.
 * `score` is what it is worth to send it, less what that costs (`scoreOf`); `quantile` the propensity from which its budget sends.
 */
export function belowPropensity(
  { minimumPropensity, cost, sendBudget }: VersionedOffer,
  { propensity, score, quantile }: { propensity: number; score: number; quantile?: number },
): Compared | undefined {
  if (!(propensity >= minimumPropensity)) return { propensity, minimumPropensity };
  if (score >= 0 && quantile !== undefined && propensity < quantile)
    return { propensity, quantile, sendShare: sendBudget!.share };
  return score >= 0 ? undefined : { expectedValue: score + cost, cost };
}
