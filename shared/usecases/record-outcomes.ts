// Recording outcomes: each once, in the customer's own item and on the queue of whoever learns from it.
import type { Customer } from '../model/customer.ts';
import type { Outcome } from '../model/outcome.ts';
import { maxRecentOutcomes } from '../model/outcome-message.ts';
import { maxRedeemedOffers, type RedeemedOffer } from '../model/redemption.ts';
import type { Customers } from '../ports/customers.ts';
import type { OutcomeQueue } from '../ports/outcome-queue.ts';
import { Contended, writeAttempts } from './refused.ts';

export interface OutcomePorts {
  customers: Customers;
  outcomeQueue: OutcomeQueue;
}

/** What somebody tells of a customer; with what she has redeemed by it, where she has. */
export interface Told {
  outcome: Outcome;
  redeemed?: RedeemedOffer;
}

/** `no-profiling-consent`: nothing is learnt from it, and nothing kept but what she has redeemed. */
export type OutcomeResult = 'noted' | 'duplicate' | 'no-profiling-consent';

/**
 * Records what is told of her, given her as she is. A clock that runs ahead counts as now. Returns a result for each, nothing where
 * there is no such customer. Throws Contended.
 */
export async function recordOutcomes<Other extends 'unknown-delivery' = never>(
  ports: OutcomePorts,
  customerId: string,
  tell: (customer: Customer) => (Told | Other)[],
  now: number,
): Promise<(OutcomeResult | Other)[] | undefined> {
  for (let attempt = 1; attempt <= writeAttempts; attempt++) {
    const customer = await ports.customers.load(customerId);
    if (!customer) return undefined;
    let after = customer;
    const fresh: Outcome[] = [];
    const results = tell(customer).map((told) => {
      if (typeof told === 'string') return told;
      const outcome = { ...told.outcome, at: Math.min(told.outcome.at, now) };
      const noted = note(after, { ...told, outcome }, now);
      after = noted.customer;
      if (noted.result === 'noted') fresh.push(outcome);
      return noted.result;
    });
    if (after === customer) return results;
    // The message may be superfluous, so it goes first; whoever learns asks for the outcome's id too.
    await Promise.all(fresh.map((outcome) => ports.outcomeQueue.send({ customerId, outcome }, 0)));
    if (await ports.customers.save(after)) return results;
  }
  throw new Contended('the customer');
}

/** The customer with the outcome in her item. What is new there is to be sent to the queue before she is written. */
export function note(
  customer: Customer,
  { outcome, redeemed }: Told,
  now: number,
): { customer: Customer; result: OutcomeResult } {
  const { id, kind, at, category } = outcome;
  const known = customer.outcomes ?? [];
  const isDuplicate = known.some((one) => one.id === id);
  const kept = redeemed ? withRedeemed(customer, redeemed, now) : customer;
  if (!customer.consents.profiling?.granted) return { customer: kept, result: 'no-profiling-consent' };
  if (isDuplicate) return { customer: kept, result: 'duplicate' };
  const outcomes = [...known, { id, kind, at, category }].slice(-maxRecentOutcomes);
  return { customer: { ...kept, outcomes }, result: 'noted' };
}

function withRedeemed(customer: Customer, redeemed: RedeemedOffer, now: number): Customer {
  const { codes, redeemed: before = [] } = customer;
  if (before.some(({ offerId, until }) => offerId === redeemed.offerId && until >= redeemed.until)) return customer;
  const others = before.filter(({ offerId, until }) => until > now && offerId !== redeemed.offerId);
  const kept = { ...customer, redeemed: [...others, redeemed].slice(-maxRedeemedOffers) };
  return codes ? { ...kept, codes: codes.filter(({ code }) => code !== redeemed.code) } : kept;
}
