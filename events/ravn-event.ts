// Every event Ravn puts on its bus: source `ravn`, detail-type = `type`, detail = the rest. Never a coordinate, a token or a text.
import * as z from 'zod';
import { arm } from '../shared/model/decision.ts';
import { terminalState } from '../shared/model/delivery.ts';
import { epochMilliseconds } from '../shared/model/identifier.ts';
import { offerReason } from '../shared/model/reason.ts';
import { signalKind } from '../shared/model/signal.ts';
import { storedObject } from '../shared/model/stored.ts';

const envelope = { schemaVersion: z.literal(1), customerId: z.string(), at: epochMilliseconds };
const visited = { geofenceId: z.string(), visit: z.int().min(1) };

export const geofenceEntered = storedObject({ type: z.literal('GeofenceEntered'), ...envelope, ...visited });
export const geofenceExited = storedObject({ type: z.literal('GeofenceExited'), ...envelope, ...visited });

/** Offers were weighed; `reason` is `chosen` or why the best of them was not. */
export const decisionMade = storedObject({
  type: z.literal('DecisionMade'),
  ...envelope,
  decisionId: z.string(),
  signal: signalKind,
  reason: offerReason,
  offerId: z.string().optional(),
  geofenceId: z.string().optional(),
  score: z.number().optional(),
  /** Whether the chosen offer is to be pushed or held out: uplift is counted by this, whatever becomes of the delivery. */
  arm: arm.optional(),
  /** How many candidates ended with which reason. */
  candidates: z.partialRecord(offerReason, z.int()),
});

/** A delivery reached its end; `state: "sent"` is a push handed to the provider. */
export const deliveryEnded = storedObject({
  type: z.literal('DeliveryEnded'),
  ...envelope,
  deliveryId: z.string(),
  decisionId: z.string(),
  offerId: z.string(),
  geofenceId: z.string(),
  state: terminalState,
  why: z.string().optional(),
});

export const ravnEvent = z.discriminatedUnion('type', [geofenceEntered, geofenceExited, decisionMade, deliveryEnded]);
export type RavnEvent = z.infer<typeof ravnEvent>;

/** The detail-types by which a rule finds them. */
export const ravnEventTypes = ravnEvent.options.map(({ shape }) => shape.type.value);

/** The source every event of Ravn carries on the bus. */
export const ravnEventSource = 'ravn';
