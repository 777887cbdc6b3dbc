// Imported scores: probabilities a team has computed itself, kept beside the customer for the model to weigh.
import type { Customer } from '../model/customer.ts';
import { maxImportedScores } from '../model/imported-scores.ts';
import type { ImportedScore } from '../model/propensity.ts';
import type { Customers } from '../ports/customers.ts';
import { changeCustomer } from './change-customer.ts';
import { nothingKept, Refused } from './refused.ts';

/**
 * Merges the scores with those there are: of one category the newer counts. Returns all that are kept. Throws Refused
 * `no-consent-yet`, and `no-profiling-consent` for a customer of whom no profile may be kept.
 */
export async function importScores(
  ports: { customers: Customers },
  customerId: string,
  scores: ImportedScore[],
): Promise<ImportedScore[]> {
  const changed = await changeCustomer(ports.customers, customerId, (customer) => {
    if (!customer.consents.profiling?.granted)
      throw new Refused('no-profiling-consent', 'This customer has not consented to profiling: no score is kept.');
    return withScores(customer, scores);
  });
  if (!changed) throw nothingKept();
  return changed.after.importedScores ?? [];
}

function withScores(customer: Customer, scores: ImportedScore[]): Customer {
  const { importedScores: before = [] } = customer;
  const newest = new Map(before.map((score) => [score.category, score]));
  let isNew = false;
  for (const score of scores) {
    const known = newest.get(score.category);
    if (known && (known.at > score.at || (known.at === score.at && known.score === score.score))) continue;
    newest.set(score.category, score);
    isNew = true;
  }
  if (!isNew) return customer;
  const kept = [...newest.values()].sort((a, b) => b.at - a.at).slice(0, maxImportedScores);
  return { ...customer, importedScores: kept };
}
