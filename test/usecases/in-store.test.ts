// In the store: a code for who is there, offers for it once, and a quiet inbox that counts like one push.

import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { memoryContext } from '../../shared/adapters/memory/context.ts';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
import { memoryDecisions } from '../../shared/adapters/memory/decisions.ts';
import { memoryDevices } from '../../shared/adapters/memory/devices.ts';
import { memoryDueWindows } from '../../shared/adapters/memory/due-windows.ts';
import { memoryEventBus } from '../../shared/adapters/memory/event-bus.ts';
import { memoryInStoreCodes } from '../../shared/adapters/memory/in-store-codes.ts';
import { memoryLessonQueue } from '../../shared/adapters/memory/lesson-queue.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memoryPresence } from '../../shared/adapters/memory/presence.ts';
import { memoryPushProvider } from '../../shared/adapters/memory/push-provider.ts';
import { memoryQueue } from '../../shared/adapters/memory/queue.ts';
import { memoryRedemptions } from '../../shared/adapters/memory/redemptions.ts';
import { memoryWeather } from '../../shared/adapters/memory/weather.ts';
import type { Customer } from '../../shared/model/customer.ts';
import type { DeliveryMessage } from '../../shared/model/delivery.ts';
import { inStoreCodeFrom, inStoreCodeMs, inStoreCodeText } from '../../shared/model/in-store-code.ts';
import type { Offer } from '../../shared/model/offer.ts';
import { deliverOffer } from '../../shared/usecases/deliver-offer.ts';
import { issueInStoreCode, offersInStore } from '../../shared/usecases/in-store.ts';
import { showInbox } from '../../shared/usecases/inbox.ts';
import { keepContext } from '../../shared/usecases/known-context.ts';
import { reportPositions } from '../../shared/usecases/report-positions.ts';
import { aCustomer, anOffer, aReport, aWorld, hour, minute, noon } from '../support/town.ts';

const visit = {
  geofenceId: 'cafe',
  visit: 1,
  enteredAt: noon - minute,
  leaseUntil: noon + 15 * minute,
  catalogueVersion: 1,
  deviceId: 'phone',
  offered: [],
};
const granted = { granted: true, at: noon - hour };

async function aTown(offers: Partial<Offer>[] = [{}], changes: Partial<Customer> = {}) {
  const world = aWorld({ offers: offers.map((offer, n) => anOffer({ id: `offer-${n}`, ...offer })) });
  const clock = { now: noon };
  const queue = memoryQueue<DeliveryMessage>(() => clock.now);
  let codes = 0;
  const ports = {
    customers: memoryCustomers(),
    inStoreCodes: memoryInStoreCodes(),
    worlds: { current: async () => world },
    knownWeather: { of: async () => undefined },
    context: memoryContext(),
    weather: memoryWeather(),
    knownContext: keepContext(memoryContext()),
    lessons: memoryLessonQueue(),
    newCode: () => inStoreCodeFrom(Uint8Array.of(0, 0, 0, 0, codes++)),
    presence: memoryPresence(),
    decisions: memoryDecisions(),
    offerGates: memoryOfferGates(),
    bus: memoryEventBus(),
    deliveryQueue: queue,
    dwellQueue: { send: async () => undefined },
    devices: memoryDevices(),
    redemptions: memoryRedemptions(),
    dueWindows: memoryDueWindows(),
    push: memoryPushProvider(),
    onFault: (_: string, cause: unknown) => {
      throw cause;
    },
    clock: () => clock.now,
  };
  for (const { id, version, state, endsAt, budgetUnits } of world.catalogue.offersAt('cafe'))
    await ports.offerGates.set({ offerId: id, version, live: state === 'live', endsAt, budgetUnits });
  await ports.devices.register('freja', 'phone', {
    token: 'token-of-freja',
    platform: 'ios',
    registeredAt: noon - hour,
  });
  await ports.customers.create(aCustomer({ openVisits: [visit], ...changes }));
  const workOff = async () => {
    for (const message of queue.receive()) await deliverOffer(ports, message);
  };
  return { ports, clock, workOff, customer: async () => (await ports.customers.load('freja'))! };
}

describe('codes', () => {
  test('five bytes are eight digits, each five bytes others', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 5, maxLength: 5 }),
        fc.uint8Array({ minLength: 5, maxLength: 5 }),
        (a, b) => {
          expect(inStoreCodeText.parse(inStoreCodeFrom(a))).toHaveLength(8);
          expect(inStoreCodeFrom(a) === inStoreCodeFrom(b)).toBe(Buffer.compare(a, b) === 0);
        },
      ),
    );
    expect(inStoreCodeFrom(Uint8Array.of(255, 255, 255, 255, 255))).toBe('ZZZZZZZZ');
  });

  test.each([
    ['no consent', { consents: {} }],
    ['paused', { pausedUntil: noon + 1 }],
    ['nowhere', { openVisits: [] }],
    ['a lease that is over', { openVisits: [{ ...visit, leaseUntil: noon }] }],
    ['a place that is gone', { openVisits: [{ ...visit, geofenceId: 'closed-down' }] }],
  ])('%s: none', async (_, changes) => {
    const { ports } = await aTown([{}], changes);
    await expect(issueInStoreCode(ports, 'freja', noon)).rejects.toMatchObject({ code: 'not-in-store' });
    await expect(issueInStoreCode(ports, 'stranger', noon)).rejects.toMatchObject({ code: 'no-consent-yet' });
  });

  test('is the same while most of its time is left', async () => {
    const { ports } = await aTown();
    const first = await issueInStoreCode(ports, 'freja', noon);
    expect(first).toEqual({ code: '00000000', expiresAt: noon + inStoreCodeMs });
    expect(await issueInStoreCode(ports, 'freja', noon + inStoreCodeMs / 2 - 1)).toEqual(first);
    expect(await issueInStoreCode(ports, 'freja', noon + inStoreCodeMs / 2)).not.toEqual(first);
  });
});

describe('at the till', () => {
  test('the three best, without push consent, in the middle of the night, after any number of sends; and nothing of her', async () => {
    const quiet = { from: '11:00', until: '13:00' };
    const { ports, customer } = await aTown(
      [
        { value: 1, quietHours: quiet },
        { value: 4, personalization: 'open', subtleMessages: { da: { title: 'Til alle', body: 'I dag' } } },
        { value: 3 },
        { value: 9, personalization: 'open' },
        { value: 2 },
        { value: 8, state: 'paused' },
        { value: 8, category: 'tea' },
      ],
      {
        consents: { location: granted, profiling: granted },
        devices: {},
        sends: [{ deliveryId: 'd', offerId: 'offer-2', category: 'coffee', geofenceId: 'cafe', at: noon - 1 }],
        preferences: { interests: ['coffee'], mutedCategories: ['tea'], personalization: 'history' },
      },
    );
    const before = await customer();
    const { code } = await issueInStoreCode(ports, 'freja', noon);
    const offers = await offersInStore(ports, { code, geofenceId: 'cafe' }, undefined, noon);
    expect(offers.map(({ offerId }) => offerId)).toEqual(['offer-1', 'offer-2', 'offer-4']);
    expect(offers[0]).toEqual({ offerId: 'offer-1', category: 'coffee', title: 'Til alle', body: 'I dag' });
    expect(JSON.stringify(offers)).not.toContain('freja');
    expect(await customer()).toEqual(before);
    const again = offersInStore(ports, { code, geofenceId: 'cafe' }, undefined, noon);
    await expect(again).rejects.toMatchObject({ code: 'not-found' });
  });

  test('unknown, used, expired, elsewhere and gone are told alike', async () => {
    const refusals: unknown[] = [];
    const refusalOf = async (town: Awaited<ReturnType<typeof aTown>>, code: string, geofenceId = 'cafe', at = noon) =>
      refusals.push(
        await offersInStore(town.ports, { code, geofenceId }, 'en', at).catch(({ code: word, message }) => [
          word,
          message,
        ]),
      );
    const town = await aTown();
    const { code } = await issueInStoreCode(town.ports, 'freja', noon);
    await refusalOf(town, 'ZZZZZZZZ');
    await refusalOf(town, code, 'elsewhere');
    await refusalOf(town, code, 'cafe', noon + inStoreCodeMs);
    await town.ports.customers.save({ ...(await town.customer()), openVisits: [] });
    await refusalOf(town, code);
    await refusalOf(town, code);
    expect(refusals).toEqual(Array(5).fill(['not-found', 'There is no code in force for this store by this name.']));
  });
});

describe('the inbox', () => {
  let town: Awaited<ReturnType<typeof aTown>>;
  const look = () => showInbox(town.ports, 'freja', 'en');
  const unpushed = { consents: { location: granted, profiling: granted }, devices: {} };
  beforeEach(async () => {
    town = await aTown([{}, { value: 1 }], unpushed);
  });

  test('shows where nothing can be pushed, and counts once however often she looks', async () => {
    const [shown] = await look();
    expect(shown).toMatchObject({
      offerId: 'offer-0',
      geofenceId: 'cafe',
      title: 'Hot cocoa',
      until: visit.leaseUntil,
    });
    const { sends, version } = await town.customer();
    expect(sends).toMatchObject([{ offerId: 'offer-0', deliveryId: shown!.deliveryId }]);
    for (let n = 0; n < 3; n++) expect(await look()).toEqual([shown]);
    await town.workOff();
    expect(await town.customer()).toMatchObject({ sends, version, lastEnd: { state: 'sent', why: 'inbox' } });
    expect(await town.ports.offerGates.balance('offer-0')).toMatchObject({ spent: 1, taken: [] });
    expect(town.ports.push.pushed()).toEqual([]);
    const [decision] = await town.ports.decisions.latest('freja', 10, noon);
    expect(decision).toMatchObject({ channel: 'inbox', end: { state: 'sent' }, facts: { signal: { kind: 'inbox' } } });
  });

  test.each([
    [
      'a cap',
      [{ caps: [{ per: 'customer' as const, limit: 1, windowMinutes: 60 }] }],
      { sends: [{ deliveryId: 'd', offerId: 'x', category: 'x', geofenceId: 'mall', at: noon - 10 * minute }] },
    ],
    ['a mute', [{}], { mutes: [{ geofenceId: 'cafe' }] }],
    ['no propensity', [{ minimumPropensity: 0.5 }], {}],
    ['no place for offers', [{}], { openVisits: [] }],
    ['no consent', [{}], { consents: {} }],
    ['a pause', [{}], { pausedUntil: noon + 1 }],
    ['the budget', [{ budgetUnits: 1 }], {}],
    ['the holdout', [{ holdoutShare: 1 }], {}],
  ])('%s: nothing is shown', async (what, offers, changes) => {
    town = await aTown(offers, { ...unpushed, ...changes });
    if (what === 'the budget')
      await town.ports.offerGates.take({ offerId: 'offer-0', version: 1, deliveryId: 'other', now: noon });
    const before = await town.customer();
    expect(await look()).toEqual([]);
    expect(await look()).toEqual([]);
    // who is held out counts as sent, like everybody in either arm
    if (what === 'the holdout')
      expect(await town.customer()).toMatchObject({ lastEnd: { state: 'ghost' }, sends: [{}] });
    else if (what !== 'the budget') expect(await town.customer()).toEqual(before);
    else expect((await town.customer()).sends).toEqual([]);
  });

  test('in any order of looking and reporting, a visit has one offer, pushed or shown, and one send', async () => {
    const step = fc.constantFrom('look' as const, 'report' as const, 'work' as const, 'later' as const);
    let [pushes, shows] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 10 }), async (steps) => {
        town = await aTown([{ budgetUnits: 1 }], { openVisits: [] });
        for (const what of steps) {
          town.clock.now += 1000;
          const report = aReport(0, { at: town.clock.now });
          if (what === 'look') await look();
          if (what === 'report')
            await reportPositions(
              town.ports,
              { customerId: 'freja', deviceId: 'phone', reports: [report] },
              town.clock.now,
            );
          if (what === 'work') await town.workOff();
          if (what === 'later') town.clock.now += 5 * minute;
        }
        await town.workOff();
        const { sends, openVisits } = await town.customer();
        expect(sends.length).toBeLessThanOrEqual(1);
        const pushed = town.ports.push.pushed();
        const balance = (await town.ports.offerGates.balance('offer-0'))!;
        expect(balance.spent + balance.taken.length).toBe(sends.length);
        if (pushed.length > 0) {
          pushes++;
          expect(sends).toHaveLength(1);
        }
        if (openVisits.some(({ leaseUntil }) => town.clock.now < leaseUntil) && sends.length > 0)
          expect(await look()).toHaveLength(1);
        if (sends.length > 0 && pushed.length === 0) shows++;
      }),
      { numRuns: 150 },
    );
    expect(pushes).toBeGreaterThan(5);
    // after a report everything else is pushed: the inbox comes first only where the push was not reserved
    expect(pushes + shows).toBeGreaterThan(10);
  });

  test('what a push could not bring is shown, once, as a delivery of its own', async () => {
    town = await aTown([{}], { openVisits: [] });
    await town.ports.devices.forget('freja', 'phone', (await town.ports.devices.pushTarget('freja', 'phone'))!);
    await reportPositions(town.ports, { customerId: 'freja', deviceId: 'phone', reports: [aReport(0)] }, noon);
    await town.workOff();
    expect(await town.customer()).toMatchObject({ sends: [], lastEnd: { state: 'cancelled', why: 'no-device' } });
    const failed = (await town.customer()).lastEnd!.deliveryId;
    const [shown] = await look();
    expect(shown?.deliveryId).not.toBe(failed);
    expect(await look()).toEqual([shown]);
    expect((await town.customer()).sends).toHaveLength(1);
  });
});
