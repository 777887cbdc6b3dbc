// Decisions, to be read: each with what it means, in the language asked for or that of the phone; one told; and who looked at whom.
import { expect, test } from 'vitest';
import { memoryAudit } from '../../shared/adapters/memory/audit.ts';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
import { memoryDecisions } from '../../shared/adapters/memory/decisions.ts';
import { chance } from '../../shared/core/decide/chance.ts';
import { choose } from '../../shared/core/decide/choose.ts';
import { sense } from '../../shared/core/decide/sense.ts';
import { auditDecisions } from '../../shared/usecases/audit-decisions.ts';
import { explainDecisions, listDecisions, showDecision } from '../../shared/usecases/list-decisions.ts';
import { aCustomer, aReport, aWorld, noon } from '../support/town.ts';

async function aTown() {
  const world = aWorld();
  const ports = { decisions: memoryDecisions(), customers: memoryCustomers(), worlds: { current: async () => world } };
  const customer = aCustomer({
    devices: {
      old: { platform: 'android', locale: 'en-GB', registeredAt: noon - 2 },
      new: { platform: 'ios', locale: 'da-DK', registeredAt: noon - 1 },
    },
  });
  await ports.customers.create(customer);
  const { facts } = sense(world, customer, aReport(0), noon, 'new');
  const { decision } = choose(world, customer, facts!, noon, chance('list'));
  await ports.decisions.record('freja', decision!);
  return { ports, decision };
}

test('a decision comes to a marketer with its record and its sentences, in the language of the header', async () => {
  const { ports, decision } = await aTown();
  expect(await explainDecisions(ports, 'freja', 'en-GB,en;q=0.9', noon)).toEqual([
    {
      ...decision,
      explanation: {
        marketer: '1 candidate: “Hot cocoa” at Café Ravn chosen with score 0.50.',
        customer: 'You were at Café Ravn, where this offer was on.',
      },
    },
  ]);
});

test.each([undefined, '*', 'fr-FR'])(
  'with the header %s, in the language of the phone registered last',
  async (header) => {
    const { ports } = await aTown();
    const [listed] = await listDecisions(ports, 'freja', header, noon);
    expect(listed!.whyThis).toBe('Du var ved Café Ravn, hvor tilbuddet gjaldt.');
  },
);

test('nobody has no decisions', async () => {
  const { ports } = await aTown();
  expect(await listDecisions(ports, 'olga', undefined, noon)).toEqual([]);
});

test('her list tells each as it is told alone, and nothing that a business counts with', async () => {
  const { ports, decision } = await aTown();
  const listed = await listDecisions(ports, 'freja', 'en', noon);
  expect(listed).toEqual([await showDecision(ports, 'freja', decision!.id, 'en', noon)]);
  expect(JSON.stringify(listed)).not.toMatch(/propensity|score|probability|facts|catalogueVersion|marketer/);
});

test('one is told, with the calls that lead to fewer', async () => {
  const { ports, decision } = await aTown();
  expect(await showDecision(ports, 'freja', decision!.id, 'en', noon)).toEqual({
    id: decision!.id,
    at: noon,
    reason: 'chosen',
    deliveryId: decision!.deliveryId,
    chosen: { offerId: 'cocoa', title: 'Hot cocoa' },
    place: { geofenceId: 'cafe', name: 'Café Ravn' },
    whyThis: 'You were at Café Ravn, where this offer was on.',
    whyNow: 'You had just come in.',
    compared: [{ offerId: 'cocoa', title: 'Hot cocoa', geofenceId: 'cafe', reason: 'chosen', says: 'it fitted best' }],
    omitted: 0,
    fewer: [
      { says: 'Hear no more of coffee', body: { category: 'coffee' } },
      { says: 'Hear no more of Café Ravn', body: { geofenceId: 'cafe' } },
    ],
  });
});

test('what is another’s is not found, like what is not there', async () => {
  const { ports, decision } = await aTown();
  await ports.customers.create(aCustomer({ customerId: 'olga' }));
  const refusals = await Promise.all(
    [showDecision(ports, 'olga', decision!.id, 'en', noon), showDecision(ports, 'olga', 'absent', 'en', noon)].map(
      (shown) => shown.catch(({ code, message }) => ({ code, message })),
    ),
  );
  expect(refusals[0]).toMatchObject({ code: 'not-found' });
  expect(refusals[1]).toEqual(refusals[0]);
});

test('a marketer sees a customer’s decisions once it is written down that she was looked at, and else nothing', async () => {
  const { ports, decision } = await aTown();
  const audit = memoryAudit();
  const look = { who: 'the-marketer', whom: 'freja' };
  const seen = await auditDecisions({ ...ports, audit, newId: String }, look, 'en', noon);
  expect(seen.map(({ id }) => id)).toEqual([decision!.id]);
  expect(audit.looks()).toEqual([{ id: String(noon), at: noon, ...look, what: 'decisions' }]);
  const broken = { note: () => Promise.reject(new Error('the table is away')) };
  await expect(auditDecisions({ ...ports, audit: broken, newId: String }, look, 'en', noon)).rejects.toThrow('away');
});
