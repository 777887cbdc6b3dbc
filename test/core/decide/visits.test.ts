// Visits: what of a customer changes when she comes, stays and goes.
import { expect, test } from 'vitest';
import { applyFacts, entering, maxAskedBefore, wasAskedFor } from '../../../shared/core/decide/visits.ts';
import { maxRecentGeofences, type OpenVisit } from '../../../shared/model/customer.ts';
import type { Facts } from '../../../shared/model/decision.ts';
import { aCustomer, hour, minute, noon } from '../../support/town.ts';

const visit = (geofenceId: string, changes: Partial<OpenVisit> = {}): OpenVisit => ({
  geofenceId,
  visit: 1,
  enteredAt: noon - hour,
  leaseUntil: noon + minute,
  catalogueVersion: 1,
  deviceId: 'phone',
  offered: ['cocoa'],
  ...changes,
});
const facts = (changes: Partial<Facts> = {}): Facts => ({
  signal: { kind: 'position', id: 'r', at: noon },
  deviceId: 'phone',
  transitions: [],
  present: [],
  consider: [],
  leaseUntil: noon + hour,
  ...changes,
});
const count = (geofenceId: string, visits: number, lastAt: number) => ({ geofenceId, visits, lastAt });

test('coming in opens a visit to which nothing was offered yet, and is counted', () => {
  const customer = aCustomer({
    openVisits: [visit('square')],
    visitCounts: [count('square', 5, noon - hour), count('cafe', 3, noon - 2 * hour)],
  });
  const entered = facts({
    transitions: [{ kind: 'enter', geofenceId: 'cafe', visit: 4 }],
    present: ['cafe'],
    consider: ['cafe'],
  });
  expect(applyFacts(customer, entered, 2)).toEqual({
    ...customer,
    openVisits: [
      visit('square'),
      visit('cafe', { visit: 4, enteredAt: noon, leaseUntil: noon + hour, catalogueVersion: 2, offered: [] }),
    ],
    visitCounts: [count('cafe', 4, noon), count('square', 5, noon - hour)],
    lastReport: { id: 'r', at: noon },
  });
});

test('each geofence has a number of its own, which begins at one', () => {
  const customer = aCustomer({ visitCounts: [count('square', 5, noon), count('cafe', 3, noon)] });
  const town = { geofence: () => undefined };
  expect(entering(town, customer, 'cafe')).toMatchObject({ kind: 'enter', visit: 4 });
  expect(entering(town, customer, 'bakery')).toMatchObject({ kind: 'enter', visit: 1 });
});

test('as many geofences are counted as are kept: the one not seen for longest is forgotten', () => {
  const counts = Array.from({ length: maxRecentGeofences }, (_, n) => count(`g${n}`, 1, noon - n * minute - 1));
  const late = [count('late', 1, noon + minute), ...counts.slice(1)];
  const transitions = [{ kind: 'enter' as const, geofenceId: 'cafe', visit: 1 }];
  const { visitCounts } = applyFacts(aCustomer({ visitCounts: late }), facts({ transitions }), 1);
  expect(visitCounts).toHaveLength(maxRecentGeofences);
  expect(visitCounts.slice(0, 3).map(({ geofenceId }) => geofenceId)).toEqual(['late', 'cafe', 'g1']);
  expect(visitCounts.at(-1)!.geofenceId).toBe(`g${maxRecentGeofences - 2}`);
});

test('going ends that visit and no other, and forgets no count', () => {
  const customer = aCustomer({
    openVisits: [visit('cafe'), visit('square')],
    visitCounts: [count('cafe', 1, noon - hour)],
  });
  const left = facts({ transitions: [{ kind: 'exit', geofenceId: 'cafe', visit: 1 }] });
  const { openVisits, visitCounts } = applyFacts(customer, left, 1);
  expect(openVisits).toEqual([visit('square')]);
  expect(visitCounts).toEqual(customer.visitCounts);
});

test('staying renews the lease, never shortens it, and goes by the phone that reported last', () => {
  const customer = aCustomer({ openVisits: [visit('cafe'), visit('square', { leaseUntil: noon + 2 * hour })] });
  const stay = facts({ present: ['cafe', 'square'], deviceId: 'watch' });
  expect(applyFacts(customer, stay, 2).openVisits).toEqual([
    visit('cafe', { leaseUntil: noon + hour, deviceId: 'watch' }),
    visit('square', { leaseUntil: noon + 2 * hour, deviceId: 'watch' }),
  ]);
  expect(applyFacts(customer, { ...stay, deviceId: undefined }, 2).openVisits[0]).toMatchObject({ deviceId: 'phone' });
});

test('what is considered has been weighed by the catalogue in force, and nothing else has', () => {
  const customer = aCustomer({ openVisits: [visit('cafe'), visit('square')] });
  expect(applyFacts(customer, facts({ consider: ['square'] }), 2).openVisits).toEqual([
    visit('cafe'),
    visit('square', { catalogueVersion: 2 }),
  ]);
});

test('only a report is remembered as the last one', () => {
  const customer = aCustomer({ lastReport: { id: 'before', at: noon - minute } });
  const ticked = facts({ signal: { kind: 'time', id: 't', at: noon } });
  expect(applyFacts(customer, ticked, 1).lastReport).toEqual({ id: 'before', at: noon - minute });
  expect(applyFacts(customer, facts(), 1).lastReport).toEqual({ id: 'r', at: noon });
});

test('a signal that has been answered is known when its question comes again, also after others', () => {
  const asked = (id: string) => facts({ signal: { kind: 'weather', id, at: noon }, consider: ['cafe'] });
  const ids = Array.from({ length: maxAskedBefore + 2 }, (_, n) => `weather:cafe:${n}`);
  const [sitting] = ids.reduce(
    (customer, id) => applyFacts(customer, asked(id), 1),
    aCustomer({ openVisits: [visit('cafe')] }),
  ).openVisits;
  // The oldest one is forgotten: a visit stays small.
  expect(ids.map((id) => wasAskedFor(sitting!, id))).toEqual(ids.map((_, n) => n > 0));
  expect(wasAskedFor(sitting!, 'weather:cafe:another')).toBe(false);
});
