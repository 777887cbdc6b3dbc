// Listing decisions: each with what it means, in the language asked for or that of the phone.
import { expect, test } from 'vitest';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
import { memoryDecisions } from '../../shared/adapters/memory/decisions.ts';
import { chance } from '../../shared/core/decide/chance.ts';
import { choose } from '../../shared/core/decide/choose.ts';
import { sense } from '../../shared/core/decide/sense.ts';
import { listDecisions } from '../../shared/usecases/list-decisions.ts';
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

test('a decision comes with its record and its sentences, in the language of the header', async () => {
  const { ports, decision } = await aTown();
  expect(await listDecisions(ports, 'freja', 'en-GB,en;q=0.9', noon)).toEqual([
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
    expect(listed!.explanation.customer).toBe('Du var ved Café Ravn, hvor tilbuddet gjaldt.');
  },
);

test('nobody has no decisions', async () => {
  const { ports } = await aTown();
  expect(await listDecisions(ports, 'olga', undefined, noon)).toEqual([]);
});
