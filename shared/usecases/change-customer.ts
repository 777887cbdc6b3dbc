// Changing a customer: read, change, write if nobody else has; else again.
import type { Customer } from '../model/customer.ts';
import type { Customers } from '../ports/customers.ts';
import { Contended, writeAttempts } from './refused.ts';

/**
 * Applies `change` to the customer as last written. A change that returns the same object is not written.
 * `first` is run before the write, for what may be superfluous but must not be lost.
 * Returns the customer before and after, or nothing where there is no such customer. Throws Contended.
 */
export async function changeCustomer(
  customers: Customers,
  customerId: string,
  change: (customer: Customer) => Customer,
  first?: (changed: { before: Customer; after: Customer }) => Promise<void>,
): Promise<{ before: Customer; after: Customer } | undefined> {
  for (let attempt = 1; attempt <= writeAttempts; attempt++) {
    const before = await customers.load(customerId);
    if (!before) return undefined;
    const after = change(before);
    if (after === before) return { before, after };
    await first?.({ before, after });
    if (await customers.save(after)) return { before, after };
  }
  throw new Contended('the customer');
}
