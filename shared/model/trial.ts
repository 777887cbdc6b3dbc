// A trial: one customer's part in the comparison of an offer's two arms, from her first delivery of it until its window ends.
import * as z from 'zod';
import { epochMilliseconds, label } from './identifier.ts';
import { storedObject } from './stored.ts';
import { weatherKind } from './weather.ts';

const circumstances = {
  /** The geofence's own clock; absent where its zone is not known. */
  hour: z.int().min(0).max(23).optional(),
  /** Absent where it was not known, which it is where an offer asks about it. */
  weather: weatherKind.optional(),
};

/** What was so when the offer was chosen. */
export const setting = storedObject({
  /** The share that is held out of this offer, 0–1, as it was then. */
  holdoutShare: z.number().min(0).max(1),
  ...circumstances,
});
export type Setting = z.infer<typeof setting>;

/** That this delivery was her first of the offer, and assigned her to an arm. */
export const assignment = storedObject({ isHeldOut: z.boolean(), ...setting.shape });
export type Assignment = z.infer<typeof assignment>;

/** `yyyy-mm-dd`, of UTC. */
export const day = z.iso.date();

export const trial = storedObject({
  offerId: z.string(),
  deliveryId: z.string(),
  category: label,
  geofenceId: z.string(),
  isHeldOut: z.boolean(),
  ...circumstances,
  /** The day it is counted under: when the delivery ended. */
  day,
  /** From `at` until `until` what she does is part of it. */
  at: epochMilliseconds,
  until: epochMilliseconds,
  /** What of her has been counted: each once. */
  opened: z.literal(true).optional(),
  dismissed: z.literal(true).optional(),
  converted: z.literal(true).optional(),
  bought: z.literal(true).optional(),
});
export type Trial = z.infer<typeof trial>;

/** So many are kept of a customer, the last ones: of an offer that is among them, or among her sends, she has had her first delivery. */
export const maxTrials = 12;
