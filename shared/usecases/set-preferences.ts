// Preferences: what the customer says about herself replaces what she said before.
import type { Preferences } from '../model/preferences.ts';
import type { Customers } from '../ports/customers.ts';
import { changeCustomer } from './change-customer.ts';
import { noConsentYet } from './refused.ts';

/** Throws Refused `no-consent-yet` for a customer who has not consented to anything. */
export async function setPreferences(
  ports: { customers: Customers },
  customerId: string,
  preferences: Preferences,
): Promise<Preferences> {
  const changed = await changeCustomer(ports.customers, customerId, (customer) => ({ ...customer, preferences }));
  if (!changed) throw noConsentYet();
  return preferences;
}
