// A page of the export: everything kept about one customer, as she gets it. The lists of all pages belong together.
import * as z from 'zod';
import { consentLine } from './consent.ts';
import { customer } from './customer.ts';
import { decision } from './decision.ts';
import { deliveryEnd } from './delivery.ts';
import { platform } from './device.ts';
import { issuedCode } from './redemption.ts';

export const exportPage = z.object({
  customer: customer.omit({ version: true }).optional(),
  /** `tokenEnding`: the last four characters of the push token. The phone has the whole; a file that travels need not. */
  devices: z.array(z.object({ deviceId: z.string(), platform, tokenEnding: z.string(), registeredAt: z.number() })),
  /** The ledger: everything ever said about a consent. */
  consents: z.array(consentLine.omit({ customerId: true })),
  /** An `end` may be there before its decision. */
  decisions: z.array(decision.partial().extend({ end: deliveryEnd.optional() })),
  /** The geofences she is taken to be in, since and until when. */
  present: z.array(z.object({ geofenceId: z.string(), enteredAt: z.number().optional(), leaseUntil: z.number() })),
  /** Redemption codes, until 30 days after they were good. */
  codes: z.array(issuedCode.omit({ customerId: true }).extend({ used: z.object({ at: z.number() }).optional() })),
  /** What was told of her in the last minutes: events as in `GET /v1/live`. */
  recentEvents: z.array(z.record(z.string(), z.unknown())),
  /** Whatever else names her, as it is stored. */
  other: z.array(z.record(z.string(), z.unknown())),
  next: z.string().optional(),
});
export type ExportPage = z.infer<typeof exportPage>;
