// Numbers that come from outside: what can be told from zero and counted exactly, and so be stored.
import * as z from 'zod';

/** DynamoDB refuses what is nearer to zero than 1e-130; the margin is for what is computed from two such numbers. */
const smallestMagnitude = 1e-60;

/** A number that is zero or far enough from it, and no larger than the AWS SDK stores: the safe integers. */
export const storableNumber = z
  .number()
  .refine(
    (value) => value === 0 || Math.abs(value) >= smallestMagnitude,
    'nearer to zero than any number of use: send 0',
  )
  .refine((value) => Math.abs(value) <= Number.MAX_SAFE_INTEGER, `farther from zero than ${Number.MAX_SAFE_INTEGER}`);
