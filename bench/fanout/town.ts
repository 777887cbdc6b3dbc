// The town of the fan-out benchmark: stores full of customers, the queues between the steps, and a count of what the table is asked.

import { Agent } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoContext } from '../../shared/adapters/dynamodb/context.ts';
import { dynamoCustomers } from '../../shared/adapters/dynamodb/customers.ts';
import { dynamoDecisions } from '../../shared/adapters/dynamodb/decisions.ts';
import { dynamoOfferGates } from '../../shared/adapters/dynamodb/offer-gates.ts';
import { dynamoPresence } from '../../shared/adapters/dynamodb/presence.ts';
import { dynamoRounds } from '../../shared/adapters/dynamodb/rounds.ts';
import { memoryLessonQueue } from '../../shared/adapters/memory/lesson-queue.ts';
import { compileCatalogue } from '../../shared/core/decide/compile.ts';
import { openCatalogue } from '../../shared/core/decide/world.ts';
import { newCustomer } from '../../shared/model/customer.ts';
import type { Decision } from '../../shared/model/decision.ts';
import type { FanOutMessage, PlaceQuestion } from '../../shared/model/fan-out.ts';
import { geofence } from '../../shared/model/geofence.ts';
import { offer } from '../../shared/model/offer.ts';
import { askPlace, keepRounds } from '../../shared/usecases/ask-place.ts';
import { decidePresent } from '../../shared/usecases/decide-present.ts';
import { keepContext } from '../../shared/usecases/known-context.ts';
import { observeContext } from '../../shared/usecases/observe-context.ts';

/** As deployed (infra/stack.ts): so many messages are worked on at a time, ten to a worker. */
const placesAtATime = 10 * 10;
const decisionsAtATime = 20 * 10;
const minute = 60_000;

interface Options {
  customers: number;
  stores: number;
  createTable(client: DynamoDBDocumentClient, name: string): Promise<void>;
  sleep(milliseconds: number): Promise<unknown>;
}

export async function fanOut({ customers: count, stores, createTable, sleep }: Options) {
  const startedAt = Date.now();
  // One process serves and asks: it answers when it comes to it, so no time-out.
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      requestHandler: { connectionTimeout: 0, httpAgent: new Agent({ keepAlive: true, maxSockets: 250 }) },
    }),
    {
      marshallOptions: { removeUndefinedValues: true },
    },
  );
  const table = `fanout-${startedAt}`;
  await createTable(client, table);
  const operations = new Map<string, number>();
  const writes = new Map<string, number>();
  const counted = Object.assign(Object.create(client) as DynamoDBDocumentClient, {
    send(command: { constructor: { name: string }; input: { Key?: { pk: string }; Item?: { pk: string } } }) {
      const { name } = command.constructor;
      operations.set(name, (operations.get(name) ?? 0) + 1);
      if (name === 'PutCommand' || name === 'UpdateCommand' || name === 'DeleteCommand') {
        const key = `${(command.input.Key ?? command.input.Item)?.pk} ${Math.floor(Date.now() / 1000)}`;
        writes.set(key, (writes.get(key) ?? 0) + 1);
      }
      return client.send(command as never);
    },
  });
  const at = { table, client: counted };
  const catalogue = openCatalogue(compileCatalogue(theCatalogue(stores, startedAt), 1));
  const places = workQueue<PlaceQuestion>(placesAtATime, sleep);
  const questions = workQueue<FanOutMessage>(decisionsAtATime, sleep);
  const [context, rounds] = [dynamoContext(at), dynamoRounds(at)];
  const stored = dynamoDecisions(at);
  /** How often a customer answered each signal, and about which offers that came on she has been asked. */
  const answers = new Map<string, number>();
  const weighed = new Set<string>();
  let voidQuestions = 0;
  let lastAt = startedAt;
  let lastDueAt = startedAt;
  const ports = {
    lessons: memoryLessonQueue(),
    customers: dynamoCustomers(at),
    presence: dynamoPresence(at),
    decisions: {
      ...stored,
      async record(customerId: string, decision: Decision) {
        const { signal, turned = [] } = decision.facts;
        const name = `${customerId} ${signal.id}`;
        answers.set(name, (answers.get(name) ?? 0) + 1);
        for (const offerId of turned) weighed.add(`${customerId} ${offerId}`);
        await stored.record(customerId, decision);
        lastAt = Date.now();
      },
    },
    offerGates: dynamoOfferGates(at),
    context,
    rounds,
    worlds: { current: async () => ({ catalogue }) },
    knownWeather: { of: async () => undefined },
    knownContext: keepContext(context),
    knownRounds: keepRounds(rounds),
    placeQueue: places,
    fanOutQueue: questions,
    dwellQueue: { send: async () => undefined },
    deliveryQueue: { send: async () => undefined },
    bus: { publish: async () => undefined },
    onFault: (doing: string, cause: unknown) => {
      throw new Error(doing, { cause });
    },
  };

  const enteredAt = startedAt - 5 * minute;
  const leaseUntil = startedAt + 60 * minute;
  const granted = { granted: true, at: enteredAt };
  await inParallel(count, 100, async (n) => {
    const customerId = `customer-${n}`;
    const geofenceId = `store-${n % stores}`;
    await ports.customers.create({
      ...newCustomer(customerId),
      consents: { location: granted, push: granted, profiling: granted },
      devices: { phone: { platform: 'ios', registeredAt: enteredAt } },
      openVisits: [
        { geofenceId, visit: 1, enteredAt, leaseUntil, catalogueVersion: 1, deviceId: 'phone', offered: [] },
      ],
    });
    await ports.presence.arrive({ geofenceId, customerId, enteredAt }, leaseUntil);
  });

  return {
    /** Turns so many signals, half a second apart, and waits until nothing is left to do. */
    async turn(signals: number) {
      operations.clear();
      writes.clear();
      const turnedAt = Date.now();
      const working = [
        places.work((question) => askPlace(ports, question, Date.now())),
        questions.work(async (message) => {
          lastDueAt = Math.max(lastDueAt, message.dueAt ?? 0);
          await decidePresent(ports, message, Date.now());
          if (!answers.has(`${message.customerId} ${message.signal.id}`)) voidQuestions++;
        }),
      ];
      for (let n = 0; n < signals; n++) {
        if (n > 0) await sleep(500);
        const name = n === 0 ? 'match.won' : 'sun.out';
        const observation = { name, scope: 'everywhere' as const, value: true, lifetimeSeconds: 3600 };
        await observeContext(ports, { ...observation, observedAt: Date.now() }, Date.now());
      }
      await places.empty();
      await questions.empty();
      places.stop();
      questions.stop();
      await Promise.all(working);
      const of = (name: string) => operations.get(`${name}Command`) ?? 0;
      const [hottest = ['', 0]] = [...writes].sort(([, one], [, other]) => other - one);
      return {
        decisions: [...answers.values()].reduce((sum, times) => sum + times, 0),
        /** Questions about a signal that had been taken over by a later one, and were dropped. */
        voidQuestions,
        /** Customers who answered one signal more than once. */
        askedTwice: [...answers.values()].filter((times) => times > 1).length,
        /** Customers and offers that came on, and were never weighed for them. */
        unasked: count * signals - weighed.size,
        lastDueAfterSeconds: (lastDueAt - turnedAt) / 1000,
        lastAfterSeconds: (lastAt - turnedAt) / 1000,
        gets: of('Get'),
        puts: of('Put'),
        updates: of('Update'),
        queries: of('Query'),
        hottest: { key: hottest[0].split(' ')[0], writes: hottest[1] },
      };
    },
    close: () => client.destroy(),
  };
}

function theCatalogue(stores: number, now: number) {
  const text = { title: 'Won!', body: 'Half price until the whistle' };
  const anOffer = (id: string, name: string) =>
    offer.parse({
      id,
      category: 'drinks',
      messages: { en: text },
      defaultLocale: 'en',
      where: { tags: ['bar'] },
      startsAt: now - minute,
      endsAt: now + 600 * minute,
      quietHours: 'none',
      on: 'present',
      context: [{ name, scope: 'everywhere', equals: true }],
      value: 10,
    });
  return {
    geofences: Array.from({ length: stores }, (_, n) =>
      geofence.parse({
        id: `store-${n}`,
        name: `Bar ${n}`,
        shape: { type: 'Circle', center: [12.5 + n / 100, 55.6], radiusMetres: 100 },
        timeZone: 'Europe/Copenhagen',
        tags: ['bar'],
      }),
    ),
    offers: [anOffer('won', 'match.won'), anOffer('sun', 'sun.out')],
  };
}

/** A queue with delays, and workers that take from it. */
function workQueue<Message>(atATime: number, sleep: Options['sleep']) {
  const waiting: { message: Message; dueAt: number }[] = [];
  let busy = 0;
  let stopped = false;
  return {
    async send(messages: Message[], delaySeconds = 0) {
      const dueAt = Date.now() + delaySeconds * 1000;
      waiting.push(...messages.map((message) => ({ message, dueAt })));
    },
    async work(handle: (message: Message) => Promise<unknown>) {
      const worker = async () => {
        while (!stopped) {
          const index = waiting.findIndex(({ dueAt }) => dueAt <= Date.now());
          const [taken] = index < 0 ? [] : waiting.splice(index, 1);
          if (!taken) {
            await sleep(10);
            continue;
          }
          busy++;
          await handle(taken.message).finally(() => busy--);
        }
      };
      await Promise.all(Array.from({ length: atATime }, worker));
    },
    async empty() {
      while (waiting.length > 0 || busy > 0) await sleep(10);
    },
    stop() {
      stopped = true;
    },
  };
}

async function inParallel(count: number, atATime: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}
