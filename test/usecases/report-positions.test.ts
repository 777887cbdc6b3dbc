// Reporting positions: the regions that are answered where they are asked for.
import { expect, test } from 'vitest';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
import { memoryDecisions } from '../../shared/adapters/memory/decisions.ts';
import { memoryEventBus } from '../../shared/adapters/memory/event-bus.ts';
import { memoryLessonQueue } from '../../shared/adapters/memory/lesson-queue.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memoryPresence } from '../../shared/adapters/memory/presence.ts';
import { memoryQueue } from '../../shared/adapters/memory/queue.ts';
import type { DeliveryMessage } from '../../shared/model/delivery.ts';
import type { FanOutMessage } from '../../shared/model/fan-out.ts';
import { reportPositions } from '../../shared/usecases/report-positions.ts';
import { aCustomer, aGeofence, aReport, aWorld, hour, noon } from '../support/town.ts';

const stores = Array.from({ length: 30 }, (_, i) => aGeofence({ id: `store-${String(i).padStart(2, '0')}` }));
const android = { platform: 'android' as const, registeredAt: noon - hour };

async function report(asked: { customerId?: string; deviceId?: string; regions?: boolean }, changes = {}) {
  const customers = memoryCustomers();
  await customers.create(aCustomer({ devices: { ...aCustomer().devices, tablet: android }, ...changes }));
  const ports = {
    customers,
    presence: memoryPresence(),
    deliveryQueue: memoryQueue<DeliveryMessage>(() => noon),
    dwellQueue: memoryQueue<FanOutMessage>(() => noon),
    decisions: memoryDecisions(),
    offerGates: memoryOfferGates(),
    bus: memoryEventBus(),
    lessons: memoryLessonQueue(),
    knownWeather: { of: async () => undefined },
    worlds: { current: async () => aWorld({ geofences: stores }) },
    knownContext: { of: async () => undefined },
    onFault: (doing: string, cause: unknown) => {
      throw new Error(doing, { cause });
    },
  };
  const reports = [aReport(9000, { at: noon - 2000 }), aReport(400)];
  return reportPositions(ports, { customerId: 'freja', deviceId: 'phone', ...asked, reports }, noon);
}

test('no regions unless they are asked for', async () => {
  expect(await report({})).not.toHaveProperty('regions');
});

test('as many as the platform of the reporting device bears; 19 where it is not registered', async () => {
  const { regions } = await report({ regions: true });
  expect(regions).toHaveLength(19);
  expect(regions![0]).toEqual({ id: 'store-00', center: [12.5683, 55.6761], radiusMetres: 100 });
  expect((await report({ regions: true, deviceId: 'tablet' })).regions).toHaveLength(30);
  expect((await report({ regions: true, deviceId: 'stranger' })).regions).toHaveLength(19);
});

test('none to watch where no position is wanted: no consent, a pause, a stranger', async () => {
  expect((await report({ regions: true }, { consents: {} })).regions).toEqual([]);
  expect((await report({ regions: true }, { pausedUntil: noon + 1 })).regions).toEqual([]);
  expect((await report({ regions: true }, { pausedUntil: noon - 1 })).regions).toHaveLength(19);
  expect((await report({ regions: true, customerId: 'nobody' })).regions).toEqual([]);
});
