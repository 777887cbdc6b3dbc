// The lines that go into a replay and come out of it.
import * as z from 'zod';
import type { Silence } from '../../shared/core/decide/silence.ts';
import { attributes } from '../../shared/model/attributes.ts';
import { purpose } from '../../shared/model/consent.ts';
import { type Customer, newCustomer } from '../../shared/model/customer.ts';
import { customerId } from '../../shared/model/identifier.ts';
import { preferences } from '../../shared/model/preferences.ts';
import type { Reason } from '../../shared/model/reason.ts';
import { positionReport } from '../../shared/model/signal.ts';
import { timeZone } from '../../shared/model/time-zone.ts';

/** A report as phones send it, with whose it is. What else a log may hold on its lines is passed over. */
export const reportLine = z.object({ customerId, ...positionReport.shape });
export type ReportLine = z.infer<typeof reportLine>;

/** What is known of a customer before the first report. */
export const customerLine = z.object({
  customerId,
  consents: z.array(purpose).optional(),
  timeZone: timeZone.optional(),
  preferences: preferences.optional(),
  attributes: attributes.optional(),
});
export type CustomerLine = z.infer<typeof customerLine>;

export interface DecisionLine {
  customerId: string;
  id: string;
  at: number;
  /** `budget-spent`: an offer was chosen, and the claim found its budget used up. */
  reason: Reason | 'budget-spent';
  offerId?: string;
  geofenceId?: string;
  /** Present where the chosen offer was held out: it used budget and caps, and was not pushed. */
  arm?: 'holdout';
  /** Where offers were weighed: of the chosen one, else the best there was among those that nothing but relevance held back. */
  propensity?: number;
  /** With which probability the chosen one was chosen: what `npm run evaluate -- --decisions` asks for. */
  probability?: number;
  next: Silence;
}

/** The one device every simulated customer has. */
export const simulatedDevice = 'simulated';

/** A customer as she enters the replay: with every consent, if nothing else is said of her. */
export function customerFrom(line: CustomerLine): Customer {
  const granted = line.consents ?? purpose.options;
  return {
    ...newCustomer(line.customerId),
    consents: Object.fromEntries(granted.map((name) => [name, { granted: true, at: 0 }])),
    devices: { [simulatedDevice]: { platform: 'android', registeredAt: 0, timeZone: line.timeZone } },
    preferences: line.preferences,
    attributes: line.attributes,
  };
}
