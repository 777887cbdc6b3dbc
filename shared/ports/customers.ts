// Customers: read one, write one, and only if nobody else has written since.
import type { Customer } from '../model/customer.ts';

export interface Customers {
  /** The customer as last written (strongly consistent), or nothing. */
  load(customerId: string): Promise<Customer | undefined>;
  /** Creates a customer. False where one exists already. */
  create(customer: Customer): Promise<boolean>;
  /**
   * Replaces the customer whose stored version is still `customer.version`; the stored version becomes one more.
   * False where somebody wrote in between, or the customer no longer exists: load again and decide again.
   */
  save(customer: Customer): Promise<boolean>;
}
