// In the store: the customer who is there asks for a code, a till gives it for her best offers there, and learns nobody's name.
import { offersForTill } from '../core/decide/choose.ts';
import { messageFor } from '../core/decide/message.ts';
import { tellingAtMost } from '../core/decide/personalization.ts';
import { acceptedTags } from '../core/explain/languages.ts';
import type { Customer, OpenVisit } from '../model/customer.ts';
import { type InStoreCode, inStoreCodeMs } from '../model/in-store-code.ts';
import type { Customers } from '../ports/customers.ts';
import type { InStoreCodes } from '../ports/in-store-codes.ts';
import { type Known, withKnown } from './known.ts';
import { noConsentYet, notFound, Refused } from './refused.ts';
import type { Worlds } from './worlds.ts';

export interface InStorePorts {
  customers: Customers;
  inStoreCodes: InStoreCodes;
  worlds: Worlds;
}

/** The stays that count now; none where nothing may be known of where she is. */
export function visitsNow({ consents, pausedUntil = 0, openVisits }: Customer, now: number): OpenVisit[] {
  return consents.location?.granted && now >= pausedUntil
    ? openVisits.filter(({ leaseUntil }) => now < leaseUntil)
    : [];
}

/**
 * A code for the stores she is in. Asked again while most of its time is left, it is the same one.
 * Throws Refused `no-consent-yet`, and `not-in-store` for who is in no store.
 */
export async function issueInStoreCode(
  { customers, inStoreCodes, worlds, newCode }: InStorePorts & { newCode: () => string },
  customerId: string,
  now: number,
): Promise<InStoreCode> {
  const [customer, { catalogue }] = await Promise.all([customers.load(customerId), worlds.current(now)]);
  if (!customer) throw noConsentYet();
  const geofenceIds = visitsNow(customer, now)
    .map(({ geofenceId }) => geofenceId)
    .filter((id) => catalogue.geofence(id)?.kind === 'store')
    .sort();
  if (geofenceIds.length === 0) throw new Refused('not-in-store', 'You are in no store that is known here.');
  const code = { code: newCode(), expiresAt: now + inStoreCodeMs, geofenceIds };
  return inStoreCodes.issue(customerId, code, now + inStoreCodeMs / 2, now);
}

export interface TillOffer {
  offerId: string;
  category: string;
  title: string;
  body: string;
}

const mostOffers = 3;

/**
 * Her best offers for this till, the best first. Their texts let nothing of her show: somebody else reads them.
 * Throws Refused `not-found` where the code is unknown, used, expired, or not for this store, or she is not there any more.
 */
export async function offersInStore(
  { customers, inStoreCodes, worlds, ...known }: InStorePorts & Known,
  { code, geofenceId }: { code: string; geofenceId: string },
  acceptLanguage: string | undefined,
  now: number,
): Promise<TillOffer[]> {
  const customerId = await inStoreCodes.take(code, geofenceId, now);
  const customer = customerId === undefined ? undefined : await customers.load(customerId);
  const visit = customer && visitsNow(customer, now).find((open) => open.geofenceId === geofenceId);
  const world = await worlds.current(now);
  const geofence = world.catalogue.geofence(geofenceId);
  if (!customer || !visit || !geofence) throw notFound('no code in force for this store');
  const asked = {
    // no signal, and nothing is decided: what is weighed is what is on here
    signal: { kind: 'inbox' as const, id: 'till', at: now },
    transitions: [],
    present: [],
    consider: [geofenceId],
    leaseUntil: visit.leaseUntil,
  };
  const facts = await withKnown(known, world.catalogue, asked, now);
  const locale = acceptedTags(acceptLanguage ?? '').find((tag) => tag !== '*');
  return (
    offersForTill(world, customer, facts, now)
      // a code is handed out with a delivery, and here is none
      .flatMap(({ offer }) => (offer.redemption ? [] : (tellingAtMost('context-only', offer) ?? [])))
      .slice(0, mostOffers)
      .map((offer) => ({ offerId: offer.id, category: offer.category, ...messageFor(offer, geofence, locale, now) }))
  );
}
