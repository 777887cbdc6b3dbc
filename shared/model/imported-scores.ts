// Imported scores as they come in and as a customer's item keeps them.
import * as z from 'zod';
import { epochMilliseconds, label } from './identifier.ts';
import { storableNumber } from './number.ts';

/** So many categories at most in a customer's item: the oldest scores give way. */
export const maxImportedScores = 32;

/** `PUT /v1/customers/{customerId}/propensity`: what is not named stays. */
export const scoresRequest = z.strictObject({
  scores: z
    .array(
      z.strictObject({
        category: label,
        /** The probability that she takes an offer of this category. */
        score: storableNumber.min(0).max(1),
        /** When it was computed: an older one never replaces a newer. */
        at: epochMilliseconds,
      }),
    )
    .min(1)
    .max(maxImportedScores),
});
