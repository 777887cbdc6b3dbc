// A delivery: the life of one chosen offer, from reserved to exactly one end.
import * as z from 'zod';
import { arm, channel, decision } from './decision.ts';
import { epochMilliseconds } from './identifier.ts';
import { storedObject } from './stored.ts';

/** While it lives. */
export const pendingState = z.enum(['reserved', 'sending']);
/** How it ends. `unknown`: handed to the provider, answer lost; never sent again. `ghost`: claimed and held out. */
export const terminalState = z.enum(['sent', 'rejected', 'unknown', 'ghost', 'cancelled', 'expired']);
export type TerminalState = z.infer<typeof terminalState>;

/** The one pending delivery of a customer, inside the customer's item. */
export const pendingDelivery = storedObject({
  deliveryId: z.string(),
  decisionId: z.string(),
  offerId: z.string(),
  offerVersion: z.int(),
  catalogueVersion: z.int(),
  category: z.string(),
  geofenceId: z.string(),
  visit: z.int().min(1),
  deviceId: z.string(),
  state: pendingState,
  /** Drawn with the decision; a held-out delivery is claimed like any other and not handed to the provider. What an older deployment reserved is pushed. */
  arm: arm.default('push'),
  /** Absent: a push. */
  channel: channel.optional(),
  reservedAt: epochMilliseconds,
  /** The end of the lease: after this moment the offer is not sent any more. */
  expiresAt: epochMilliseconds,
  /** Set by the claim. From here the answer is awaited this long, then the delivery is `unknown`. */
  claimedAt: epochMilliseconds.optional(),
  answerDueAt: epochMilliseconds.optional(),
  /** Lies here until it has been copied into its own item. */
  decision: decision.optional(),
});
export type PendingDelivery = z.infer<typeof pendingDelivery>;

/** How long the provider's answer is awaited after the claim, milliseconds: longer than the deliver function may run. */
export const answerWithinMs = 60_000;

/** What the delivery queue carries: names only, everything else is read again. */
export const deliveryMessage = storedObject({
  customerId: z.string(),
  deliveryId: z.string(),
  offerId: z.string(),
  expiresAt: epochMilliseconds,
  /** The oldest catalogue the delivery can be judged by; a worker with an older one loads first. */
  catalogueVersion: z.int(),
  /** How often the message has been put off: the next time it waits longer. */
  putOff: z.int().min(0),
});
export type DeliveryMessage = z.infer<typeof deliveryMessage>;

/** The end of a delivery, as recorded and put on the bus. */
export const deliveryEnd = storedObject({
  deliveryId: z.string(),
  decisionId: z.string(),
  offerId: z.string(),
  geofenceId: z.string(),
  state: terminalState,
  /** A word for why it did not become `sent`. */
  why: z.string().optional(),
  at: epochMilliseconds,
});
export type DeliveryEnd = z.infer<typeof deliveryEnd>;
