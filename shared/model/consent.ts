// Consent: what a customer has allowed, per purpose, and the ledger of everything she has ever said about it.
import * as z from 'zod';
import { epochMilliseconds, label, locale } from './identifier.ts';
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
    /** In which language she saw it. */
    locale: locale.optional(),
    /** Where she said it: `app`, `web`, `support`. */
    source: label.optional(),
  })
  .refine(
    (request) => purpose.options.some((name) => request[name] !== undefined),
    'name at least one of location, profiling, push',
  );
export type ConsentRequest = z.infer<typeof consentRequest>;

export const consentState = storedObject({
  granted: z.boolean(),
  at: epochMilliseconds,
  /** Absent in what a deployment wrote that kept it in the ledger only. */
  textVersion: z.string().optional(),
});
export const consents = z.partialRecord(purpose, consentState);
export type Consents = z.infer<typeof consents>;

/** One line of the append-only ledger: what was said about one purpose, when, where, and about which wording. */
export const consentLine = storedObject({
  id: z.string(),
  customerId: z.string(),
  at: epochMilliseconds,
  purpose,
  granted: z.boolean(),
  textVersion: z.string(),
  locale: z.string().optional(),
  source: z.string().optional(),
});
export type ConsentLine = z.infer<typeof consentLine>;

/** `POST /v1/pause`: for so many hours from now nobody looks where she is and nothing is sent; 0 ends a pause. */
export const pauseRequest = z.strictObject({ hours: z.number().min(0).max(720) });
