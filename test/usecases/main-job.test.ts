// The main job over ports in memory: a report comes in, one push goes out, whatever is raced or repeated.
import { beforeEach, describe, expect, test } from 'vitest';
import { claim } from '../../shared/core/decide/deliver.ts';
import type { Customer } from '../../shared/model/customer.ts';
import type { PushOutcome } from '../../shared/ports/push-provider.ts';
import { deliverOffer } from '../../shared/usecases/deliver-offer.ts';
import { updateConsents } from '../../shared/usecases/manage-consents.ts';
import { pause } from '../../shared/usecases/pause.ts';
import { reportPositions } from '../../shared/usecases/report-positions.ts';
import { setMute, setPreferences } from '../../shared/usecases/set-preferences.ts';
import { consentPorts } from '../support/consent-ports.ts';
import { mainJobTown } from '../support/main-job-town.ts';
import { anOffer, aReport, hour, minute, noon } from '../support/town.ts';

let town: Awaited<ReturnType<typeof mainJobTown>>;
beforeEach(async () => {
  town = await mainJobTown();
});

test('a report at the café brings one push, in her language, with its reason on record', async () => {
  const { results } = await town.report(0);
  expect(results).toEqual([{ id: expect.any(String), reason: 'chosen', decisionId: expect.any(String) }]);

  await town.workOff();

  const [pushed, ...more] = town.ports.push.pushed();
  expect(more).toEqual([]);
  expect(pushed).toMatchObject({ target: { token: 'token-of-freja' }, message: { title: 'Varm kakao' } });
  expect(pushed!.message.timeToLiveSeconds).toBeGreaterThan(0);
  const [recorded] = await town.ports.decisions.latest('freja', 10, town.clock.now);
  expect(recorded).toMatchObject({
    id: results[0]!.decisionId,
    reason: 'chosen',
    offerId: 'cocoa',
    end: { state: 'sent' },
  });
  expect(town.ports.bus.published().map(({ type }) => type)).toEqual([
    'GeofenceEntered',
    'DecisionMade',
    'DeliveryEnded',
  ]);
  expect(await town.ports.offerGates.balance('cocoa')).toEqual({ spent: 1, taken: [], left: 2 });
  expect(JSON.stringify([await town.customer(), recorded, town.ports.bus.published()])).not.toMatch(/55\.67|12\.56/);
});

test('nothing more comes in the same visit, nor in the next one under the cap', async () => {
  await town.report(0);
  await town.workOff();
  town.clock.now += minute;
  expect((await town.report(500)).results[0]!.reason).toBe('exited');
  town.clock.now += minute;
  expect((await town.report(0)).results[0]!.reason).toBe('capped');
  await town.workOff();
  expect(town.ports.push.pushed()).toHaveLength(1);
});

test('the same report twice is one: the answer is duplicate, nothing is written', async () => {
  await town.report(0, { id: 'same' });
  const before = await town.customer();
  expect((await town.report(0, { id: 'same' })).results[0]!.reason).toBe('duplicate');
  expect(await town.customer()).toEqual(before);
});

test('a batch costs one read and one write', async () => {
  let loads = 0;
  let saves = 0;
  const customers = {
    ...town.ports.customers,
    load: (id: string) => {
      loads++;
      return town.ports.customers.load(id);
    },
    save: (customer: Customer) => {
      saves++;
      return town.ports.customers.save(customer);
    },
  };
  const reports = [400, 200, 0, 10].map((metres, index) =>
    aReport(metres, { id: `b${index}`, at: noon + index * 30_000, previous: undefined }),
  );
  const { results } = await reportPositions(
    { ...town.ports, customers },
    { customerId: 'freja', deviceId: 'phone', reports },
    noon + 91_000,
  );
  expect(results.map(({ reason }) => reason)).toEqual(['not-near', 'not-near', 'unconfirmed', 'chosen']);
  expect({ loads, saves }).toEqual({ loads: 1, saves: 1 });
});

test('twenty workers with the same message push once', async () => {
  await town.report(0);
  const [message] = town.ports.deliveryQueue.receive();
  await Promise.allSettled(Array.from({ length: 20 }, () => deliverOffer(town.ports, message!)));
  await town.workOff();
  expect(town.ports.push.pushed()).toHaveLength(1);
  expect(town.ends()).toHaveLength(1);
});

test('fifty concurrent reports make one visit, one reservation, one push', async () => {
  const reports = Array.from({ length: 50 }, (_, n) => town.report(0, { id: `n${n}`, at: noon - n }));
  const answers = await Promise.allSettled(reports);
  const chosen = answers.filter(
    (answer) => answer.status === 'fulfilled' && answer.value.results[0]!.reason === 'chosen',
  );
  expect(chosen).toHaveLength(1);
  await town.workOff();
  expect(town.ports.push.pushed()).toHaveLength(1);
});

test('a worker releases its own claim only, not one that another has made since', async () => {
  town = await mainJobTown({ answer: () => ({ kind: 'not-accepted', why: 'throttled' }) });
  await town.report(0);
  const [message] = town.ports.deliveryQueue.receive();
  const { customers } = town.ports;
  const save = async (customer: Customer) => {
    const saved = await customers.save(customer);
    if (customer.pending?.state !== 'reserved') return saved;
    // The release took place, its answer was lost, and a copy of the message claims before the SDK's retry is refused.
    const released = await town.customer();
    await customers.save(claim(released, released.pending!, town.clock.now + 1));
    return false;
  };
  await deliverOffer({ ...town.ports, customers: { ...customers, save } }, message!);
  expect((await town.customer()).pending?.state).toBe('sending');
});

describe('what the provider answers', () => {
  test.each<[PushOutcome, string, object, number]>([
    [{ kind: 'accepted' }, 'sent', { spent: 1, taken: [], left: 2 }, 1],
    [{ kind: 'unknown', why: 'time-out' }, 'unknown', { spent: 1, taken: [], left: 2 }, 1],
    [{ kind: 'rejected', why: 'payload', deadToken: false }, 'rejected', { spent: 0, taken: [], left: 3 }, 1],
  ])('%o → %s', async (outcome, state, balance, attempts) => {
    town = await mainJobTown({ answer: () => outcome });
    await town.report(0);
    await town.workOff();
    expect(town.ends()).toMatchObject([{ state }]);
    expect(await town.ports.offerGates.balance('cocoa')).toEqual(balance);
    expect(town.ports.push.pushed()).toHaveLength(attempts);
    expect((await town.customer()).pending).toBeUndefined();
  });

  test('a dead token is forgotten, a payload fault keeps it', async () => {
    town = await mainJobTown({ answer: () => ({ kind: 'rejected', why: 'Unregistered', deadToken: true }) });
    await town.report(0);
    await town.workOff();
    expect(await town.ports.devices.pushTarget('freja', 'phone')).toBeUndefined();
    town.clock.now += hour;
    expect((await town.report(0)).results[0]!.reason).toBe('no-device');
  });

  test('a token the provider has replaced is kept, unless the device has registered again meanwhile', async () => {
    const renewed = { kind: 'accepted' as const, updatedToken: 'token-renewed' };
    town = await mainJobTown({ answer: () => renewed });
    await town.report(0);
    await town.workOff();
    expect(await town.ports.devices.pushTarget('freja', 'phone')).toMatchObject({ token: 'token-renewed' });

    town = await mainJobTown();
    const push = async () => {
      const newest = { token: 'token-newest', platform: 'ios' as const, registeredAt: noon + 1 };
      await town.ports.devices.register('freja', 'phone', newest);
      return renewed;
    };
    await town.report(0);
    await town.workOff(60, (message) => deliverOffer({ ...town.ports, push: { push } }, message));
    expect(await town.ports.devices.pushTarget('freja', 'phone')).toMatchObject({ token: 'token-newest' });
  });

  test('what was provably not accepted is tried again within the lease, and no longer', async () => {
    let attempts = 0;
    town = await mainJobTown({
      answer: () => (++attempts < 3 ? { kind: 'not-accepted', why: 'throttled' } : { kind: 'accepted' }),
    });
    await town.report(0);
    await town.workOff();
    expect(town.ends()).toMatchObject([{ state: 'sent' }]);

    town = await mainJobTown({ answer: () => ({ kind: 'not-accepted', why: 'throttled' }) });
    await town.report(0);
    await town.workOff();
    expect(town.ends()).toMatchObject([{ state: 'expired' }]);
    expect(await town.ports.offerGates.balance('cocoa')).toEqual({ spent: 0, taken: [], left: 3 });
  });
});

describe('between decision and claim', () => {
  const consent = { textVersion: '1' };
  test.each<[string, () => Promise<unknown>]>([
    ['left', () => town.report(500, { at: town.clock.now + 1000, previous: undefined })],
    ['not-live', () => town.publish([anOffer({ state: 'paused', budgetUnits: 3 })])],
    ['not-live', () => town.publish([])],
    ['changed', () => town.publish([anOffer({ value: 99, budgetUnits: 3 })])],
    [
      'no-push-consent',
      () => updateConsents({ ...town.ports, ...consentPorts() }, 'freja', { ...consent, push: false }, noon),
    ],
    [
      'left',
      () => updateConsents({ ...town.ports, ...consentPorts() }, 'freja', { ...consent, location: false }, noon),
    ],
    ['paused', () => pause(town.ports, 'freja', 1, noon)],
    ['muted-category', () => setPreferences(town.ports, 'freja', { interests: [], mutedCategories: ['coffee'] }, noon)],
    [
      'muted-category',
      () => setMute(town.ports, 'freja', { category: 'coffee', muted: true, until: noon + hour }, noon),
    ],
    ['muted-store', () => setMute(town.ports, 'freja', { geofenceId: 'cafe', muted: true }, noon)],
    [
      'quiet-hours',
      () =>
        setPreferences(
          town.ports,
          'freja',
          {
            interests: [],
            mutedCategories: [],
            preferredHours: [{ dayOfWeek: ['sunday'], opens: '10:00', closes: '12:00' }],
          },
          noon,
        ),
    ],
    [
      'no-device',
      () =>
        town.ports.devices.register('olga', 'her-phone', {
          token: 'token-of-freja',
          platform: 'ios',
          registeredAt: noon,
        }),
    ],
  ])('%s: cancelled, nothing pushed, the unit is back', async (why, happens) => {
    await town.report(0);
    await happens();
    await town.workOff();
    expect(town.ports.push.pushed()).toEqual([]);
    expect(town.ends()).toMatchObject([{ state: 'cancelled', why }]);
    expect((await town.ports.offerGates.balance('cocoa'))!).toMatchObject({ spent: 0, taken: [] });
    expect((await town.customer()).sends).toEqual([]);
  });

  test('quiet hours begin: cancelled, nothing pushed, the unit is back', async () => {
    town = await mainJobTown({ offers: [anOffer({ budgetUnits: 3, quietHours: { from: '12:01', until: '13:00' } })] });
    await town.report(0);
    town.clock.now += minute;
    await town.workOff();
    expect(town.ports.push.pushed()).toEqual([]);
    expect(town.ends()).toMatchObject([{ state: 'cancelled', why: 'quiet-hours' }]);
    expect(await town.ports.offerGates.balance('cocoa')).toEqual({ spent: 0, taken: [], left: 3 });
  });

  test('the budget is spent by others: cancelled', async () => {
    for (const deliveryId of ['a', 'b', 'c'])
      await town.ports.offerGates.take({ offerId: 'cocoa', version: 1, deliveryId, now: noon });
    await town.report(0);
    await town.workOff();
    expect(town.ends()).toMatchObject([{ state: 'cancelled', why: 'budget-spent' }]);
  });

  test('the offer ends while the claim is being written: cancelled, the unit is back', async () => {
    town = await mainJobTown({ offers: [anOffer({ budgetUnits: 3, endsAt: noon + 5000 })] });
    await town.report(0);
    const { customers } = town.ports;
    const save: typeof customers.save = (customer) => {
      town.clock.now += 8000;
      return customers.save(customer);
    };
    await town.workOff(60, (message) => deliverOffer({ ...town.ports, customers: { ...customers, save } }, message));
    expect(town.ports.push.pushed()).toEqual([]);
    expect(town.ends()).toMatchObject([{ state: 'cancelled', why: 'ended' }]);
    expect(await town.ports.offerGates.balance('cocoa')).toEqual({ spent: 0, taken: [], left: 3 });
  });

  test('a message that comes an hour late finds its moment gone', async () => {
    await town.report(0);
    town.clock.now += hour;
    await town.workOff();
    expect(town.ends()).toMatchObject([{ state: 'expired' }]);
    expect(town.ports.push.pushed()).toEqual([]);
  });
});
