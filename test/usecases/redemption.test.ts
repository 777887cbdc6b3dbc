// Redemption codes over ports in memory: handed out with a push, used once at a till, whatever is raced, repeated or interrupted.
import { expect, test } from 'vitest';
import { memoryAnsweredRequests } from '../../shared/adapters/memory/answered-requests.ts';
import { memoryContext } from '../../shared/adapters/memory/context.ts';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
import { memoryDecisions } from '../../shared/adapters/memory/decisions.ts';
import { memoryDevices } from '../../shared/adapters/memory/devices.ts';
import { memoryDueWindows } from '../../shared/adapters/memory/due-windows.ts';
import { memoryEventBus } from '../../shared/adapters/memory/event-bus.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memoryPushProvider } from '../../shared/adapters/memory/push-provider.ts';
import { memoryQueue } from '../../shared/adapters/memory/queue.ts';
import { memoryRedemptions } from '../../shared/adapters/memory/redemptions.ts';
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import { memoryWeather } from '../../shared/adapters/memory/weather.ts';
import { chance } from '../../shared/core/decide/chance.ts';
import { choose } from '../../shared/core/decide/choose.ts';
import { compileCatalogue } from '../../shared/core/decide/compile.ts';
import { sense } from '../../shared/core/decide/sense.ts';
import { openCatalogue } from '../../shared/core/decide/world.ts';
import type { DeliveryMessage } from '../../shared/model/delivery.ts';
import { offer as offerSchema } from '../../shared/model/offer.ts';
import type { OutcomeMessage } from '../../shared/model/outcome-message.ts';
import { codeFrom, spoken } from '../../shared/model/redemption.ts';
import type { PushOutcome } from '../../shared/ports/push-provider.ts';
import { answerOnce } from '../../shared/usecases/answer-once.ts';
import { deliverOffer } from '../../shared/usecases/deliver-offer.ts';
import { redeemCode } from '../../shared/usecases/redeem-code.ts';
import { reportOutcomes } from '../../shared/usecases/report-outcomes.ts';
import { keepWorld } from '../../shared/usecases/worlds.ts';
import { aCustomer, aGeofence, anOffer, aReport, minute, noon } from '../support/town.ts';

const codeOf = (n: number) => codeFrom(Uint8Array.of(n, 0, 0, 0, 0, 0, 0, 0, 0));
const messages = { da: { title: 'Kakao', body: 'Kode {code}, gælder til {codeExpiresAt}' } };

/** A reserved delivery of an offer with a code, everything it needs, and a clock to turn. */
async function aReservation({ offer = {}, answer }: { offer?: object; answer?: () => PushOutcome } = {}) {
  const clock = { now: noon };
  const coded = anOffer({ messages, redemption: { codeValidMinutes: 30 }, ...offer });
  const snapshot = compileCatalogue({ geofences: [aGeofence()], offers: [coded] }, 1);
  const snapshots = memorySnapshots();
  await snapshots.publish(snapshot, noon);
  const world = { catalogue: openCatalogue(snapshot) };
  const { facts } = sense(world, aCustomer(), aReport(0), noon, 'phone');
  const { customer } = choose(world, aCustomer(), facts!, noon, chance('a'));
  let drawn = 0;
  const ports = {
    customers: memoryCustomers(),
    deliveryQueue: memoryQueue<DeliveryMessage>(() => clock.now),
    outcomeQueue: memoryQueue<OutcomeMessage>(() => clock.now),
    decisions: memoryDecisions(),
    offerGates: memoryOfferGates(),
    redemptions: memoryRedemptions(),
    dueWindows: memoryDueWindows(),
    requests: memoryAnsweredRequests(),
    newCode: () => codeOf(drawn++),
    newId: () => `run-${drawn++}`,
    bus: memoryEventBus(),
    devices: memoryDevices(),
    push: memoryPushProvider(answer),
    worlds: keepWorld(snapshots),
    context: memoryContext(),
    weather: memoryWeather(),
    clock: () => clock.now,
    onFault: (doing: string, cause: unknown) => {
      throw new Error(doing, { cause });
    },
  };
  await ports.customers.create(customer);
  await ports.devices.register('freja', 'phone', { token: 't', platform: 'ios', registeredAt: noon - 60 * minute });
  await ports.offerGates.set({ offerId: 'cocoa', version: 1, live: true, endsAt: coded.endsAt });
  const { deliveryId, expiresAt } = customer.pending!;
  const message = { customerId: 'freja', deliveryId, offerId: 'cocoa', expiresAt, catalogueVersion: 1, putOff: 0 };
  return { ports, clock, world, message, load: async () => (await ports.customers.load('freja'))! };
}

test('the push carries the code and until when, the till uses it once, and she is not offered it again', async () => {
  const { ports, clock, message, load, world } = await aReservation();
  await deliverOffer(ports, message);
  expect(ports.push.pushed()[0]!.message.body).toBe(`Kode ${spoken(codeOf(0))}, gælder til 12.30`);
  expect((await load()).codes).toMatchObject([{ code: codeOf(0), deliveryId: message.deliveryId }]);

  clock.now += 10 * minute;
  const redeemed = { code: codeOf(0), offerId: 'cocoa', category: 'coffee', redeemedAt: clock.now };
  expect(await redeemCode(ports, spoken(codeOf(0)).toLowerCase(), 'r1', clock.now)).toEqual(redeemed);
  expect(await redeemCode(ports, codeOf(0), 'r1', clock.now + minute)).toEqual(redeemed);
  await expect(redeemCode(ports, codeOf(0), 'r2', clock.now)).rejects.toMatchObject({ code: 'code-used' });
  await expect(redeemCode(ports, codeOf(9), 'r3', clock.now)).rejects.toMatchObject({ code: 'unknown-code' });

  const customer = await load();
  expect(customer.codes).toEqual([]);
  expect(customer.outcomes).toMatchObject([{ kind: 'redeemed', category: 'coffee' }]);
  expect(ports.outcomeQueue.receive()).toMatchObject([
    { customerId: 'freja', outcome: { kind: 'redeemed', offerId: 'cocoa', deliveryId: message.deliveryId } },
  ]);
  const later = noon + 25 * 60 * minute;
  const visit = { ...customer.openVisits[0]!, offered: [], leaseUntil: later + minute };
  const { facts } = sense(world, { ...customer, openVisits: [] }, aReport(0, { at: later }), later, 'phone');
  const again = choose(world, { ...customer, openVisits: [visit] }, facts!, noon + 23 * 60 * minute, chance('b'));
  expect(again.decision!.candidates[0]).toMatchObject({
    reason: 'already-redeemed',
    compared: { redeemedAt: noon + 10 * minute },
  });
});

test('past its end a code is refused; one until a moment is good until then', async () => {
  const short = await aReservation();
  await deliverOffer(short.ports, short.message);
  await expect(redeemCode(short.ports, codeOf(0), 'r', noon + 30 * minute)).rejects.toMatchObject({
    code: 'code-expired',
  });
  const validUntil = anOffer().endsAt + 60 * minute;
  const long = await aReservation({ offer: { redemption: { validUntil } } });
  await deliverOffer(long.ports, long.message);
  expect(await redeemCode(long.ports, codeOf(0), 'r', validUntil - 1)).toMatchObject({ offerId: 'cocoa' });
  const early = { ...anOffer(), redemption: { validUntil: anOffer().endsAt - 1 } };
  expect(offerSchema.safeParse(early).error?.issues[0]?.path).toEqual(['redemption', 'validUntil']);
});

test('who is held out gets no code; who is pushed again gets another; a code that is taken is drawn again', async () => {
  const heldOut = await aReservation({ offer: { holdoutShare: 1 } });
  await deliverOffer(heldOut.ports, heldOut.message);
  expect((await heldOut.load()).codes).toBeUndefined();
  await expect(redeemCode(heldOut.ports, codeOf(0), 'r', noon)).rejects.toMatchObject({ code: 'unknown-code' });

  let attempts = 0;
  const twice = await aReservation({
    answer: () => (attempts++ === 0 ? { kind: 'not-accepted', why: 'throttled' } : { kind: 'accepted' }),
  });
  const taken = { code: codeOf(0), deliveryId: 'other', customerId: 'olga', offerId: 'cocoa', category: 'coffee' };
  await twice.ports.redemptions.issue({ ...taken, expiresAt: noon + minute, offerEndsAt: noon + minute });
  await deliverOffer(twice.ports, twice.message);
  expect((await twice.load()).codes).toEqual([]);
  await deliverOffer(twice.ports, twice.message);
  const told = twice.ports.push.pushed().map(({ message }) => message.body.slice(5, 16));
  expect(told).toEqual([spoken(codeOf(1)), spoken(codeOf(2))]);
  expect((await twice.load()).codes).toMatchObject([{ code: codeOf(2) }]);
});

test('two tills at once, 1,000 times: exactly one success each, each with her one outcome', async () => {
  const { ports } = await aReservation();
  for (let round = 0; round < 1000; round++) {
    const code = codeFrom(Uint8Array.of(31, round & 31, (round >> 5) & 31, 0, 0, 0, 0, 0, 0));
    const bound = { deliveryId: code, customerId: 'freja', offerId: `offer-${round}`, category: 'coffee' };
    await ports.redemptions.issue({ ...bound, code, expiresAt: noon + minute, offerEndsAt: noon + minute });
    const tills = ['till-1', 'till-2'].map((callerId) =>
      answerOnce(ports, { callerId, operationId: 'redeemCode', key: `k${round}`, body: { code } }, noon, (id) =>
        redeemCode(ports, code, id, noon),
      ),
    );
    const answers = await Promise.allSettled(tills);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(ports.outcomeQueue.receive()).toHaveLength(1);
  }
});

test('a crash before or after every call: the same request again completes it, and nobody else gets the code', async () => {
  const calls = [
    'requests.begin',
    'redemptions.redeem',
    'customers.load',
    'outcomeQueue.send',
    'customers.save',
    'requests.answer',
  ];
  for (const crashAt of calls) {
    for (const when of ['before', 'after'] as const) {
      const { ports, message, load } = await aReservation();
      await deliverOffer(ports, message);
      const till = (with_: typeof ports, callerId: string, now: number) =>
        answerOnce(with_, { callerId, operationId: 'redeemCode', key: 'k', body: {} }, now, (id) =>
          redeemCode(with_, codeOf(0), id, now),
        );
      // Whoever crashes tidies nothing up.
      const broken = crashing(ports, crashAt, when);
      await expect(till(broken, 'till-1', noon), `${when} ${crashAt}`).rejects.toThrow('crash');
      const other = await till(ports, 'till-2', noon + 1000).catch((refused) => refused.code);
      const again = await till(ports, 'till-1', noon + minute).catch((refused) => refused.code);
      // Until the code itself is used, whoever comes first has it.
      const wasUsed = !(crashAt === 'requests.begin' || (crashAt === 'redemptions.redeem' && when === 'before'));
      expect(wasUsed ? [other, again.offerId] : [other.offerId, again], `${when} ${crashAt}`).toEqual(
        wasUsed ? ['code-used', 'cocoa'] : ['cocoa', 'code-used'],
      );
      const customer = await load();
      expect(customer.outcomes, `${when} ${crashAt}`).toHaveLength(1);
      expect(customer.redeemed).toHaveLength(1);
      expect(new Set(ports.outcomeQueue.receive().map(({ outcome }) => outcome!.id)).size).toBe(1);
    }
  }
});

test('an app tells of deliveries of hers alone, each outcome once; a redemption it tells of counts', async () => {
  const { ports, message, load } = await aReservation();
  await deliverOffer(ports, message);
  const { deliveryId } = message;
  const tell = (id: string, kind: 'opened' | 'redeemed', about = deliveryId, at = noon) =>
    reportOutcomes(ports, 'freja', [{ id, kind, at, deliveryId: about }], noon);
  expect(await tell('o1', 'opened', deliveryId, noon + 1e9)).toEqual([{ id: 'o1', result: 'noted' }]);
  expect(await tell('o1', 'opened')).toEqual([{ id: 'o1', result: 'duplicate' }]);
  expect(await tell('o2', 'opened', 'another')).toEqual([{ id: 'o2', result: 'unknown-delivery' }]);
  expect(await tell('o3', 'redeemed')).toEqual([{ id: 'o3', result: 'noted' }]);
  const customer = await load();
  expect(customer.outcomes).toMatchObject([
    { id: 'o1', at: noon },
    { id: 'o3', category: 'coffee' },
  ]);
  expect(customer.redeemed).toMatchObject([{ offerId: 'cocoa' }]);
  expect(ports.outcomeQueue.receive()).toHaveLength(2);
  expect(await reportOutcomes(ports, 'nobody', [{ id: 'o', kind: 'opened', at: noon, deliveryId }], noon)).toEqual([
    { id: 'o', result: 'no-profiling-consent' },
  ]);
});

/** The ports, of which one call (`customers.save`) throws before or after its effect, and every call after it. */
function crashing<Ports extends Record<string, unknown>>(ports: Ports, at: string, when: 'before' | 'after'): Ports {
  let down = false;
  const wrapped = Object.entries(ports).map(([name, port]) => {
    if (typeof port !== 'object' || port === null) return [name, port];
    const methods = Object.entries(port).map(([method, call]) => [
      method,
      async (...args: unknown[]) => {
        const isIt = `${name}.${method}` === at;
        if (down || (isIt && when === 'before')) {
          down = true;
          throw new Error('crash');
        }
        const result = await (call as (...args: unknown[]) => unknown)(...args);
        down ||= isIt;
        if (isIt) throw new Error('crash');
        return result;
      },
    ]);
    return [name, Object.fromEntries(methods)];
  });
  return Object.fromEntries(wrapped) as Ports;
}
