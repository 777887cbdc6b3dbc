// Preferences and mutes: what the customer says about herself, and what she does not want to hear of.
import { hashedId } from '../core/decide/chance.ts';
import { isMutedCategory, mutesNow, withMute } from '../core/decide/mutes.ts';
import type { Customer } from '../model/customer.ts';
import { type Mute, type MuteRequest, maxMutes } from '../model/mute.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Preferences } from '../model/preferences.ts';
import type { Customers } from '../ports/customers.ts';
import type { OutcomeQueue } from '../ports/outcome-queue.ts';
import { changeCustomer } from './change-customer.ts';
import { note } from './record-outcomes.ts';
import { noConsentYet, Refused } from './refused.ts';

export interface WishPorts {
  customers: Customers;
  outcomeQueue: OutcomeQueue;
}

/** What she has said, and the mutes that hold; nothing where nothing is kept about her. */
export async function readPreferences(
  ports: { customers: Customers },
  customerId: string,
  now: number,
): Promise<Preferences & { mutes: Mute[] }> {
  const customer = await ports.customers.load(customerId);
  return { interests: [], mutedCategories: [], ...customer?.preferences, mutes: mutesNow(customer?.mutes, now) };
}

/** Replaces what she said before. Throws Refused `no-consent-yet` for a customer who has not consented to anything. */
export async function setPreferences(
  ports: WishPorts,
  customerId: string,
  preferences: Preferences,
  now: number,
): Promise<Preferences> {
  const changed = await changeWishes(ports, customerId, (customer) => ({ ...customer, preferences }), now);
  if (!changed) throw noConsentYet();
  return preferences;
}

/**
 * Mutes a category or a store, or ends that, and returns what is muted now. Binds the next claim. Throws Refused
 * `no-consent-yet`, or `too-many-mutes` where no more are kept.
 */
export async function setMute(
  ports: WishPorts,
  customerId: string,
  request: MuteRequest,
  now: number,
): Promise<Mute[]> {
  const mute = (customer: Customer) => {
    const after = withMute(customer, request, now);
    if ((after.mutes ?? []).length > maxMutes)
      throw new Refused('too-many-mutes', `At most ${maxMutes} mutes are kept: end one first.`);
    return after;
  };
  const changed = await changeWishes(ports, customerId, mute, now);
  if (!changed) throw noConsentYet();
  return changed.after.mutes ?? [];
}

/** A category that is muted by the change is an outcome of hers; one that was muted already is none. A muted store says nothing of a category. */
function changeWishes(
  { customers, outcomeQueue }: WishPorts,
  customerId: string,
  change: (customer: Customer) => Customer,
  now: number,
) {
  const changeAndNote = (before: Customer) => {
    const changed = change(before);
    return newlyMuted(before, changed, now).reduce(
      (customer, category) => note(customer, { outcome: muting(customerId, category, now) }, now).customer,
      changed,
    );
  };
  return changeCustomer(customers, customerId, changeAndNote, async ({ before, after }) => {
    const known = new Set(before.outcomes?.map(({ id }) => id));
    const fresh = (after.outcomes ?? []).filter(({ id }) => !known.has(id));
    await Promise.all(fresh.map((outcome) => outcomeQueue.send({ customerId, outcome }, 0)));
  });
}

function newlyMuted(before: Customer, after: Customer, now: number): string[] {
  const named = [
    ...(after.preferences?.mutedCategories ?? []),
    ...(after.mutes ?? []).flatMap(({ category }) => category ?? []),
  ];
  return [...new Set(named)].filter((category) => !isMutedCategory(before, category, now));
}

const dayMs = 86_400_000;

/** Once a day at the most: whoever switches a mute on and off has said one thing. */
function muting(customerId: string, category: string, now: number): Outcome {
  const id = hashedId('muted', customerId, category, Math.floor(now / dayMs));
  return { id, kind: 'muted', at: now, category };
}
