// A round: everybody at a place is asked, page by page, paced, once a signal; and a second signal takes the first one over.

import { beforeEach, expect, test } from 'vitest';
import { memoryBatchQueue } from '../../shared/adapters/memory/batch-queue.ts';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
import { memoryDecisions } from '../../shared/adapters/memory/decisions.ts';
import { memoryEventBus } from '../../shared/adapters/memory/event-bus.ts';
import { memoryLessonQueue } from '../../shared/adapters/memory/lesson-queue.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memoryPresence } from '../../shared/adapters/memory/presence.ts';
import { memoryQueue } from '../../shared/adapters/memory/queue.ts';
import { memoryRounds } from '../../shared/adapters/memory/rounds.ts';
import type { DeliveryMessage } from '../../shared/model/delivery.ts';
import { type FanOutMessage, fanOutMessage, type PlaceQuestion, placeQuestion } from '../../shared/model/fan-out.ts';
import type { Presence } from '../../shared/ports/presence.ts';
import { askPlace, keepRounds } from '../../shared/usecases/ask-place.ts';
import { decidePresent } from '../../shared/usecases/decide-present.ts';
import { aCustomer, aGeofence, anOffer, aWorld, minute, noon } from '../support/town.ts';

const second = 1000;
const question = (id: string, turned = ['cocoa'], at = noon): PlaceQuestion => ({
  geofenceId: 'cafe',
  signal: { kind: 'time', id, at },
  turned,
  catalogueVersion: 1,
});

async function aCrowd(count: number, presenceShards = 1) {
  const rounds = memoryRounds();
  const world = aWorld({
    geofences: [aGeofence({ presenceShards })],
    offers: [anOffer({ on: 'present' }), anOffer({ id: 'bun', on: 'present', value: 5 })],
  });
  const ports = {
    customers: memoryCustomers(),
    presence: memoryPresence(),
    deliveryQueue: memoryQueue<DeliveryMessage>(() => noon),
    dwellQueue: memoryQueue<FanOutMessage>(() => noon),
    decisions: memoryDecisions(),
    offerGates: memoryOfferGates(),
    bus: memoryEventBus(),
    worlds: { current: async () => world },
    rounds,
    knownRounds: keepRounds(rounds),
    knownContext: { of: async () => undefined },
    knownWeather: { of: async () => undefined },
    lessons: memoryLessonQueue(),
    placeQueue: memoryBatchQueue<PlaceQuestion>(),
    fanOutQueue: memoryBatchQueue<FanOutMessage>(),
    onFault: (doing: string, cause: unknown) => {
      throw new Error(doing, { cause });
    },
  };
  for (let n = 0; n < count; n++) {
    const customerId = `c${String(n).padStart(4, '0')}`;
    const stay = { geofenceId: 'cafe', enteredAt: noon - minute, leaseUntil: noon + 20 * minute };
    const visit = { ...stay, visit: 1, catalogueVersion: 1, deviceId: 'phone', offered: [] };
    await ports.customers.create(aCustomer({ customerId, openVisits: [visit] }));
    await ports.presence.arrive({ ...stay, customerId }, stay.leaseUntil);
  }
  return ports;
}
let town: Awaited<ReturnType<typeof aCrowd>>;
beforeEach(async () => {
  town = await aCrowd(250);
});

/** Works the questions off until none is left. */
async function askAll(now: number, questions: PlaceQuestion[]) {
  for (let left = questions; left.length > 0; left = town.placeQueue.take()) {
    for (const one of left) await askPlace(town, placeQuestion.parse(one), now);
  }
  return town.fanOutQueue.take();
}
const decide = async (messages: FanOutMessage[], now: number) => {
  for (const message of messages) await decidePresent(town, fanOutMessage.parse(message), now);
};
const decisions = () => town.bus.published().filter(({ type }) => type === 'DecisionMade');

test('asks everybody once, a hundred a page and a second', async () => {
  const messages = await askAll(noon, [question('open')]);
  expect(messages.map(({ customerId }) => customerId).sort()).toEqual(
    Array.from({ length: 250 }, (_, n) => `c${String(n).padStart(4, '0')}`),
  );
  expect([...new Set(messages.map(({ dueAt }) => (dueAt! - noon) / second))].sort()).toEqual([0, 1, 2]);
  expect([...new Set(town.fanOutQueue.delays())].sort()).toEqual([0, 1, 2]);
  await decide(messages, noon);
  expect(decisions()).toHaveLength(250);
});

test('a signal that is told twice, or whose messages are, decides once', async () => {
  const messages = await askAll(noon, [question('open'), question('open')]);
  expect(messages.length).toBe(500);
  await decide([...messages, ...messages], noon);
  expect(decisions()).toHaveLength(250);
});

test('a second signal takes over a first one that is still queued, with what came on in it', async () => {
  const first = await askAll(noon, [question('open', ['cocoa'])]);
  await decide(first.slice(0, 40), noon);
  const second = await askAll(noon + 2000, [question('stock', ['bun'])]);
  expect(second).toHaveLength(250);
  expect(second[0]).toMatchObject({ turned: ['bun', 'cocoa'] });
  // The rest of the first is worked on afterwards, as a queue may do.
  await decide([...second, ...first.slice(40)], noon + 3000);
  expect(decisions()).toHaveLength(40 + 250);
  const [decision] = await town.decisions.latest('c0200', 10, noon + 3000);
  expect(decision?.candidates.map(({ offerId, reason }) => [offerId, reason])).toEqual([
    ['cocoa', 'chosen'],
    ['bun', 'outranked'],
  ]);
  expect(await town.decisions.latest('c0200', 10, noon + 3000)).toHaveLength(1);
});

test('of two that wait at the same place only the later one to begin is asked to the end', async () => {
  await askPlace(town, question('open', ['cocoa']), noon);
  await askPlace(town, question('stock', ['bun']), noon);
  const waiting = town.placeQueue.take();
  expect(waiting.map(({ signal }) => signal.id)).toEqual(['open', 'stock']);
  const messages = await askAll(noon, waiting);
  const asked = (id: string) => messages.filter(({ signal }) => signal.id === id).length;
  expect([asked('open'), asked('stock')]).toEqual([100, 250]);
  await decide(messages, noon);
  expect(decisions()).toHaveLength(250);
  // A late copy of the first does not begin it anew.
  expect(await askAll(noon, [question('open', ['cocoa'])])).toEqual([]);
});

test('a round that is over is not taken over: what came on then is not news now', async () => {
  await askAll(noon, [question('open', ['cocoa'])]);
  const [message] = await askAll(noon + minute, [question('stock', ['bun'])]);
  expect(message).toMatchObject({ turned: ['bun'] });
});

test('interrupted at every call and repeated, a round still asks everybody', async () => {
  for (let failing = 1; failing <= 6; failing++) {
    town = await aCrowd(150);
    const crashing = { ...town };
    let calls = 0;
    const maybe = <Arguments extends unknown[], Result>(call: (...given: Arguments) => Promise<Result>) => {
      return async (...given: Arguments) => {
        if (++calls === failing) throw new Error('crash');
        return call(...given);
      };
    };
    const { presence, rounds, placeQueue, fanOutQueue } = town;
    Object.assign(crashing, {
      presence: { ...presence, page: maybe(presence.page) } as Presence,
      rounds: { latest: maybe(rounds.latest), begin: maybe(rounds.begin), prolong: maybe(rounds.prolong) },
      placeQueue: { ...placeQueue, send: maybe(placeQueue.send) },
      fanOutQueue: { ...fanOutQueue, send: maybe(fanOutQueue.send) },
    });
    await askPlace(crashing, question('open'), noon).catch(() => undefined);
    await decide(await askAll(noon, [question('open')]), noon);
    expect(decisions(), `crash at call ${failing}`).toHaveLength(150);
  }
});

test('every shard is paged beside the others, at the same pace in all', async () => {
  town = await aCrowd(250, 4);
  const [first, ...others] = [question('open')];
  expect(others).toEqual([]);
  await askPlace(town, first!, noon);
  const pages = town.placeQueue.take();
  expect(pages.map(({ page }) => page!.shard).sort()).toEqual([0, 1, 2, 3]);
  const [next] = pages.filter(({ page }) => page!.shard === 0);
  await askPlace(town, next!, noon);
  // A quarter of the pace for each of four shards: the second hundred of one comes after four seconds.
  expect(town.fanOutQueue.delays().at(-1)).toBe(4);
});

test('where nobody is, nothing begins, and a place that is gone is not asked', async () => {
  town = await aCrowd(0);
  expect(await askAll(noon, [question('open'), { ...question('open'), geofenceId: 'gone' }])).toEqual([]);
  expect(await town.rounds.latest('cafe')).toBeUndefined();
});
