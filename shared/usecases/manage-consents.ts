// Consents: giving is written to the ledger first, withdrawing takes effect first.
import { sayConsents } from '../core/consent/consents.ts';
import type { ConsentLine, ConsentRequest, Consents } from '../model/consent.ts';
import { type Customer, newCustomer } from '../model/customer.ts';
import { restAfterMs, settleAfterMs, type Tombstone } from '../model/erasure.ts';
import type { ConsentLedger } from '../ports/consent-ledger.ts';
import type { Customers } from '../ports/customers.ts';
import type { Presence } from '../ports/presence.ts';
import type { Seal } from '../ports/seal.ts';
import type { Tombstones } from '../ports/tombstones.ts';
import { stayOf } from './commit.ts';
import { knownTombstones } from './known-tombstones.ts';
import { Contended, Refused, writeAttempts } from './refused.ts';

export interface ConsentPorts {
  customers: Customers;
  ledger: ConsentLedger;
  presence: Presence;
  tombstones: Tombstones;
  seal: Pick<Seal, 'subjectsOf'>;
}

/** What the customer has allowed, nothing where she has never said anything; and the end of her pause, while it lasts. */
export async function readConsents(
  ports: Pick<ConsentPorts, 'customers'>,
  customerId: string,
  now: number,
): Promise<{ consents: Consents; pausedUntil?: number }> {
  const { consents = {}, pausedUntil } = (await ports.customers.load(customerId)) ?? {};
  return { consents, ...(pausedUntil !== undefined && now < pausedUntil && { pausedUntil }) };
}

/**
 * Changes what is named. The first grant creates the customer; withdrawing what was never given changes nothing.
 * Sent again it adds nothing to the ledger. Throws Contended; Refused `erasure-under-way`.
 */
export async function updateConsents(
  ports: ConsentPorts,
  customerId: string,
  request: ConsentRequest,
  now: number,
): Promise<Consents> {
  for (let attempt = 1; attempt <= writeAttempts; attempt++) {
    const customer = await ports.customers.load(customerId);
    const said = sayConsents(customerId, customer?.consents ?? {}, request, now);
    if (!customer) {
      if (said.granted.length === 0) return {};
      await mayBegin(ports, customerId, now);
    }

    // 1. what is given can be shown before it is used
    await appendTo(ports.ledger, said.granted);

    // 2. the state, which every claim asks
    const before = customer ?? newCustomer(customerId, now);
    const after = withConsents(before, said.consents);
    if (after !== customer && !(await write(ports.customers, after, customer))) continue;

    // 3. what is withdrawn is noted after it has taken effect; without location nobody is anywhere
    await appendTo(ports.ledger, said.withdrawn);
    const staying = new Set(after.openVisits);
    const gone = before.openVisits.filter((visit) => !staying.has(visit));
    await Promise.all(gone.map((visit) => ports.presence.leave(stayOf(customerId, visit))));
    return after.consents;
  }
  throw new Contended('the customer');
}

/** Whoever has been erased may begin anew once nothing of what was under way can be left. */
async function mayBegin(ports: ConsentPorts, customerId: string, now: number): Promise<void> {
  const known = await knownTombstones(ports, customerId);
  const isOver = ({ settledAt }: Tombstone) => settledAt !== undefined && now > settledAt + restAfterMs;
  if (known.every(({ tombstone }) => isOver(tombstone))) return;
  throw new Refused(
    'erasure-under-way',
    `What was kept about you is being erased. Come again in ${Math.ceil((settleAfterMs + restAfterMs) / 60_000)} minutes.`,
  );
}

async function write(customers: Customers, after: Customer, before: Customer | undefined): Promise<boolean> {
  return before ? customers.save(after) : customers.create(after);
}

async function appendTo(ledger: ConsentLedger, lines: ConsentLine[]): Promise<void> {
  await Promise.all(lines.map((line) => ledger.append(line)));
}

/** The same customer where nothing changes. */
function withConsents(customer: Customer, consents: Consents): Customer {
  if (consents === customer.consents) return customer;
  const { propensity, ...rest } = customer;
  return {
    ...rest,
    // What her consent allowed to be known of her is forgotten with it.
    ...(propensity && consents.profiling?.granted && { propensity }),
    consents,
    openVisits: consents.location?.granted === false ? [] : customer.openVisits,
  };
}
