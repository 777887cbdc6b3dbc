// Attributes: what a team's own systems know of a customer and want to address her by: a loyalty tier, a language, a store card.
import * as z from 'zod';
import { storableNumber } from './number.ts';
import { text } from './text.ts';

/** As teams name fields: `tier`, `storeCard`, `kids_club`. */
export const attributeName = z
  .string()
  .max(40)
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'a letter, then letters, digits, "_" and "-"')
  // JavaScript objects have one of their own
  .refine((name) => name !== 'constructor', '"constructor" is no name');

const maxTextLength = 60;

export const attributeValue = z.union([text(maxTextLength), storableNumber, z.boolean()], {
  error: `a text of 1–${maxTextLength} characters, a number, true or false`,
});
export type AttributeValue = z.infer<typeof attributeValue>;

/** So many at most: they lie in the customer's item, which every report reads. */
export const maxAttributes = 16;

export const attributes = z
  .record(attributeName, attributeValue)
  .refine((all) => Object.keys(all).length <= maxAttributes, `at most ${maxAttributes} attributes`);
export type Attributes = z.infer<typeof attributes>;

/** `PUT /v1/customers/{customerId}/attributes`: the whole of it, replacing what was said before. */
export const attributesRequest = z.strictObject({ attributes });

/**
 * What an audience asks of one attribute; all that is named must hold. Values of another type never fit ("3" is not 3), texts
 * fit to the letter, and what a customer does not have fits nothing.
 */
export const attributeCondition = z
  .strictObject({
    equals: attributeValue.optional(),
    oneOf: z.array(attributeValue).min(1).max(30).optional(),
    atLeast: storableNumber.optional(),
    atMost: storableNumber.optional(),
    /** She has it, whatever it is. */
    present: z.literal(true).optional(),
  })
  .refine((asked) => Object.keys(asked).length > 0, 'name equals, oneOf, atLeast, atMost or present')
  .refine(({ atLeast = Number.NEGATIVE_INFINITY, atMost = atLeast }) => atLeast <= atMost, {
    path: ['atMost'],
    message: 'must not be less than atLeast',
  });
export type AttributeCondition = z.infer<typeof attributeCondition>;

/** Every one of them must fit. */
export const attributeConditions = z
  .record(attributeName, attributeCondition)
  .refine((all) => Object.keys(all).length >= 1 && Object.keys(all).length <= 10, '1 to 10 attributes');
