// A delivery: the life of one chosen offer, from reserved to exactly one end.
import * as z from 'zod';
import { arm, channel, decision } from './decision.ts';
import { epochMilliseconds } from './identifier.ts';
import { context } from './propensity.ts';
import { storedObject } from './stored.ts';
import { assignment, setting } from './trial.ts';

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
  /** What was so at the choice, for the counts. Absent in what an older deployment reserved: that is not counted by arm. */
  setting: setting.optional(),
  reservedAt: epochMilliseconds,
  /** The end of the lease: after this moment the offer is not sent any more. */
  expiresAt: epochMilliseconds,
  /** Set by the claim. From here the answer is awaited this long, then the delivery is `unknown`. */
  claimedAt: epochMilliseconds.optional(),
  answerDueAt: epochMilliseconds.optional(),
  /** It was handed to the provider before, who proved not to have taken it: from then on it counts as assigned, whatever becomes of it. */
  tried: z.literal(true).optional(),
  /** What the decision was made from, kept from the claim on: an outcome is learnt with it. */
  context: context.optional(),
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
  /** Present where it was her first of the offer, and is measured. */
  assigned: assignment.optional(),
});
export type DeliveryEnd = z.infer<typeof deliveryEnd>;
