// The delivery inside the customer: claimed once, ended once. Each step is a pure change of the customer; the write that follows decides.
import type { VersionedOffer } from '../../model/catalogue.ts';
import type { Customer, Send } from '../../model/customer.ts';
import { answerWithinMs, type DeliveryEnd, type PendingDelivery, type TerminalState } from '../../model/delivery.ts';
import { maxWindowMinutes } from '../../model/offer.ts';
import { type IssuedCode, maxOwnCodes } from '../../model/redemption.ts';
import { withOpportunity } from '../propensity/outcomes.ts';
import { assigned } from '../uplift/trials.ts';
import { isMutedCategory, isMutedStore } from './mutes.ts';
import { ceilingOf, tellingAtMost } from './personalization.ts';
import { quietNow } from './quiet-hours.ts';
import type { Catalogue } from './world.ts';

/** Why a claim is refused: the moment has passed, the customer has changed her mind, or the offer is another by now. */
export type ClaimRefusal =
  | 'expired'
  | 'left'
  | 'paused'
  | 'no-location-consent'
  | 'no-push-consent'
  | 'muted-category'
  | 'muted-store'
  | 'too-personal'
  | 'no-device'
  | 'changed'
  | 'quiet-hours';

/**
 * Why the reserved delivery may not be handed to the provider now, else the offer as it was decided on, with
 * the texts she allows. Everything the
 * customer can take back is asked again, and so is the hour: quiet hours may have begun since.
 */
export function judgeClaim(
  customer: Customer,
  pending: PendingDelivery,
  catalogue: Pick<Catalogue, 'offer' | 'geofence'>,
  now: number,
): { refused: ClaimRefusal } | { offer: VersionedOffer } {
  const refused = refusalOfCustomer(customer, pending, now);
  if (refused) return { refused };
  const offer = catalogue.offer(pending.offerId);
  const geofence = catalogue.geofence(pending.geofenceId);
  if (!geofence || offer?.version !== pending.offerVersion) return { refused: 'changed' };
  const quiet = quietNow(offer, customer, pending.deviceId, geofence.timeZone, now);
  if (quiet && pending.channel !== 'inbox') return { refused: 'quiet-hours' };
  const allowed = tellingAtMost(ceilingOf(customer), offer);
  return allowed ? { offer: allowed } : { refused: 'too-personal' };
}

function refusalOfCustomer(customer: Customer, pending: PendingDelivery, now: number): ClaimRefusal | undefined {
  if (now >= pending.expiresAt) return 'expired';
  const visit = customer.openVisits.find(
    (open) => open.geofenceId === pending.geofenceId && open.visit === pending.visit,
  );
  if (!visit || now >= visit.leaseUntil) return 'left';
  if (customer.pausedUntil !== undefined && now < customer.pausedUntil) return 'paused';
  if (!customer.consents.location?.granted) return 'no-location-consent';
  if (pending.channel !== 'inbox' && !customer.consents.push?.granted) return 'no-push-consent';
  if (isMutedCategory(customer, pending.category, now)) return 'muted-category';
  if (isMutedStore(customer, pending.geofenceId, now)) return 'muted-store';
  if (pending.channel !== 'inbox' && !Object.hasOwn(customer.devices, pending.deviceId)) return 'no-device';
  return undefined;
}

/** `reserved → sending`. From here the delivery counts against caps, at the moment of the claim. */
export function claim(customer: Customer, pending: PendingDelivery, now: number): Customer {
  const { decision: copiedByNow, ...rest } = pending;
  const context = copiedByNow?.context ?? pending.context;
  return {
    ...customer,
    sends: [
      ...withoutSend(customer, pending.deliveryId).filter((send) => mayCount(send, now)),
      {
        deliveryId: pending.deliveryId,
        offerId: pending.offerId,
        category: pending.category,
        geofenceId: pending.geofenceId,
        at: now,
      },
    ],
    pending: {
      ...rest,
      ...(context && { context }),
      state: 'sending',
      claimedAt: now,
      answerDueAt: now + answerWithinMs,
    },
  };
}

/**
 * `sending → reserved`: the provider proved that it did not take the message (`tried`), or nobody came to ask it. The cap is free
 * again until the next claim.
 */
export function release(customer: Customer, pending: PendingDelivery, tried = true): Customer {
  const { claimedAt: _claimedAt, answerDueAt: _answerDueAt, ...rest } = pending;
  return {
    ...withoutCode(customer, pending.deliveryId),
    sends: withoutSend(customer, pending.deliveryId),
    pending: { ...rest, state: 'reserved', ...(tried && { tried }) },
  };
}

/**
 * The end. What reached the customer, or may have, counts on; what did not gives its place under the caps back. The end as it is to be
 * told is her `lastEnd`: it says whether it assigned her to an arm.
 */
export function finish(customer: Customer, end: DeliveryEnd): Customer {
  const kept = keepsUnit(end.state);
  const ended = customer.pending?.deliveryId === end.deliveryId ? customer.pending : undefined;
  const { customer: counted, assignment } = ended ? assigned(customer, ended, end) : { customer };
  const opened = kept && ended ? withOpportunity(counted, ended, ended.claimedAt ?? end.at) : counted;
  const { pending: _ended, ...rest } = kept ? opened : withoutCode(opened, end.deliveryId);
  const sends = kept ? customer.sends : withoutSend(customer, end.deliveryId);
  return { ...rest, sends, lastEnd: assignment ? { ...end, assigned: assignment } : end };
}

/** Whether a delivery that ended so has used its unit of the budget and its place under the caps. */
export function keepsUnit(state: TerminalState): boolean {
  return state === 'sent' || state === 'unknown' || state === 'ghost';
}

/**
 * Ends a pending delivery whose time has run out: reserved past its lease is `expired`, sending past the provider's
 * answer is `unknown`; a held-out one, which no provider was ever handed, is `ghost`. The customer stays the same object
 * where there is none.
 */
export function lapse(customer: Customer, now: number): { customer: Customer; ended?: DeliveryEnd } {
  const { pending } = customer;
  if (!pending) return { customer };
  const claimed = pending.arm === 'holdout' ? 'ghost' : 'unknown';
  const state = pending.state === 'reserved' ? 'expired' : claimed;
  const due = pending.state === 'reserved' ? pending.expiresAt : (pending.answerDueAt ?? 0);
  if (now < due) return { customer };
  const finished = finish(customer, endOf(pending, state, now));
  return { customer: finished, ended: finished.lastEnd };
}

/** Ends a reserved delivery that no claim may take any more. The customer stays the same object where there is none. */
export function withdraw(customer: Customer, now: number): { customer: Customer; ended?: DeliveryEnd } {
  const { pending } = customer;
  const refused = pending?.state === 'reserved' && refusalOfCustomer(customer, pending, now);
  if (!pending || !refused) return { customer };
  const finished = finish(customer, endOf(pending, 'cancelled', now, refused));
  return { customer: finished, ended: finished.lastEnd };
}

export function endOf(pending: PendingDelivery, state: TerminalState, at: number, why?: string): DeliveryEnd {
  const { deliveryId, decisionId, offerId, geofenceId } = pending;
  return { deliveryId, decisionId, offerId, geofenceId, state, why, at };
}

/** Whether a cap may still count this send: one older than the longest window a cap can have counts nowhere. */
export function mayCount(send: Send, now: number): boolean {
  return now - send.at < maxWindowMinutes * 60_000;
}

/** The customer with a code for her pending delivery; those that are good no longer go. */
export function withCode(
  customer: Customer,
  { code, deliveryId, offerId, expiresAt }: IssuedCode,
  now: number,
): Customer {
  const others = (customer.codes ?? []).filter((one) => one.expiresAt > now && one.deliveryId !== deliveryId);
  return { ...customer, codes: [...others, { code, deliveryId, offerId, expiresAt }].slice(-maxOwnCodes) };
}

function withoutCode(customer: Customer, deliveryId: string): Customer {
  if (!customer.codes?.some((code) => code.deliveryId === deliveryId)) return customer;
  return { ...customer, codes: customer.codes.filter((code) => code.deliveryId !== deliveryId) };
}

function withoutSend(customer: Customer, deliveryId: string): Customer['sends'] {
  return customer.sends.filter((send) => send.deliveryId !== deliveryId);
}
