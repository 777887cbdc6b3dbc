// The lines that go into an evaluation and come out of it.
import * as z from 'zod';
import { epochMilliseconds } from '../../shared/model/identifier.ts';
import { context } from '../../shared/model/propensity.ts';

/** One past opportunity and what came of it. What else a log may hold on its lines is passed over. */
export const outcomeLine = z
  .object({
    at: epochMilliseconds,
    /** Who it was; a line without is judged by its context alone. */
    customerId: z.string().min(1).max(128).optional(),
    category: z.string().min(1).max(100),
    offerId: z.string().max(100).optional(),
    context,
    outcome: z.literal([0, 1]),
    /** When the outcome became known, where that was later than `at`: until then nothing is learnt from it. */
    outcomeAt: epochMilliseconds.optional(),
  })
  .refine(({ at, outcomeAt }) => outcomeAt === undefined || outcomeAt >= at, {
    path: ['outcomeAt'],
    error: 'an outcome is not known before its opportunity',
  });
export type OutcomeLine = z.infer<typeof outcomeLine>;

export interface PredictionLine {
  /** The line's number in the log, from 1. */
  line: number;
  /** Predicted before the outcome was looked at. */
  p: number;
  outcome: 0 | 1;
}
