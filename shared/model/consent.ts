// Consent: what a customer has allowed, per purpose, each with the moment it was said.
import * as z from 'zod';
import { epochMilliseconds } from './identifier.ts';
import { storedObject } from './stored.ts';
import { text } from './text.ts';

export const purpose = z.enum(['location', 'profiling', 'push']);
export type Purpose = z.infer<typeof purpose>;

/** `PUT /v1/consents`: what is not named stays as it is. */
export const consentRequest = z
  .strictObject({
    location: z.boolean().optional(),
    profiling: z.boolean().optional(),
    push: z.boolean().optional(),
    /** Which wording the customer saw, so that consent can be shown later. */
    textVersion: text(40),
  })
  .refine(
    (request) => purpose.options.some((name) => request[name] !== undefined),
    'name at least one of location, profiling, push',
  );
export type ConsentRequest = z.infer<typeof consentRequest>;

export const consentState = storedObject({ granted: z.boolean(), at: epochMilliseconds });
export const consents = z.partialRecord(purpose, consentState);
export type Consents = z.infer<typeof consents>;

/** One line of the append-only ledger: what was said, when, about which wording. */
export interface ConsentEntry {
  id: string;
  customerId: string;
  at: number;
  changes: Partial<Record<Purpose, boolean>>;
  textVersion: string;
}
