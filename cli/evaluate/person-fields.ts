// Person fields: which fields of a log say who the customer is, told from how its first lines vary, without looking at outcomes.
import type { OutcomeLine } from './outcome-line.ts';

/** So many lines are looked at before the first is predicted. */
export const linesLookedAt = 2000;

/** It takes so many customers who come twice to tell. */
const fewestCustomers = 20;

/**
 * The fields that are the same in all lines of each customer, and not the same for everybody (age, income, a tariff). Fields of the
 * model's own names stay what they are.
 */
export function personFields(lines: OutcomeLine[]): Set<string> {
  const names = new Set(lines.flatMap(({ context }) => Object.keys(context)));
  const ofCustomers = [...Map.groupBy(lines, ({ customerId }) => customerId)]
    .filter(([customerId, theirs]) => customerId !== undefined && theirs.length > 1)
    .map(([, theirs]) => theirs);
  const fields = new Set<string>();
  if (ofCustomers.length < fewestCustomers) return fields;
  for (const name of names) {
    if (['expiry', 'distance', 'heading', 'ownRate'].includes(name)) continue;
    const isConstant = ofCustomers.every((theirs) => new Set(theirs.map(({ context }) => context[name])).size === 1);
    const values = new Set(ofCustomers.map((theirs) => theirs[0]!.context[name]));
    if (isConstant && values.size > 1) fields.add(name);
  }
  return fields;
}
