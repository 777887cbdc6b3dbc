// Decisions, to be read: the newest of a customer's, each with what it means in her language; and the story of one, for her.
import { ceilingOf } from '../core/decide/personalization.ts';
import type { Catalogue } from '../core/decide/world.ts';
import { type Explanation, explain, type Names } from '../core/explain/explain.ts';
import type { Language } from '../core/explain/language.ts';
import { acceptedTags, languageFor } from '../core/explain/languages.ts';
import { namesFrom } from '../core/explain/names.ts';
import { type Story, storyOf } from '../core/explain/story.ts';
import type { Customer } from '../model/customer.ts';
import type { Customers } from '../ports/customers.ts';
import type { Decisions, RecordedDecision } from '../ports/decisions.ts';
import { notFound } from './refused.ts';
import type { Worlds } from './worlds.ts';

export interface ListDecisionsPorts {
  decisions: Decisions;
  customers: Customers;
  worlds: Worlds;
}

/** As a marketer reads it. */
export type ExplainedDecision = RecordedDecision & { explanation: Explanation };
/** As it is told to the customer whose it is: nothing that a business counts with. */
export type ToldDecision = Story & Pick<RecordedDecision, 'id' | 'at' | 'reason' | 'end' | 'deliveryId'>;

const shown = 50;

type Reader<Read> = (decision: RecordedDecision, names: Names, language: Language) => Read;

const explained: Reader<ExplainedDecision> = (decision, names, language) => ({
  ...decision,
  explanation: explain(decision, names, language),
});

const told: Reader<ToldDecision> = (decision, names, language) => {
  const { id, at, reason, end, deliveryId } = decision;
  return {
    id,
    at,
    reason,
    ...(end && { end }),
    ...(deliveryId && { deliveryId }),
    ...storyOf(decision, names, language),
  };
};

/** The newest, told to her, in a language of the Accept-Language header; if there is none of those, in that of the phone registered last. */
export function listDecisions(
  ports: ListDecisionsPorts,
  customerId: string,
  acceptLanguage: string | undefined,
  now: number,
): Promise<ToldDecision[]> {
  return newest(ports, customerId, acceptLanguage, now, told);
}

/** The newest of a customer's as they are on record, and what they mean, for whoever may look at them. */
export function explainDecisions(
  ports: ListDecisionsPorts,
  customerId: string,
  acceptLanguage: string | undefined,
  now: number,
): Promise<ExplainedDecision[]> {
  return newest(ports, customerId, acceptLanguage, now, explained);
}

/** One decision of hers. Throws Refused `not-found` where there is none by this id, or it is somebody else's. */
export async function showDecision(
  ports: ListDecisionsPorts,
  customerId: string,
  decisionId: string,
  acceptLanguage: string | undefined,
  now: number,
): Promise<ToldDecision> {
  const [decision, { catalogue }, customer] = await Promise.all([
    ports.decisions.find(customerId, decisionId, now),
    ports.worlds.current(now),
    ports.customers.load(customerId),
  ]);
  if (!decision || !customer) throw notFound('no decision of yours');
  return read(decision, catalogue, customer, acceptLanguage, told);
}

async function newest<Read>(
  ports: ListDecisionsPorts,
  customerId: string,
  acceptLanguage: string | undefined,
  now: number,
  reader: Reader<Read>,
): Promise<Read[]> {
  const [decisions, { catalogue }, customer] = await Promise.all([
    ports.decisions.latest(customerId, shown, now),
    ports.worlds.current(now),
    ports.customers.load(customerId),
  ]);
  // What is left of somebody who is being erased is not hers to see any more.
  if (!customer) return [];
  return decisions.map((decision) => read(decision, catalogue, customer, acceptLanguage, reader));
}

function read<Read>(
  decision: RecordedDecision,
  catalogue: Catalogue,
  customer: Customer,
  acceptLanguage: string | undefined,
  reader: Reader<Read>,
): Read {
  const language = languageOf(customer, acceptLanguage);
  const names = namesFrom(catalogue, decision.catalogueVersion, language.tag, ceilingOf(customer));
  return reader(decision, names, language);
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
