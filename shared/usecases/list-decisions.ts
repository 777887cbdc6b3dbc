// Decisions, to be read: the newest of a customer's, each with what it means in her language; and the story of one, for her.
import { ceilingOf } from '../core/decide/personalization.ts';
import { type Explanation, explain } from '../core/explain/explain.ts';
import { acceptedTags, languageFor } from '../core/explain/languages.ts';
import { namesFrom } from '../core/explain/names.ts';
import { type Story, storyOf } from '../core/explain/story.ts';
import type { Customer } from '../model/customer.ts';
import type { Customers } from '../ports/customers.ts';
import type { Decisions, Period, RecordedDecision } from '../ports/decisions.ts';
import { notFound } from './refused.ts';
import type { Worlds } from './worlds.ts';

export interface ListDecisionsPorts {
  decisions: Decisions;
  customers: Customers;
  worlds: Worlds;
}

export type ExplainedDecision = RecordedDecision & { explanation: Explanation };

const shown = 50;

/** In a language of the Accept-Language header; if there is none of those, in that of the phone registered last. */
export async function listDecisions(
  ports: ListDecisionsPorts,
  customerId: string,
  acceptLanguage: string | undefined,
  now: number,
  period?: Period,
): Promise<ExplainedDecision[]> {
  const [decisions, { catalogue }, customer] = await Promise.all([
    ports.decisions.latest(customerId, shown, now, period),
    ports.worlds.current(now),
    ports.customers.load(customerId),
  ]);
  // What is left of somebody who is being erased is not hers to see any more.
  if (!customer) return [];
  const language = languageOf(customer, acceptLanguage);
  return decisions.map((decision) => {
    const names = namesFrom(catalogue, decision.catalogueVersion, language.tag, ceilingOf(customer));
    return { ...decision, explanation: explain(decision, names, language) };
  });
}

/** One decision of hers. Throws Refused `not-found` where there is none by this id, or it is somebody else's. */
export async function showDecision(
  ports: ListDecisionsPorts,
  customerId: string,
  decisionId: string,
  acceptLanguage: string | undefined,
  now: number,
): Promise<Story & Pick<RecordedDecision, 'id' | 'at' | 'reason' | 'end'>> {
  const [decision, { catalogue }, customer] = await Promise.all([
    ports.decisions.find(customerId, decisionId, now),
    ports.worlds.current(now),
    ports.customers.load(customerId),
  ]);
  if (!decision || !customer) throw notFound('no decision of yours');
  const language = languageOf(customer, acceptLanguage);
  const { id, at, reason, end } = decision;
  const names = namesFrom(catalogue, decision.catalogueVersion, language.tag, ceilingOf(customer));
  return { id, at, reason, ...(end && { end }), ...storyOf(decision, names, language) };
}

function languageOf(customer: Customer, acceptLanguage = '') {
  return languageFor([...acceptedTags(acceptLanguage), ...localesOf(customer)]);
}

/** Of the customer's phones, the one registered last first. */
function localesOf({ devices }: Customer): string[] {
  return Object.values(devices)
    .sort((a, b) => b.registeredAt - a.registeredAt)
    .flatMap(({ locale }) => locale ?? []);
}
