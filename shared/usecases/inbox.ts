// The inbox: the offer of the visit, shown in the app to who looks there. A quiet second channel, by the same claim and under the same caps.
import { chance } from '../core/decide/chance.ts';
import { choose } from '../core/decide/choose.ts';
import { isHeldOut } from '../core/decide/holdout.ts';
import { type Message, messageFor } from '../core/decide/message.ts';
import { ceilingOf, tellingAtMost } from '../core/decide/personalization.ts';
import type { Catalogue } from '../core/decide/world.ts';
import { acceptedTags } from '../core/explain/languages.ts';
import type { Customer, OpenVisit, Send } from '../model/customer.ts';
import type { Facts } from '../model/decision.ts';
import { type CommitPorts, commit } from './commit.ts';
import { type DeliverPorts, deliverOffer } from './deliver-offer.ts';
import { visitsNow } from './in-store.ts';
import { type Known, withKnown } from './known.ts';
import { Contended, writeAttempts } from './refused.ts';

export type InboxPorts = CommitPorts & DeliverPorts & Known;

export interface InboxOffer extends Message {
  deliveryId: string;
  offerId: string;
  geofenceId: string;
  deepLink?: string;
  /** Until then it is shown, if she does not leave before. */
  until: number;
}

/**
 * The offers of her visits now. A visit that has had one (pushed or shown) shows that one, and counts nothing. One that has
 * had none is weighed, and what wins is reserved, claimed and ended as a push is: it counts once, whatever is asked again.
 * Where nothing wins, nothing is written. Throws Contended.
 */
export async function showInbox(
  ports: InboxPorts,
  customerId: string,
  acceptLanguage: string | undefined,
): Promise<InboxOffer[]> {
  const now = ports.clock();
  const world = await ports.worlds.current(now);
  const show = (customer: Customer) => shownTo(customer, world.catalogue, acceptLanguage, now);
  for (let attempt = 1; attempt <= writeAttempts; attempt++) {
    const customer = await ports.customers.load(customerId);
    if (!customer) return [];

    // 1. the visits that have had no offer, and no other delivery under way
    const waiting = visitsNow(customer, now).filter((visit) => !sendOf(customer, visit));
    if (waiting.length === 0 || customer.pending) return show(customer);

    // 2. weigh them
    const facts = await withKnown(ports, world.catalogue, factsFor(waiting, now), now);
    const random = chance(customerId, facts.signal.id, customer.version);
    const { customer: after, decision, ended, learnables } = choose(world, customer, facts, now, random, 'inbox');
    if (decision?.reason !== 'chosen' || !after.pending) return show(customer);

    // 3. reserve, and carry it through at once; should this be interrupted, the queue carries on
    const effects = { facts: [], decisions: [decision], ended: ended ? [ended] : [], learnables };
    if (!(await commit(ports, customer, after, effects, now))) continue;
    const { deliveryId, offerId, expiresAt, catalogueVersion } = after.pending;
    await deliverOffer(ports, { customerId, deliveryId, offerId, expiresAt, catalogueVersion, putOff: 0 });
    const done = await ports.customers.load(customerId);
    return done ? show(done) : [];
  }
  throw new Contended('the customer');
}

function factsFor(visits: OpenVisit[], now: number): Facts {
  return {
    signal: { kind: 'inbox', id: `inbox:${now}`, at: now },
    transitions: [],
    present: [],
    consider: visits.map(({ geofenceId }) => geofenceId),
    leaseUntil: now,
  };
}

/** The last send of this visit: what counts against the caps, pushed, shown, or held out. */
function sendOf({ sends }: Customer, { geofenceId, enteredAt }: OpenVisit): Send | undefined {
  return sends.findLast((send) => send.geofenceId === geofenceId && send.at >= enteredAt);
}

function shownTo(
  customer: Customer,
  catalogue: Catalogue,
  acceptLanguage: string | undefined,
  now: number,
): InboxOffer[] {
  return visitsNow(customer, now).flatMap((visit) => {
    const send = sendOf(customer, visit);
    // Until it has ended, its unit may still be refused.
    if (!send || customer.pending?.deliveryId === send.deliveryId) return [];
    const geofence = catalogue.geofence(visit.geofenceId);
    const offer = catalogue.offer(send.offerId);
    const isOn = offer?.state === 'live' && now < offer.endsAt;
    // Who is held out gets it on no channel, or there would be nothing to compare with.
    if (!geofence || !isOn || isHeldOut(customer.customerId, offer.id, offer.holdoutShare)) return [];
    const allowed = tellingAtMost(ceilingOf(customer), offer);
    if (!allowed) return [];
    const locale = acceptedTags(acceptLanguage ?? '').find((tag) => tag !== '*') ?? localeOf(customer, visit);
    const code = customer.codes?.find(({ deliveryId }) => deliveryId === send.deliveryId);
    return [
      {
        deliveryId: send.deliveryId,
        offerId: offer.id,
        geofenceId: geofence.id,
        ...messageFor(allowed, geofence, locale, now, code),
        ...(offer.deepLink !== undefined && { deepLink: offer.deepLink }),
        until: Math.min(visit.leaseUntil, offer.endsAt),
      },
    ];
  });
}

function localeOf({ devices }: Customer, { deviceId }: OpenVisit): string | undefined {
  return deviceId !== undefined && Object.hasOwn(devices, deviceId) ? devices[deviceId]?.locale : undefined;
}
