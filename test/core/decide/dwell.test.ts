// Dwelling: which questions are asked for later, and which not.
import { expect, test } from 'vitest';
import { dwellsAhead } from '../../../shared/core/decide/dwell.ts';
import type { Offer } from '../../../shared/model/offer.ts';
import { aCustomer, anOffer, aWorld, hour, minute, noon } from '../../support/town.ts';

function minutesAsked(...offers: Partial<Offer>[]): number[] {
  const { catalogue } = aWorld({ offers: offers.map((changes, n) => anOffer({ id: `offer-${n}`, ...changes })) });
  const visit = { geofenceId: 'cafe', visit: 3, enteredAt: noon - 5 * minute, leaseUntil: noon + hour, offered: [] };
  const customer = aCustomer({ openVisits: [{ ...visit, catalogueVersion: 1 }] });
  const signal = { kind: 'position' as const, id: 'r', at: noon };
  const facts = { signal, transitions: [], present: [], consider: ['cafe', 'elsewhere'], leaseUntil: noon + hour };
  return dwellsAhead(catalogue, customer, facts, noon).map((message) => {
    expect(message).toMatchObject({ customerId: 'freja', geofenceId: 'cafe', visit: 3, catalogueVersion: 1 });
    return (message.signal.at - noon) / minute;
  });
}
const stay = (dwellMinutes: number, changes: Partial<Offer> = {}) => ({ on: { dwellMinutes }, ...changes });

test('one question for each length of stay, counted from coming in', () => {
  expect(minutesAsked(stay(10), stay(30), stay(10), {})).toEqual([5, 25]);
});

test('none for a stay that is long enough already, nor for an offer that is not on by then', () => {
  expect(minutesAsked(stay(5), stay(4), stay(6))).toEqual([1]);
  expect(minutesAsked(stay(10, { endsAt: noon + 5 * minute }))).toEqual([]);
  expect(minutesAsked(stay(10, { endsAt: noon + 5 * minute + 1 }))).toEqual([5]);
  expect(minutesAsked(stay(10, { startsAt: noon + 5 * minute + 1 }))).toEqual([]);
  expect(minutesAsked(stay(10, { startsAt: noon + 5 * minute }))).toEqual([5]);
  expect(minutesAsked(stay(10, { state: 'paused' }))).toEqual([]);
});
