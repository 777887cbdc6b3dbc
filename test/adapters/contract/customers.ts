// The contract of Customers: one item, written only over the version that was read.
import { beforeEach, describe, expect, it } from 'vitest';
import { type Customer, customer, newCustomer } from '../../../shared/model/customer.ts';
import type { Customers } from '../../../shared/ports/customers.ts';
import { decisionAt } from './samples.ts';

const at = 1_790_000_000_000;

/** A customer with every attribute there is. */
const full: Customer = customer.parse({
  customerId: 'auth0|ida',
  version: 0,
  consents: { location: { granted: true, at }, push: { granted: false, at } },
  pausedUntil: at + 1,
  devices: { 'phone 1': { platform: 'ios', locale: 'da-DK', timeZone: 'Europe/Copenhagen', registeredAt: at } },
  preferences: { interests: ['kaffe'], mutedCategories: [] },
  lastReport: { id: 'r1', at },
  openVisits: [
    { geofenceId: 'torvet', visit: 3, enteredAt: at, leaseUntil: at + 1, catalogueVersion: 2, offered: ['latte'] },
  ],
  visitCounts: [{ geofenceId: 'torvet', visits: 3, lastAt: at }],
  sends: [{ deliveryId: 'd0', offerId: 'latte', category: 'kaffe', geofenceId: 'torvet', at }],
  pending: {
    deliveryId: 'd1',
    decisionId: '01',
    offerId: 'latte',
    offerVersion: 1,
    catalogueVersion: 2,
    category: 'kaffe',
    geofenceId: 'torvet',
    visit: 3,
    deviceId: 'phone 1',
    state: 'reserved',
    arm: 'holdout',
    reservedAt: at,
    expiresAt: at + 1,
    decision: decisionAt(at, '01'),
  },
});

export function customersContract(open: () => Promise<{ customers: Customers }>) {
  describe('customers', () => {
    let customers: Customers;
    beforeEach(async () => {
      ({ customers } = await open());
    });

    it('has nothing before anything is created', async () => {
      expect(await customers.load('nobody')).toBeUndefined();
    });

    it('gives back every attribute as it was written', async () => {
      expect(await customers.create(full)).toBe(true);
      expect(await customers.load(full.customerId)).toEqual(full);
    });

    it('creates once', async () => {
      await customers.create(full);
      expect(await customers.create(newCustomer(full.customerId))).toBe(false);
      expect(await customers.load(full.customerId)).toEqual(full);
    });

    it('replaces the version read and counts up; what is absent afterwards is gone', async () => {
      await customers.create(full);
      const { pending: _pending, preferences: _preferences, ...less } = full;
      expect(await customers.save(less)).toBe(true);
      expect(await customers.load(full.customerId)).toEqual({ ...less, version: 1 });
    });

    it('refuses a version that was overtaken', async () => {
      await customers.create(full);
      await customers.save(full);
      expect(await customers.save({ ...full, sends: [] })).toBe(false);
      expect(await customers.load(full.customerId)).toEqual({ ...full, version: 1 });
    });

    it('refuses a version that is ahead, as of a customer erased and created anew', async () => {
      await customers.create(full);
      expect(await customers.save({ ...full, version: 5 })).toBe(false);
      expect(await customers.load(full.customerId)).toEqual(full);
    });

    it('does not bring into being a customer who is not there', async () => {
      expect(await customers.save(newCustomer('erased'))).toBe(false);
      expect(await customers.load('erased')).toBeUndefined();
    });

    it('is not changed by what is done to an object handed in or out', async () => {
      const mine = structuredClone(full);
      await customers.create(mine);
      mine.sends.length = 0;
      const loaded = await customers.load(full.customerId);
      loaded!.openVisits.length = 0;
      expect(await customers.load(full.customerId)).toEqual(full);
    });

    it('lets exactly one of 50 racing saves win, and keeps the winner', async () => {
      await customers.create(full);
      const won = await Promise.all(
        Array.from({ length: 50 }, (_, racer) => customers.save({ ...full, pausedUntil: at + racer })),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await customers.load(full.customerId)).toEqual({
        ...full,
        version: 1,
        pausedUntil: at + won.indexOf(true),
      });
    });

    it('loses no change of racers who read again and again', async () => {
      await customers.create(newCustomer('busy'));
      const racers = Array.from({ length: 12 }, (_, racer) => `d${racer}`);
      await Promise.all(
        racers.map(async (deliveryId) => {
          for (;;) {
            const read = await customers.load('busy');
            const sends = [
              ...read!.sends,
              { deliveryId, offerId: 'latte', category: 'kaffe', geofenceId: 'torvet', at },
            ];
            if (await customers.save({ ...read!, sends })) return;
          }
        }),
      );
      const { version, sends } = (await customers.load('busy'))!;
      expect(version).toBe(racers.length);
      expect(sends.map(({ deliveryId }) => deliveryId).sort()).toEqual([...racers].sort());
    });

    it('refuses a customer over the bound and leaves the stored one alone', async () => {
      await customers.create(full);
      const visitCounts = Array.from({ length: 4000 }, (_, index) => ({
        geofenceId: `geofence-${index}`,
        visits: 1,
        lastAt: at,
      }));
      await expect(customers.save({ ...full, visitCounts })).rejects.toThrow(/auth0\|ida would take \d+ bytes/);
      expect(await customers.load(full.customerId)).toEqual(full);
    });
  });
}
