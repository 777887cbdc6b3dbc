// Recording outcomes: what a customer did with an offer changes what is known of her, once, and teaches everybody when its window ends.
import { closeWindows, type OutcomeResult, withOutcome } from '../core/propensity/outcomes.ts';
import { startModel } from '../core/propensity/published.ts';
import type { Outcome } from '../model/outcome.ts';
import type { OutcomeMessage } from '../model/outcome-message.ts';
import type { Learnable } from '../model/propensity.ts';
import type { Customers } from '../ports/customers.ts';
import type { LessonQueue } from '../ports/lesson-queue.ts';
import type { KeptModel } from './kept-model.ts';
import { Contended, writeAttempts } from './refused.ts';

export interface OutcomePorts {
  customers: Customers;
  model: KeptModel;
  lessons: LessonQueue;
}

/** Nothing for a customer of whom nothing is kept: she may have been erased meanwhile. Throws Contended where others write her without end. */
export async function recordOutcome(
  ports: OutcomePorts,
  { customerId, outcome }: OutcomeMessage,
  now: number,
): Promise<OutcomeResult | undefined> {
  const [result] = await recordOutcomes(ports, customerId, outcome ? [outcome] : [], now);
  return result;
}

/** Several of one customer's, or none, in one write; and what her windows that are over by now have taught. */
export async function recordOutcomes(
  ports: OutcomePorts,
  customerId: string,
  outcomes: readonly Outcome[],
  now: number,
): Promise<OutcomeResult[]> {
  const model = (await ports.model.current(now)) ?? startModel;
  for (let attempt = 1; attempt <= writeAttempts; attempt++) {
    const before = await ports.customers.load(customerId);
    if (!before) return [];
    const closed = closeWindows(model, before, now);
    let after = closed.customer;
    const learnables: Learnable[] = [...closed.learnables];
    const results = outcomes.map((outcome) => {
      const learnt = withOutcome(model, after, outcome, now);
      after = learnt.customer;
      learnables.push(...learnt.learnables);
      return learnt.result;
    });
    if (after === before) return results;

    // 1. what it teaches: superfluous if the write fails, and learnt once however often it is sent
    if (learnables.length > 0) await ports.lessons.send(learnables);

    // 2. the customer
    if (await ports.customers.save(after)) return results;
  }
  throw new Contended('the customer');
}
