// Crossings: a tracker's ENTER and EXIT are decided on like a report, once each, and late or older ones change nothing.

import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { geofenceCrossed } from '../../events/geofence-crossed.ts';
import { targetPayload } from '../../local/eventbridge/event-input.ts';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
import { memoryDecisions } from '../../shared/adapters/memory/decisions.ts';
import { memoryEventBus } from '../../shared/adapters/memory/event-bus.ts';
import { memoryLessonQueue } from '../../shared/adapters/memory/lesson-queue.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memoryPresence } from '../../shared/adapters/memory/presence.ts';
import { memoryQueue } from '../../shared/adapters/memory/queue.ts';
import { customerOfDevice } from '../../shared/core/decide/cross.ts';
import type { Customer } from '../../shared/model/customer.ts';
import type { DeliveryMessage } from '../../shared/model/delivery.ts';
import type { FanOutMessage } from '../../shared/model/fan-out.ts';
import { crossGeofence } from '../../shared/usecases/cross-geofence.ts';
import { reportPositions } from '../../shared/usecases/report-positions.ts';
import { everybodyAt } from '../support/present.ts';
import {
  aCustomer,
  aGeofence,
  anOffer,
  aReport,
  aWorld,
  cafe,
  hour,
  metresPerDegreeLat,
  minute,
  noon,
} from '../support/town.ts';

const second = 1000;

async function aTown(changes: Partial<Customer> = {}, geofences = [aGeofence()]) {
  const world = aWorld({ geofences, offers: [anOffer(), anOffer({ id: 'stay', on: { dwellMinutes: 10 } })] });
  const ports = {
    customers: memoryCustomers(),
    presence: memoryPresence(),
    deliveryQueue: memoryQueue<DeliveryMessage>(() => noon),
    dwellQueue: memoryQueue<FanOutMessage>(() => noon),
    decisions: memoryDecisions(),
    offerGates: memoryOfferGates(),
    bus: memoryEventBus(),
    worlds: { current: async () => world },
    knownWeather: { of: async () => undefined },
    lessons: memoryLessonQueue(),
    knownContext: { of: async () => undefined },
    onFault: (doing: string, cause: unknown) => {
      throw new Error(doing, { cause });
    },
  };
  await ports.customers.create(aCustomer(changes));
  return ports;
}
let town: Awaited<ReturnType<typeof aTown>>;
let events = 0;
beforeEach(async () => {
  town = await aTown();
});
const cross = (type: 'ENTER' | 'EXIT', at = noon, more: { id?: string; geofenceId?: string; now?: number } = {}) =>
  crossGeofence(
    town,
    { id: more.id ?? `e${++events}`, type, geofenceId: more.geofenceId ?? 'cafe', deviceId: 'freja', sampledAt: at },
    more.now ?? at + second,
  );
const present = () => everybodyAt(town.presence, { geofenceId: 'cafe' }, noon);
const freja = async () => (await town.customers.load('freja'))!;

test('ENTER begins a visit and is decided on; the question whether she stays is asked', async () => {
  expect(await cross('ENTER')).toBe('chosen');
  expect(await freja()).toMatchObject({
    openVisits: [{ geofenceId: 'cafe', visit: 1, enteredAt: noon, deviceId: 'phone' }],
    pending: { offerId: 'cocoa', deviceId: 'phone' },
  });
  expect(await present()).toEqual(['freja']);
  expect(town.dwellQueue.nextDueAt()).toBeGreaterThan(noon);
  expect(town.bus.published()).toMatchObject([
    { type: 'GeofenceEntered' },
    { type: 'DecisionMade', signal: 'crossing', reason: 'chosen' },
  ]);
});

test('EXIT ends it', async () => {
  await cross('ENTER');
  expect(await cross('EXIT', noon + minute)).toBe('exited');
  expect((await freja()).openVisits).toEqual([]);
  expect(await present()).toEqual([]);
});

describe('what comes again, late or in the wrong order changes nothing', () => {
  test('the same event', async () => {
    await cross('ENTER', noon, { id: 'a' });
    const { version } = await freja();
    expect(await cross('ENTER', noon, { id: 'a' })).toBe('duplicate');
    expect((await freja()).version).toBe(version);
  });

  test('another event of the same crossing, of a second collection say', async () => {
    await cross('ENTER', noon, { id: 'a' });
    expect(await cross('ENTER', noon, { id: 'b' })).toBe('duplicate');
  });

  test('an ENTER after the EXIT that followed it', async () => {
    await cross('EXIT', noon + 10 * second);
    await cross('ENTER', noon);
    expect(await cross('EXIT', noon + 10 * second, { id: 'x' })).toBe('exited');
    expect(await cross('ENTER', noon, { id: 'y' })).toBe('stale');
    expect((await freja()).openVisits).toEqual([]);
  });

  test('older than five minutes, or ahead of the clock', async () => {
    expect(await cross('ENTER', noon, { now: noon + 5 * minute + 1 })).toBe('stale');
    expect(await cross('ENTER', noon, { now: noon - 2 * minute - 1 })).toBe('future');
  });

  test('older than the phone’s own report', async () => {
    const away = { customerId: 'freja', deviceId: 'phone', reports: [aReport(0, { at: noon })] };
    await reportPositions(town, away, noon);
    const gone = { ...away, reports: [aReport(500, { at: noon + minute })] };
    await reportPositions(town, gone, noon + minute);
    expect(await cross('ENTER', noon + 30 * second, { now: noon + minute })).toBe('stale');
    expect((await freja()).openVisits).toEqual([]);
  });

  test('an EXIT from before the visit', async () => {
    await cross('ENTER', noon);
    expect(await cross('EXIT', noon - second, { now: noon })).toBe('stale');
    expect((await freja()).openVisits).toHaveLength(1);
  });
});

test('a second ENTER in the same visit prolongs it and weighs nothing', async () => {
  await cross('ENTER');
  const [before] = (await freja()).openVisits;
  expect(await cross('ENTER', noon + 4 * minute)).toBe('no-change');
  const [after] = (await freja()).openVisits;
  expect(after!.leaseUntil).toBe(before!.leaseUntil + 4 * minute);
  expect(town.bus.published().filter(({ type }) => type === 'DecisionMade')).toHaveLength(1);
});

test('without consent, paused, unknown, or where she is to be left alone: nothing', async () => {
  const { location: _, ...consents } = aCustomer().consents;
  town = await aTown({ consents });
  expect(await cross('ENTER')).toBe('no-location-consent');
  town = await aTown({ pausedUntil: noon + hour });
  expect(await cross('ENTER')).toBe('paused');
  town = await aTown();
  expect(await cross('ENTER', noon, { geofenceId: 'nowhere' })).toBe('not-near');
  expect(await cross('EXIT', noon, { geofenceId: 'nowhere' })).toBe('no-change');
  const stranger = { id: 'e', type: 'ENTER', geofenceId: 'cafe', deviceId: 'nobody', sampledAt: noon } as const;
  expect(await crossGeofence(town, stranger, noon)).toBe('no-location-consent');
  // 700 m away: within the buffer for some who are in the café.
  const clinic = aGeofence({
    id: 'clinic',
    kind: 'exclusion',
    shape: { type: 'Circle', center: [cafe.lng, cafe.lat + 740 / metresPerDegreeLat], radiusMetres: 50 },
  });
  town = await aTown({}, [aGeofence({ kind: 'area' }), clinic]);
  expect(await cross('ENTER')).toBe('excluded-place');
  expect((await freja()).openVisits).toEqual([]);
});

test('others write the customer in between: the crossing is judged again', async () => {
  const { customers } = town;
  let raced = false;
  town.customers = {
    ...customers,
    async save(changed) {
      if (!raced) {
        raced = true;
        await customers.save({ ...(await customers.load('freja'))!, pausedUntil: noon + hour });
      }
      return customers.save(changed);
    },
  };
  expect(await cross('ENTER')).toBe('paused');
});

test('the event of AWS becomes a crossing without a position', () => {
  const sample = JSON.parse(
    readFileSync(new URL('../../events/samples/location-geofence-event.json', import.meta.url), 'utf8'),
  );
  // As the rule of infra/geofence-mirror.ts has it; test/infra holds the two together.
  const InputTransformer = {
    InputPathsMap: {
      id: '$.id',
      'detail-EventType': '$.detail.EventType',
      'detail-GeofenceId': '$.detail.GeofenceId',
      'detail-DeviceId': '$.detail.DeviceId',
      'detail-SampleTime': '$.detail.SampleTime',
    },
    InputTemplate:
      '{"id":<id>,"type":<detail-EventType>,"geofenceId":<detail-GeofenceId>,"deviceId":<detail-DeviceId>,"sampledAt":<detail-SampleTime>}',
  };
  const payload = targetPayload({ InputTransformer }, sample, { name: 'r', arn: 'a' });
  expect(payload).not.toMatch(/12\.5683|55\.6761|Accuracy/);
  expect(geofenceCrossed.parse(JSON.parse(payload))).toEqual({
    id: '5f3a1d52-0c0f-4a0e-9d6b-2c1f9f4d7e31',
    type: 'ENTER',
    geofenceId: 'cafe',
    deviceId: 'freja',
    sampledAt: Date.parse('2026-06-02T10:00:03.250Z'),
  });
});

test('a customer whose id no tracker takes is written in base64url', () => {
  expect(customerOfDevice('freja')).toBe('freja');
  expect(customerOfDevice(`b64.${Buffer.from('auth0|freja').toString('base64url')}`)).toBe('auth0|freja');
});
