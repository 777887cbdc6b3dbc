// An outcome: what the customer did with an offer, or said about a category.
import * as z from 'zod';
import { authoredId, clientId, epochMilliseconds, label } from './identifier.ts';

export const outcomeKind = z.enum([
  'delivered',
  'opened',
  'dismissed',
  'muted',
  'redeemed',
  'purchased',
  'rated',
  'interested',
  'unanswered',
]);
export type OutcomeKind = z.infer<typeof outcomeKind>;

/** `unanswered`: the attribution window ended without a redemption or a purchase. Ravn finds that out itself; no one reports it. */
export const outcome = z
  .strictObject({
    /** Made by whoever reports it: the same id twice is one outcome. */
    id: clientId,
    kind: outcomeKind,
    at: epochMilliseconds,
    category: label,
    offerId: authoredId.optional(),
    deliveryId: z.string().max(64).optional(),
    /** Stars, for `rated`. */
    rating: z.int().min(1).max(5).optional(),
  })
  .refine(({ kind, rating }) => (kind === 'rated') === (rating !== undefined), {
    path: ['rating'],
    error: '1 to 5 with kind "rated", and with no other',
  });
export type Outcome = z.infer<typeof outcome>;
