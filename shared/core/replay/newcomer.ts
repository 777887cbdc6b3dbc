// A customer as she enters a replay of reports: with every consent and one device, if nothing else is said of her.
import { type Purpose, purpose } from '../../model/consent.ts';
import { type Customer, newCustomer } from '../../model/customer.ts';

/** The one device every such customer has. */
export const replayedDevice = 'simulated';

export function newcomer({
  customerId,
  consents = purpose.options,
  timeZone,
  preferences,
  attributes,
}: Pick<Customer, 'customerId' | 'preferences' | 'attributes'> & {
  consents?: readonly Purpose[];
  timeZone?: string;
}): Customer {
  return {
    ...newCustomer(customerId),
    consents: Object.fromEntries(consents.map((name) => [name, { granted: true, at: 0 }])),
    devices: { [replayedDevice]: { platform: 'android', registeredAt: 0, timeZone } },
    preferences,
    attributes,
  };
}
