// While a deployment is under way, old and new functions read each other's writing.
import { expect, test } from 'vitest';
import { ravnEvent } from '../../../events/ravn-event.ts';
import { choose } from '../../../shared/core/decide/choose.ts';
import { sense } from '../../../shared/core/decide/sense.ts';
import { customer } from '../../../shared/model/customer.ts';
import { deliveryMessage } from '../../../shared/model/delivery.ts';
import { positionReport } from '../../../shared/model/signal.ts';
import { aCustomer, aReport, aWorld, hour, noon } from '../../support/town.ts';

test('a customer with fields of a newer deployment is read, and written back whole', () => {
  const visit = {
    geofenceId: 'cafe',
    visit: 1,
    enteredAt: noon,
    leaseUntil: noon,
    catalogueVersion: 1,
    offered: [],
    mood: 'fine',
  };
  const newer = {
    ...aCustomer(),
    openVisits: [visit],
    loyalty: { points: 3 },
    preferences: { interests: [], mutedCategories: [], tone: 'dry' },
  };
  expect(customer.parse(newer)).toEqual(newer);
});

test('a customer of an older deployment is read: her sends name no geofence, what is reserved is to be pushed', () => {
  const { facts } = sense(aWorld(), aCustomer(), aReport(0), noon, 'phone');
  const reserved = choose(aWorld(), aCustomer(), facts!, noon, () => 0).customer;
  const { arm, ...pending } = reserved.pending!;
  const sends = [{ deliveryId: 'd', offerId: 'o', category: 'coffee', at: noon - hour }];
  expect(arm).toBe('push');
  expect(customer.parse({ ...reserved, pending, sends })).toEqual({ ...reserved, sends });
});

test('so is a message in a queue, and an event on the bus', () => {
  const message = {
    customerId: 'freja',
    deliveryId: 'd',
    offerId: 'o',
    expiresAt: noon,
    catalogueVersion: 1,
    putOff: 0,
    arm: 'push',
  };
  expect(deliveryMessage.parse(message)).toEqual(message);
  const event = {
    type: 'GeofenceEntered',
    schemaVersion: 1,
    customerId: 'freja',
    at: noon,
    geofenceId: 'cafe',
    visit: 1,
    dwell: 3,
  };
  expect(ravnEvent.parse(event)).toEqual(event);
});

test('what a stranger sends is still refused', () => {
  expect(positionReport.safeParse({ ...aReport(0), mood: 'fine' }).success).toBe(false);
});
