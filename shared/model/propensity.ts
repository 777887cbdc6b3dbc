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

/** The one who was offered something, and may still act on it: what came of it is attributed to it until the window ends. */
export const opportunity = storedObject({
  deliveryId: z.string(),
  offerId: z.string(),
  category: label,
  /** Passed every gate and was not pushed: it tells what people do without. */
  isHeldOut: z.boolean(),
  at: epochMilliseconds,
  until: epochMilliseconds,
  /** What the decision was made from, as the model saw it. */
  context,
  /** When it was redeemed, or something of the category bought, and what her own history had said until then. */
  redeemedAt: epochMilliseconds.optional(),
  ownMean: z.number().optional(),
  ownVariance: z.number().min(0).optional(),
});
export type Opportunity = z.infer<typeof opportunity>;

/** Bounds of what a customer's item keeps. A seventh open window pushes out the oldest, of which nothing is learnt then. */
export const maxOpportunities = 6;
/** A repeated outcome is known by its id until so many others have come. */
export const maxSeenOutcomes = 32;

/** What a customer's item keeps of her, with her consent to profiling and no longer than that. */
export const ownPropensity = storedObject({
  /** Her residual, base64 of at most 512 bytes. */
  residual: z.string().max(684).optional(),
  habits: z.array(habit),
  opportunities: z.array(opportunity),
  /** Hashes of the last outcomes' ids, newest last. */
  seen: z.array(z.string()),
});
export type OwnPropensity = z.infer<typeof ownPropensity>;

/** How many were redeemed of how many, fading. */
export const redeemedShare = storedObject({ of: z.number().min(0), redeemed: z.number().min(0) });
export type RedeemedShare = z.infer<typeof redeemedShare>;

/** A message budget: "send one in four". The threshold follows the quantile of the p seen, in two numbers. */
export const messageBudget = storedObject({
  /** Share of opportunities to send in, (0, 1). */
  share: z.number().gt(0).lt(1),
  /** Threshold, in the logit. */
  threshold: z.number(),
  /** Opportunities seen. */
  seen: z.int().min(0),
});
export type MessageBudget = z.infer<typeof messageBudget>;

/** An opportunity under a message budget, taken or not: all that kept it from being sent is the budget. */
export const budgetedOpportunity = storedObject({
  /** The offer's id, or the pool with its share. */
  budget: z.string(),
  share: z.number().gt(0).lt(1),
  p: z.number().min(0).max(1),
});
export type BudgetedOpportunity = z.infer<typeof budgetedOpportunity>;

/** What is learnt from everybody, as it is published. */
export const propensityModel = storedObject({
  /** Counts up by one with every publication. */
  version: z.int().min(1),
  /** Epoch milliseconds up to which outcomes are in it. */
  at: epochMilliseconds,
  /** The bytes of the shared weights, base64. */
  weights: z.string(),
  counts: categoryCounts,
  /** Of what was sent, over all categories; of what was held out, by category. */
  sent: redeemedShare,
  held: z.record(z.string(), redeemedShare),
  /** Message budgets by offer or pool. Absent in what a deployment published that knew none. */
  budgets: z.record(z.string(), messageBudget).optional(),
  /** Ids of the last lessons that are in it, hashed: a queue may deliver one again. */
  learnt: z.array(z.string()),
});
export type PropensityModel = z.infer<typeof propensityModel>;

/** What the end of a window teaches everybody; it travels on the outcome queue and names no customer. */
export const learnable = storedObject({
  id: z.string(),
  at: epochMilliseconds,
  /** None where her own bound on lessons a day is reached, or nothing was offered. */
  lesson: lesson.optional(),
  /** A window that ended without a push: whether something of the category was bought all the same. */
  held: storedObject({ category: label, redeemed: z.boolean() }).optional(),
  /** She redeemed or bought in a category for the first time, and had in these before. */
  firstTime: storedObject({ category: label, others: z.array(label) }).optional(),
  /** What message budgets are to be measured by: one that comes twice does no harm. */
  opportunities: z.array(budgetedOpportunity).optional(),
});
export type Learnable = z.infer<typeof learnable>;
