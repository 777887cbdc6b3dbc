// Attributes in an audience: whether what a team's own systems say of a customer fits what an offer asks.
import type { AttributeCondition, Attributes, AttributeValue } from '../../model/attributes.ts';
import type { Compared } from '../../model/decision.ts';

/**
 * The first condition that does not fit, nothing where all do. The record gets the attribute's name, what the offer asks, and
 * whether the customer has such a value at all (`stated`); never her value, which others may read there.
 */
export function unfitAttribute(
  wanted: Record<string, AttributeCondition>,
  has: Attributes | undefined,
): Compared | undefined {
  for (const [attribute, condition] of Object.entries(wanted)) {
    const value = has && Object.hasOwn(has, attribute) ? has[attribute] : undefined;
    const unfit = unfitness(condition, value);
    if (unfit) return { attribute, ...unfit };
  }
  return undefined;
}

function unfitness(asked: AttributeCondition, value: AttributeValue | undefined): Compared | undefined {
  const { equals, oneOf, atLeast, atMost } = asked;
  const stated = value !== undefined;
  if (!stated) return { condition: Object.keys(asked)[0] ?? 'present', stated };
  if (equals !== undefined && value !== equals) return { condition: 'equals', stated };
  if (oneOf && !oneOf.includes(value)) return { condition: 'oneOf', wanted: oneOf.length, stated };
  const number = typeof value === 'number' ? value : Number.NaN;
  if (atLeast !== undefined && !(number >= atLeast)) return { condition: 'atLeast', bound: atLeast, stated };
  if (atMost !== undefined && !(number <= atMost)) return { condition: 'atMost', bound: atMost, stated };
  return undefined;
}
