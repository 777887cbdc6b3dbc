// Propensity: what describes an opportunity to the model, what an outcome teaches it, and what is remembered per category.
import * as z from 'zod';
import { epochMilliseconds, label } from './identifier.ts';
import { storedObject } from './stored.ts';

/**
 * An opportunity in words: field → value, e.g. `{ expiry: '2h', distance: '0-5 min', weather: 'rain' }`. Any name is a field of its
 * own; `shared/core/propensity/features.ts` says which names are treated specially.
 */
export const context = z.record(
  z.string().min(1).max(100),
  z.union([z.string().max(200), z.number(), z.boolean()], 'a string, a number or a boolean'),
);
export type Context = z.infer<typeof context>;

/**
 * What one outcome teaches the model that everybody shares; it travels on a queue. It names no customer: of her there is
 * only how much her own history had moved the prediction.
 */
export const lesson = storedObject({
  /** The outcome's id: the same lesson twice in a batch counts once. */
  id: z.string(),
  at: epochMilliseconds,
  /** Keys of features, and the value of each. */
  keys: z.array(z.int().min(0).max(0xffff_ffff)),
  values: z.array(z.number()),
  /** What happened, 0 to 1. */
  target: z.number().min(0).max(1),
  /** Her own residual when the outcome came: mean and variance of its part in the logit. */
  ownMean: z.number(),
  ownVariance: z.number().min(0),
});
export type Lesson = z.infer<typeof lesson>;

/** A probability computed elsewhere, for one customer and category: `PUT /v1/customers/{id}/propensity`. */
export const importedScore = storedObject({
  category: label,
  score: z.number().min(0).max(1),
  at: epochMilliseconds,
});
export type ImportedScore = z.infer<typeof importedScore>;

/** What a customer did in one category, fading. The rates are sums of 2^(−age / half-life). */
export const habit = storedObject({
  category: label,
  /** When the sums were last brought up to date. */
  at: epochMilliseconds,
  visits: z.number().min(0),
  purchases: z.number().min(0),
  redemptions: z.number().min(0),
  /** Offers of the category whose outcome is known. */
  offers: z.number().min(0),
  lastPurchaseAt: epochMilliseconds.optional(),
  /** Running mean of the days between purchases, and of their squared deviation. */
  intervalDays: z.number().min(0).optional(),
  intervalVariance: z.number().min(0).optional(),
  intervals: z.int().min(0).optional(),
});
export type Habit = z.infer<typeof habit>;

/** How many people have redeemed or bought in a category, and in two of them (the two names in order, with a line feed between). */
export const categoryCounts = storedObject({
  alone: z.record(z.string(), z.int().min(0)),
  together: z.record(z.string(), z.int().min(0)),
});
export type CategoryCounts = z.infer<typeof categoryCounts>;
