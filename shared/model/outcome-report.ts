// Reports of outcomes: what an app may tell of a delivery, and what a till tells of a purchase.
import * as z from 'zod';
import { clientId, customerId, epochMilliseconds, label } from './identifier.ts';
import { storableNumber } from './number.ts';
import { outcomeKind } from './outcome.ts';

/** What the app saw: the rest is told by preferences and feedback, or found out here. */
const seenByApp = outcomeKind.extract(['delivered', 'opened', 'dismissed', 'muted', 'redeemed']);

export const outcomeReport = z.strictObject({
  /** Made by the app: the same id twice is one outcome. */
  id: clientId,
  kind: seenByApp,
  at: epochMilliseconds,
  /** As `GET /v1/decisions` shows it; the push carries it as its collapse id. */
  deliveryId: z.string().min(1).max(64),
});
export type OutcomeReport = z.infer<typeof outcomeReport>;

/** `POST /v1/outcomes` */
export const outcomesRequest = z.strictObject({ outcomes: z.array(outcomeReport).min(1).max(50) });

/** `POST /v1/purchases`: one basket. */
export const purchase = z.strictObject({
  /** The receipt's number, say: the same id twice is one purchase. */
  id: clientId,
  customerId,
  at: epochMilliseconds,
  lines: z
    .array(
      z.strictObject({
        category: label,
        quantity: storableNumber.min(0).max(1e6).optional(),
        /** In the unit of the offers' `value`. */
        amount: storableNumber.min(0).max(1e6).optional(),
      }),
    )
    .min(1)
    .max(100),
});
export type Purchase = z.infer<typeof purchase>;
