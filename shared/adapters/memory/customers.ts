// Customers in memory, for tests and replays: the same promises, copied in and out as a store would.
import { type Customer, maxCustomerBytes } from '../../model/customer.ts';
import type { Customers } from '../../ports/customers.ts';

export function memoryCustomers(): Customers {
  const stored = new Map<string, Customer>();
  const put = (customer: Customer) => {
    const bytes = Buffer.byteLength(JSON.stringify(customer));
    if (bytes > maxCustomerBytes) {
      throw new RangeError(
        `customer ${customer.customerId} would take ${bytes} bytes, at most ${maxCustomerBytes} are stored`,
      );
    }
    stored.set(customer.customerId, structuredClone(customer));
  };

  return {
    async load(customerId) {
      return structuredClone(stored.get(customerId));
    },

    async create(created) {
      if (stored.has(created.customerId)) return false;
      put(created);
      return true;
    },

    async save(changed) {
      if (stored.get(changed.customerId)?.version !== changed.version) return false;
      put({ ...changed, version: changed.version + 1 });
      return true;
    },
  };
}
