// Attributes: what a team's own systems say of a customer replaces what they said before.
import { isDeepStrictEqual } from 'node:util';
import type { Attributes } from '../model/attributes.ts';
import type { Customers } from '../ports/customers.ts';
import { changeCustomer } from './change-customer.ts';
import { nothingKept } from './refused.ts';

/** Throws Refused `no-consent-yet` for a customer who has not consented to anything: no partner creates one. */
export async function setAttributes(
  ports: { customers: Customers },
  customerId: string,
  attributes: Attributes,
): Promise<Attributes> {
  const changed = await changeCustomer(ports.customers, customerId, (customer) =>
    isDeepStrictEqual(customer.attributes, attributes) ? customer : { ...customer, attributes },
  );
  if (!changed) throw nothingKept();
  return attributes;
}
