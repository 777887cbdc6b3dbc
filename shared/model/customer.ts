// The customer: one aggregate, one item. Everything a decision reads about a person, and nothing about where she is but the geofence's name.
import * as z from 'zod';
import { attributes } from './attributes.ts';
import { consents } from './consent.ts';
import { deliveryEnd, pendingDelivery } from './delivery.ts';
import { registeredDevice } from './device.ts';
import { customerId, epochMilliseconds } from './identifier.ts';
import { mute } from './mute.ts';
import { recentOutcome } from './outcome-message.ts';
import { storedPreferences } from './preferences.ts';
import { importedScore, ownPropensity } from './propensity.ts';
import { ownCode, redeemedOffer } from './redemption.ts';
import { storedObject } from './stored.ts';

/** A stay in a geofence that has not ended. Past `leaseUntil` nothing is known any more: it does not count as present. */
export const openVisit = storedObject({
  geofenceId: z.string(),
  visit: z.int().min(1),
  enteredAt: epochMilliseconds,
  leaseUntil: epochMilliseconds,
  /** The catalogue its offers were last weighed by: a newer one is a reason to weigh again. */
  catalogueVersion: z.int(),
  /** The device whose report opened or last prolonged it: where a push would go. */
  deviceId: z.string().optional(),
  /** Over how many keys presence there was spread when the visit began: it is found again under the same key. One if absent. */
  presenceShards: z.int().min(1).optional(),
  /** The signal its offers were weighed for last while she sat there, hashed: each asks once. */
  askedFor: z.string().optional(),
  /** The ones before that, the newest first, as many as a queue's message may come late for. */
  askedBefore: z.array(z.string()).optional(),
  /** Offers already reserved in this visit: none is tried twice. */
  offered: z.array(z.string()),
  /** Of these, the ones reserved for the inbox of the app. What a push could not bring may still show there, once. */
  shown: z.array(z.string()).optional(),
});
export type OpenVisit = z.infer<typeof openVisit>;

/** How often a geofence was visited, and when last: for numbering visits. */
export const visitCount = storedObject({ geofenceId: z.string(), visits: z.int().min(1), lastAt: epochMilliseconds });

/** One send that counts against caps and cooldowns; a held-out delivery counts like a push. */
export const send = storedObject({
  deliveryId: z.string(),
  offerId: z.string(),
  category: z.string(),
  /** Absent in what a deployment wrote that knew no cooldown of a geofence. */
  geofenceId: z.string().optional(),
  at: epochMilliseconds,
});
export type Send = z.infer<typeof send>;

/** A crossing that was decided on: the same one again, and one sampled before it, change nothing. */
export const crossed = storedObject({
  geofenceId: z.string(),
  type: z.enum(['ENTER', 'EXIT']),
  at: epochMilliseconds,
  id: z.string(),
});

export const customer = storedObject({
  customerId,
  /** When she first gave a consent. Absent in what a deployment wrote that did not keep it. */
  createdAt: epochMilliseconds.optional(),
  /** Counts up with every write; a write holds only if nobody wrote in between. */
  version: z.int().min(0),
  consents,
  pausedUntil: epochMilliseconds.optional(),
  devices: z.record(z.string(), registeredDevice),
  preferences: storedPreferences.optional(),
  mutes: z.array(mute).optional(),
  /** The last crossing of each geofence that a tracker told of, the newest first. */
  crossings: z.array(crossed).optional(),
  /** What a team's own systems say of her; read only by the audience of an offer, and only with consent to profiling. */
  attributes: attributes.optional(),
  /** The last report that led to a write; `duplicate` and `stale` refer to it. */
  lastReport: storedObject({ id: z.string(), at: epochMilliseconds }).optional(),
  openVisits: z.array(openVisit),
  visitCounts: z.array(visitCount),
  sends: z.array(send),
  pending: pendingDelivery.optional(),
  /** Only with consent to profiling. */
  propensity: ownPropensity.optional(),
  /** Codes handed to her that are good still. */
  codes: z.array(ownCode).optional(),
  redeemed: z.array(redeemedOffer).optional(),
  outcomes: z.array(recentOutcome).optional(),
  importedScores: z.array(importedScore).optional(),
  /** How the delivery before that ended: whoever was interrupted before telling it finds it here. */
  lastEnd: deliveryEnd.optional(),
});
export type Customer = z.infer<typeof customer>;

/** Bounds of the lists, so that the item stays small (DynamoDB charges a write per KB): 1 to 3 KB for who is seldom sent anything, 15 for who has been sent 64. */
export const maxSends = 64;
export const maxRecentGeofences = 32;
export const maxOpenVisits = 16;
export const maxCrossings = 16;

/** With every list full of the longest names a customer stays under this; more is a fault of ours, and not written. */
export const maxCustomerBytes = 160 * 1024;

/** A customer as she is on the day she first gives a consent. */
export function newCustomer(id: string, createdAt?: number): Customer {
  return {
    customerId: id,
    ...(createdAt !== undefined && { createdAt }),
    version: 0,
    consents: {},
    devices: {},
    openVisits: [],
    visitCounts: [],
    sends: [],
  };
}
