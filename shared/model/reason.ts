// Reasons: every report and every candidate offer ends with exactly one of these words.
import * as z from 'zod';

/** Why a position report led to no question about offers (§ position gates), in the order they are asked. */
export const positionReason = z.enum([
  'duplicate',
  'stale',
  'future',
  'no-location-consent',
  'paused',
  'excluded-place',
  'inaccurate',
  'impossible-jump',
  'mocked',
  'not-near',
  'unconfirmed',
  'no-change',
  /** Left a geofence; nothing is ever sent for that. */
  'exited',
  /** Entered a geofence for which no offer is written. */
  'no-offer',
]);
export type PositionReason = z.infer<typeof positionReason>;

/** How one candidate offer fared, in the order its gates are asked. */
export const offerReason = z.enum([
  'not-live',
  'outside-dates',
  'outside-hours',
  /** It is for some weather only, and what the weather is like there is not known, or no longer. */
  'weather-unknown',
  'weather-mismatch',
  /** Something it asks for is not so: out of stock, say; or it is not known, or no longer. */
  'context-mismatch',
  /** Its trigger has not come: not stayed long enough, or nothing turned while she was there. */
  'not-triggered',
  'not-in-audience',
  'muted-category',
  /** She does not want to hear from this store. */
  'muted-store',
  /** Every text of it would let more of her show than she allows. */
  'too-personal',
  /** She has used it. */
  'already-redeemed',
  'cooldown',
  'capped',
  'pending',
  'quiet-hours',
  'no-push-consent',
  'no-device',
  'below-propensity',
  'outranked',
  'chosen',
]);
export type OfferReason = z.infer<typeof offerReason>;

export const reason = z.enum([...positionReason.options, ...offerReason.options]);
export type Reason = z.infer<typeof reason>;
