// Pausing: for some hours nobody looks where she is, and nothing is sent.
import type { Customers } from '../ports/customers.ts';
import { changeCustomer } from './change-customer.ts';
import { noConsentYet } from './refused.ts';

/**
 * Until `hours` from now every position is refused and no delivery is claimed; 0 ends a pause. Throws Refused
 * `no-consent-yet` for a customer who has not consented to anything: there is nothing to pause.
 */
export async function pause(
  ports: { customers: Customers },
  customerId: string,
  hours: number,
  now: number,
): Promise<{ pausedUntil?: number }> {
  const pausedUntil = hours > 0 ? now + Math.ceil(hours * 3_600_000) : undefined;
  const changed = await changeCustomer(ports.customers, customerId, ({ pausedUntil: _before, ...customer }) =>
    pausedUntil === undefined ? customer : { ...customer, pausedUntil },
  );
  if (!changed) throw noConsentYet();
  return pausedUntil === undefined ? {} : { pausedUntil };
}
