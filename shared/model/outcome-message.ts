// An outcome under way: what the outcome queue carries to the function that learns, and what the customer's item keeps of it.
import * as z from 'zod';
import { outcome } from './outcome.ts';
import { storedObject } from './stored.ts';

const storedOutcome = storedObject(outcome.shape);

/** Without an outcome: only that windows of hers are over. */
export const outcomeMessage = storedObject({ customerId: z.string(), outcome: storedOutcome.optional() });
export type OutcomeMessage = z.infer<typeof outcomeMessage>;

const { id, kind, at, category } = outcome.shape;
/** What a customer's item keeps of her last outcomes; also how a second report of one is known. */
export const recentOutcome = storedObject({ id, kind, at, category });

/** So many are kept, the last ones that came. One that returns after as many others counts as new: the learner asks for the id again. */
export const maxRecentOutcomes = 32;
