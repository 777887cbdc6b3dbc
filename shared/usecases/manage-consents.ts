// Consents: giving is written to the ledger first, withdrawing takes effect first.
import { type ConsentRequest, type Consents, type Purpose, purpose } from '../model/consent.ts';
import { type Customer, newCustomer } from '../model/customer.ts';
import type { ConsentLedger } from '../ports/consent-ledger.ts';
import type { Customers } from '../ports/customers.ts';
import type { Presence } from '../ports/presence.ts';
import { changeCustomer } from './change-customer.ts';
import { Contended, writeAttempts } from './refused.ts';

export interface ConsentPorts {
  customers: Customers;
  ledger: ConsentLedger;
  presence: Presence;
  /** A new id that sorts by time. */
  newId: (now: number) => string;
}

/** What the customer has allowed; nothing where she has never said anything. */
export async function readConsents(ports: Pick<ConsentPorts, 'customers'>, customerId: string): Promise<Consents> {
  return (await ports.customers.load(customerId))?.consents ?? {};
}

/** Changes what is named. The first grant creates the customer; withdrawing what was never given changes nothing. */
export async function updateConsents(
  ports: ConsentPorts,
  customerId: string,
  request: ConsentRequest,
  now: number,
): Promise<Consents> {
  const granted = changesOf(request, true);
  const withdrawn = changesOf(request, false);

  // 1. what is given can be shown before it is used
  await appendTo(ports, customerId, granted, request.textVersion, now);

  // 2. the state, which every claim asks
  const changed = await applyConsents(ports, customerId, { ...granted, ...withdrawn }, now);
  if (!changed) return {};

  // 3. what is withdrawn is noted after it has taken effect; without location nobody is anywhere
  await appendTo(ports, customerId, withdrawn, request.textVersion, now);
  await Promise.all(
    changed.before.openVisits
      .filter(() => changed.after.openVisits.length === 0)
      .map((visit) => ports.presence.leave(visit.geofenceId, customerId)),
  );
  return changed.after.consents;
}

type Changes = Partial<Record<Purpose, boolean>>;

function changesOf(request: ConsentRequest, granted: boolean): Changes {
  return Object.fromEntries(purpose.options.filter((name) => request[name] === granted).map((name) => [name, granted]));
}

async function appendTo(
  { ledger, newId }: ConsentPorts,
  customerId: string,
  changes: Changes,
  textVersion: string,
  at: number,
) {
  if (Object.keys(changes).length > 0) await ledger.append({ id: newId(at), customerId, at, changes, textVersion });
}

async function applyConsents({ customers }: ConsentPorts, customerId: string, changes: Changes, now: number) {
  const apply = (customer: Customer) => withConsents(customer, changes, now);
  for (let attempt = 1; attempt <= writeAttempts; attempt++) {
    const changed = await changeCustomer(customers, customerId, apply);
    if (changed) return changed;
    if (!Object.values(changes).includes(true)) return undefined;
    const first = newCustomer(customerId);
    const created = apply(first);
    if (await customers.create(created)) return { before: first, after: created };
  }
  throw new Contended('the customer');
}

function withConsents(customer: Customer, changes: Changes, now: number): Customer {
  const said = Object.entries(changes).map(([name, granted]) => [name, { granted, at: now }]);
  return {
    ...customer,
    consents: { ...customer.consents, ...Object.fromEntries(said) },
    openVisits: changes.location === false ? [] : customer.openVisits,
  };
}
