// Dwelling: which questions are asked for later, and which not.
import { expect, test } from 'vitest';
import { dwellsAhead } from '../../../shared/core/decide/dwell.ts';
import type { Offer } from '../../../shared/model/offer.ts';
import { aCustomer, aGeofence, anOffer, aWorld, hour, minute, noon } from '../../support/town.ts';

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

test('of each place its own visit, asked by a name of its own; none of a place she is not in', () => {
  const geofences = ['cafe', 'bakery', 'florist'].map((id) => aGeofence({ id }));
  const { catalogue } = aWorld({ geofences, offers: [anOffer(stay(10)), anOffer({ id: 'later', ...stay(30) })] });
  const open = (geofenceId: string, minutesAgo: number) => ({
    geofenceId,
    visit: 1,
    enteredAt: noon - minutesAgo * minute,
    leaseUntil: noon + hour,
    offered: [],
    catalogueVersion: 1,
  });
  const customer = aCustomer({ openVisits: [open('cafe', 2), open('bakery', 8)] });
  const signal = { kind: 'position' as const, id: 'r', at: noon };
  const consider = ['bakery', 'cafe', 'florist'];
  const facts = { signal, transitions: [], present: [], consider, leaseUntil: noon + hour };
  const asked = dwellsAhead(catalogue, customer, facts, noon);
  expect(asked.map(({ geofenceId, signal: { at } }) => [geofenceId, (at - noon) / minute])).toEqual([
    ['bakery', 2],
    ['bakery', 22],
    ['cafe', 8],
    ['cafe', 28],
  ]);
  expect(new Set(asked.map(({ signal: { id } }) => id)).size).toBe(4);
});
