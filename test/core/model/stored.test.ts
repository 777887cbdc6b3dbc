// While a deployment is under way, old and new functions read each other's writing.
import { expect, test } from 'vitest';
import { ravnEvent } from '../../../events/ravn-event.ts';
import { customer } from '../../../shared/model/customer.ts';
import { deliveryMessage } from '../../../shared/model/delivery.ts';
import { positionReport } from '../../../shared/model/signal.ts';
import { aCustomer, aReport, noon } from '../../support/town.ts';

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
