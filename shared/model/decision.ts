// A decision: the answer to one signal, with the facts it was made from, every candidate's reason, and no coordinates.
import * as z from 'zod';
import { knownContext } from './context.ts';
import { epochMilliseconds } from './identifier.ts';
import { context } from './propensity.ts';
import { offerReason } from './reason.ts';
import { signalKind } from './signal.ts';
import { storedObject } from './stored.ts';
import { weatherThere } from './weather.ts';

export const transition = storedObject({
  kind: z.enum(['enter', 'exit']),
  geofenceId: z.string(),
  /** Which visit of this customer to this geofence: 1 is the first ever. */
  visit: z.int().min(1),
  /** Of an `enter`: over how many keys presence there is spread, where it is more than one. */
  presenceShards: z.int().min(1).optional(),
});
export type Transition = z.infer<typeof transition>;

/** What `sense` found out. A decision can be made again from these, without knowing where the customer was. */
export const facts = storedObject({
  signal: storedObject({
    kind: signalKind,
    id: z.string(),
    at: epochMilliseconds,
  }),
  deviceId: z.string().optional(),
  transitions: z.array(transition),
  /** The geofences this signal is evidence of being in: their visits are prolonged. */
  present: z.array(z.string()),
  /** The geofences whose offers are to be weighed: just entered, or something changed while the customer was there. */
  consider: z.array(z.string()),
  /** The offers that came on, where that is what the signal says: the ones meant for somebody already present. */
  turned: z.array(z.string()).optional(),
  /** The weather at each geofence to consider, where an offer asks about it and it is known. */
  weather: z.record(z.string(), weatherThere).optional(),
  /** What the offers of the geofences to consider ask of context, as far as it was known, by its key. */
  context: z.record(z.string(), knownContext).optional(),
  /** Until when this evidence holds: visits are extended to here. */
  leaseUntil: epochMilliseconds,
});
export type Facts = z.infer<typeof facts>;

/** Which arm of the comparison a delivery belongs to: pushed, or held back to see what happens without. */
export const arm = z.enum(['push', 'holdout']);

/** How a delivery reaches her: a push, or shown in the app when she looks there. */
export const channel = z.enum(['push', 'inbox']);

const compared = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
export type Compared = z.infer<typeof compared>;

export const candidate = storedObject({
  offerId: z.string(),
  geofenceId: z.string(),
  reason: offerReason,
  /** What the deciding gate compared, by name: `{ sends: 2, limit: 2 }`. */
  compared: compared.optional(),
  /** Both only where no other gate had refused: relevance is predicted last. */
  propensity: z.number().optional(),
  score: z.number().optional(),
});
export type Candidate = z.infer<typeof candidate>;

/** The most candidates a record holds, those that came furthest: a customer's item bears about 3 KB of them. */
export const maxRecordedCandidates = 24;

/** What a field of the context spoke for or against the winner, in the logit: for everybody, and for this customer beyond that. */
export const propensityReason = storedObject({
  field: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  world: z.number(),
  own: z.number(),
});

export const decision = storedObject({
  id: z.string(),
  at: epochMilliseconds,
  facts,
  catalogueVersion: z.int(),
  /** The propensity model it was made by: 0 before the first was published; absent where an older deployment made it. */
  modelVersion: z.int().optional(),
  candidates: z.array(candidate),
  /** How many more candidates there were than the record holds. */
  omittedCandidates: z.int().optional(),
  reason: offerReason,
  /** The winner, where there is one. */
  offerId: z.string().optional(),
  geofenceId: z.string().optional(),
  visit: z.int().optional(),
  deliveryId: z.string().optional(),
  arm: arm.optional(),
  /** Absent: a push. */
  channel: channel.optional(),
  score: z.number().optional(),
  /** What she has told of herself and counted for the winner: what may be said to her, and nothing else. */
  personal: z.array(z.enum(['interest', 'favourite', 'history'])).optional(),
  /** The winner’s context, and what spoke most for it. */
  context: context.optional(),
  because: z.array(propensityReason).optional(),
  /** With which probability this choice was made, so that another policy can be evaluated from the log. */
  probability: z.number().optional(),
  /** When the moment for the winner has passed. */
  expiresAt: epochMilliseconds.optional(),
});
export type Decision = z.infer<typeof decision>;
