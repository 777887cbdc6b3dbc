// Preferences and mutes: what the customer says about herself, and what she does not want to hear of.
import { mutesNow, withMute } from '../core/decide/mutes.ts';
import { type Mute, type MuteRequest, maxMutes } from '../model/mute.ts';
import type { Preferences } from '../model/preferences.ts';
import type { Customers } from '../ports/customers.ts';
import { changeCustomer } from './change-customer.ts';
import { noConsentYet, Refused } from './refused.ts';

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
  ports: { customers: Customers },
  customerId: string,
  preferences: Preferences,
): Promise<Preferences> {
  const changed = await changeCustomer(ports.customers, customerId, (customer) => ({ ...customer, preferences }));
  if (!changed) throw noConsentYet();
  return preferences;
}

/**
 * Mutes a category or a store, or ends that, and returns what is muted now. Binds the next claim. Throws Refused
 * `no-consent-yet`, or `too-many-mutes` where no more are kept.
 */
export async function setMute(
  ports: { customers: Customers },
  customerId: string,
  request: MuteRequest,
  now: number,
): Promise<Mute[]> {
  const changed = await changeCustomer(ports.customers, customerId, (customer) => {
    const after = withMute(customer, request, now);
    if ((after.mutes ?? []).length > maxMutes)
      throw new Refused('too-many-mutes', `At most ${maxMutes} mutes are kept: end one first.`);
    return after;
  });
  if (!changed) throw noConsentYet();
  return changed.after.mutes ?? [];
}
