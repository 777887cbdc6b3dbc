// The fleet: every customer's phone, placed in the town, and the one timer that moves them all.
import { createSession } from './api.ts';
import type { City } from './city.ts';
import type { DemoCustomer } from './customers.ts';
import { createPhone, type Reporter } from './phone.ts';
import { along } from './plane.ts';
import { between, pick, type Random, randomFrom } from './random.ts';
import { createReceiver, type Temperament } from './receiver.ts';
import { everyCorner, lastMetres, positionOf, route, streets } from './routes.ts';
import { type Place, places } from './stores.ts';
import type { Corner } from './streets.ts';
import { type Cross, createTracker } from './tracker.ts';
import { createWalker } from './walker.ts';

/** As many reports a second as a laptop with two cores takes calmly. */
const reportsPerSecond = 40;
const tickMs = 50;
/** How many customers on foot are about to walk into a store they like when the demo starts, and how far from its edge they are, metres: a minute or two on foot. */
const earlyCount = 16;
const earlyMetres = [50, 160] as const;
/** The others leave where they are within so many minutes of walking time. */
const leaveWithinMinutes = 20;

/** Where somebody starts: position, corners ahead, and how many minutes of walking time are rested before. */
export interface Start {
  position: [number, number];
  ahead: Corner[];
  restMinutes: number;
}

/**
 * Where everybody is at the start. Some are on their way into an open store that has an offer they like, so that there
 * is something to see within seconds; the rest are spread over the streets. `had` names offers a customer has had lately,
 * which keeps a second start on the same data from repeating the first.
 */
export function starts(
  customers: DemoCustomer[],
  city: City,
  seed: number,
  had: ReadonlyMap<string, readonly string[]> = new Map(),
): Start[] {
  let early = 0;
  return customers.map((customer) => {
    const random = randomFrom(seed, customer.id, 'start');
    const isEarly = customer.hasTracker || early < earlyCount;
    const store = isEarly ? likedStore(customer, city, had.get(customer.id) ?? [], random) : undefined;
    if (store) {
      if (!customer.hasTracker) early += 1;
      const way = route(
        pick(
          random,
          everyCorner.filter((corner) => corner !== store.corner),
        ),
        store.corner,
      );
      const { at, ahead } = lastMetres(way, store.radiusMetres + between(random, ...earlyMetres));
      return { position: at, ahead, restMinutes: 0 };
    }
    const from = pick(random, everyCorner);
    const { to } = pick(random, streets.get(from)!);
    return {
      position: along(positionOf(from), positionOf(to), random()),
      ahead: [to],
      restMinutes: between(random, 0, leaveWithinMinutes),
    };
  });
}

/** An open round store with an offer that is on now and that this customer may get; none for who has refused anything. */
function likedStore(
  { consents, interests }: DemoCustomer,
  city: City,
  had: readonly string[],
  random: Random,
): { corner: Corner; radiusMetres: number } | undefined {
  if (!consents.location || !consents.profiling || !consents.push || had.length > 0) return undefined;
  const on = new Set<string>(city.catalogue.offers.filter((offer) => !offer.hours).map((offer) => offer.category));
  const liked = places.flatMap(({ id, category, corner, shape }) =>
    city.openNow.has(id) && category && interests.includes(category) && on.has(category) && shape.type === 'Circle'
      ? [{ corner, radiusMetres: shape.radiusMetres }]
      : [],
  );
  return liked.length > 0 ? pick(random, liked) : undefined;
}

/** Two in three ways lead to a store that is liked, the others anywhere; of a few that come to mind, the one least far. */
export function goals(customer: DemoCustomer, random: Random): (here: Corner) => Corner {
  const liked = places.filter(({ category }) => category && customer.interests.includes(category));
  return (here) => {
    const from: readonly Place[] = liked.length > 0 && random() < 2 / 3 ? liked : places;
    const ideas = [0, 1, 2].map(() => pick(random, from).corner).filter((corner) => corner !== here);
    const ways = (ideas.length > 0 ? ideas : streets.get(here)!.map(({ to }) => to)).map((goal) => route(here, goal));
    return ways.sort((a, b) => a.length - b.length)[0]!.at(-1)!;
  };
}

/** A few phones are not what they say. */
function temperamentOf(random: Random): Temperament {
  const draw = random();
  if (draw < 0.01) return 'liar';
  if (draw < 0.02) return 'jumping';
  return draw < 0.04 ? 'mocked' : 'honest';
}

export interface Fleet {
  /** From now on this customer's phone takes fixes, and she walks. */
  join(customer: DemoCustomer, start: Start): void;
  /** For how long phones have been on, all together, seconds. */
  phoneSeconds(): number;
  /** Resolves after the signal, when the last request is over. */
  over: Promise<void>;
}

/** One timer moves everybody who has joined, until the signal. */
export function startFleet(options: {
  apiUrl: string;
  tokenFor: (customerId: string) => Promise<string>;
  seed: number;
  speed: number;
  signal: AbortSignal;
  /** Who hears of the crossings of trackers; without it everybody's phone reports. */
  cross?: Cross;
  onAnswer: (reason: string) => void;
  onError: (error: unknown) => void;
  onRetry: () => void;
}): Fleet {
  const { apiUrl, tokenFor, seed, speed, signal, cross, onAnswer, onError, onRetry } = options;
  const run = Date.now().toString(36);
  const phones: Reporter[] = [];
  const joinedAt: number[] = [];
  const underWay = new Set<Promise<void>>();
  let endedAt: number | undefined;
  let allowance = reportsPerSecond / 4;
  let turn = 0;

  const timer = setInterval(() => {
    allowance = Math.min(reportsPerSecond / 4, allowance + (reportsPerSecond * tickMs) / 1000);
    // Whose turn it is goes round, so that nobody waits for ever when many want to report at once.
    const first = turn;
    for (let step = 0; step < phones.length; step++) {
      const index = (first + step) % phones.length;
      const phone = phones[index]!;
      if (!phone.wantsToReport(Date.now()) || allowance < 1) continue;
      allowance -= 1;
      turn = index + 1;
      const request = phone.report().finally(() => underWay.delete(request));
      underWay.add(request);
    }
  }, tickMs);

  return {
    join(customer, { position, ahead, restMinutes }) {
      const now = Date.now();
      // One stream each: how often a phone asks for a fix must not change where its owner goes.
      const chance = (what: string) => randomFrom(seed, customer.id, what);
      const temperament = temperamentOf(chance('temperament'));
      const walker = createWalker({
        random: chance('walk'),
        speed,
        start: position,
        ahead,
        restUntil: now + (restMinutes * 60_000) / speed,
        now,
        nextGoal: goals(customer, chance('goals')),
      });
      if (customer.hasTracker && cross) {
        const receiver = createReceiver(chance('receiver'), 'honest');
        phones.push(createTracker({ deviceId: customer.id, walker, receiver, firstFixAt: now, cross }));
        return;
      }
      joinedAt.push(now);
      phones.push(
        createPhone({
          deviceId: customer.deviceId,
          walker,
          receiver: createReceiver(chance('receiver'), temperament),
          session: createSession({
            apiUrl,
            newToken: () => tokenFor(customer.id),
            signal,
            random: chance('patience'),
            onRetry,
          }),
          mocked: temperament === 'mocked',
          run,
          firstFixAt: now,
          onAnswer,
          onError,
        }),
      );
    },
    phoneSeconds: () => joinedAt.reduce((sum, at) => sum + ((endedAt ?? Date.now()) - at) / 1000, 0),
    over: aborted(signal).then(async () => {
      endedAt = Date.now();
      clearInterval(timer);
      await Promise.allSettled(underWay);
    }),
  };
}

export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
