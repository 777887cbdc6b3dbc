// The delivery inside the customer, step by step: what a claim asks for, what it stamps, what an end gives back.
import { describe, expect, test } from 'vitest';
import {
  claim,
  finish,
  judgeClaim,
  keepsUnit,
  lapse,
  mayCount,
  withdraw,
} from '../../../shared/core/decide/deliver.ts';
import type { Customer, OpenVisit } from '../../../shared/model/customer.ts';
import { answerWithinMs, type PendingDelivery, terminalState } from '../../../shared/model/delivery.ts';
import { maxWindowMinutes } from '../../../shared/model/offer.ts';
import { aCustomer, anOffer, aWorld, minute, noon } from '../../support/town.ts';

const visit: OpenVisit = {
  geofenceId: 'cafe',
  visit: 2,
  enteredAt: noon - minute,
  leaseUntil: noon + 10 * minute,
  catalogueVersion: 1,
  deviceId: 'phone',
  offered: ['cocoa'],
};
const pending: PendingDelivery = {
  deliveryId: 'd1',
  decisionId: '01J00000000000000000000000',
  offerId: 'cocoa',
  offerVersion: 1,
  catalogueVersion: 1,
  category: 'coffee',
  geofenceId: 'cafe',
  visit: 2,
  deviceId: 'phone',
  arm: 'push',
  state: 'reserved',
  reservedAt: noon,
  expiresAt: noon + 10 * minute,
};
const waiting = (changes: Partial<Customer> = {}): Customer => aCustomer({ openVisits: [visit], pending, ...changes });
const { location, push } = aCustomer().consents;

const { catalogue } = aWorld();

test('a claim is refused where the offer is another by now, or it has become quiet', () => {
  const refused = (offers: ReturnType<typeof anOffer>[]) =>
    judgeClaim(waiting(), pending, aWorld({ offers }).catalogue, noon);
  expect(refused([])).toEqual({ refused: 'changed' });
  expect(judgeClaim(waiting(), { ...pending, offerVersion: 2 }, catalogue, noon)).toEqual({ refused: 'changed' });
  expect(judgeClaim(waiting(), pending, { ...catalogue, geofence: () => undefined }, noon)).toEqual({
    refused: 'changed',
  });
  expect(refused([anOffer({ quietHours: { from: '11:00', until: '13:00' } })])).toEqual({ refused: 'quiet-hours' });
});

describe('a claim is refused', () => {
  const cases: [string, Partial<Customer>, number, string | undefined][] = [
    ['not: all is well', {}, noon, undefined],
    ['not: the last moment of the lease', {}, noon + 10 * minute - 1, undefined],
    ['at its end', {}, noon + 10 * minute, 'expired'],
    ['where the visit is another one', { openVisits: [{ ...visit, visit: 3 }] }, noon, 'left'],
    ['where the visit is at another place', { openVisits: [{ ...visit, geofenceId: 'bakery' }] }, noon, 'left'],
    ['where nothing is known of her any more', { openVisits: [{ ...visit, leaseUntil: noon }] }, noon, 'left'],
    ['where she has paused', { pausedUntil: noon + 1 }, noon, 'paused'],
    ['not: her pause is over', { pausedUntil: noon }, noon, undefined],
    ['where location was never asked', { consents: { push } }, noon, 'no-location-consent'],
    ['where push was never asked', { consents: { location } }, noon, 'no-push-consent'],
    [
      'where the category is muted',
      { preferences: { interests: [], mutedCategories: ['coffee'] } },
      noon,
      'muted-category',
    ],
    ['not: another category is muted', { preferences: { interests: [], mutedCategories: ['tea'] } }, noon, undefined],
    ['where the device is gone', { devices: {} }, noon, 'no-device'],
  ];
  test.each(cases)('%s', (_, changes, now, refusal) => {
    expect(judgeClaim(waiting(changes), pending, catalogue, now)).toEqual(
      refusal ? { refused: refusal } : { offer: catalogue.offer('cocoa') },
    );
    const { customer, ended } = withdraw(waiting(changes), now);
    expect(ended?.why).toBe(refusal);
    expect(customer.pending === undefined).toBe(refusal !== undefined);
  });
});

test('a claim stamps its own moment, awaits the answer, and forgets sends that no cap counts any more', () => {
  const send = { deliveryId: 'old', offerId: 'bun', category: 'bakery' };
  const justCounts = { ...send, at: noon - maxWindowMinutes * minute + 1 };
  const sends = [{ ...send, at: noon - maxWindowMinutes * minute }, justCounts];
  expect(sends.map((one) => mayCount(one, noon))).toEqual([false, true]);
  const claimed = claim(waiting({ sends }), pending, noon);
  expect(claimed.sends).toEqual([
    justCounts,
    expect.objectContaining({ deliveryId: 'd1', offerId: 'cocoa', at: noon }),
  ]);
  expect(claimed.pending).toMatchObject({ state: 'sending', claimedAt: noon, answerDueAt: noon + answerWithinMs });
});

test('what reached her or may have keeps its unit and its place under the caps, what did not gives both back', () => {
  const keeping = terminalState.options.filter(keepsUnit);
  expect(keeping).toEqual(['sent', 'unknown', 'ghost']);
  const claimed = claim(waiting(), pending, noon);
  for (const state of terminalState.options) {
    const end = {
      deliveryId: 'd1',
      decisionId: pending.decisionId,
      offerId: 'cocoa',
      geofenceId: 'cafe',
      state,
      at: noon,
    };
    const done = finish(claimed, end);
    expect(done.sends.length, state).toBe(keeping.includes(state) ? 1 : 0);
    expect(done).toMatchObject({ lastEnd: end });
    expect(done).not.toHaveProperty('pending');
  }
});

test('time runs out: reserved expires with its lease, sending is unknown once the answer is due', () => {
  const reserved = waiting();
  expect(lapse(reserved, pending.expiresAt - 1).customer).toBe(reserved);
  expect(lapse(reserved, pending.expiresAt).ended?.state).toBe('expired');
  const sending = claim(reserved, pending, noon);
  expect(lapse(sending, noon + answerWithinMs - 1).customer).toBe(sending);
  expect(lapse(sending, noon + answerWithinMs).ended?.state).toBe('unknown');
  expect(withdraw(sending, noon + 60 * minute).customer).toBe(sending);
});
