// The demo: a town of stores, offers and customers whose phones walk through it and talk to Ravn's public API, and nothing else.
import { fewPlaces, type OutsideEvent, playAfternoon } from './afternoon.ts';
import { createSession } from './api.ts';
import { type City, city } from './city.ts';
import { customerCount, customers as customersOf } from './customers.ts';
import { aborted, startFleet, starts } from './fleet.ts';
import { playPartners } from './partners.ts';
import { randomFrom } from './random.ts';
import { offersHad, publish, register } from './settle.ts';
import { watchSignals } from './signals.ts';
import { countsLine, type DemoResult, emptyResult, savedShare, summary } from './tally.ts';
import { clockTime, tell } from './tell.ts';
import { createTerminal, type Terminal } from './terminal.ts';
import { locationEvent } from './tracker.ts';
import { fastestMetresPerSecond } from './walker.ts';

export type { DemoResult } from './tally.ts';

export interface Push {
  token: string;
  title: string;
  body: string;
  channelType: string;
  /** The delivery's id. */
  collapseId?: string;
  at: number;
}

/** What the demo needs of a cloud, local or not: an API, tokens for it, and somebody who sees pushes arrive. */
export interface DemoCloud {
  apiUrl: string;
  issueToken(claims: { sub: string; scope?: string; expiresInSeconds?: number }): Promise<string>;
  onPush(listener: (push: Push) => void): void;
  /** Puts somebody else's event on the bus; without it the weather stays as it is. */
  putEvent?(event: OutsideEvent): void;
  /** The geofence collection (an ARN) that trackers are linked to; without it everybody's phone reports. */
  geofenceCollection?: string;
}

/** Five times walking pace is 7 m/s: fast enough to watch. Ravn takes that for riding, so visits begin where people stop. */
export const defaultSpeed = 5;

const countEveryMs = 10_000;
/** How long after the end the last explanations may take. */
const lastWordsMs = 2000;

/**
 * Publishes the city, registers its customers, and lets them walk until `signal`. The same `seed` gives the same city,
 * customers and ways (the noise depends on when fixes are taken, so two runs differ in it). Resolves to the counts; an
 * abort is the usual end. Rejects if the catalogue or the customers are refused.
 */
export async function playDemo(options: {
  cloud: DemoCloud;
  seed: number;
  speed: number;
  /** Plain lines only. */
  headless: boolean;
  signal: AbortSignal;
  write: (line: string) => void;
}): Promise<DemoResult> {
  const { cloud, seed, speed, headless, signal, write } = options;
  const terminal = createTerminal(write, headless ? undefined : process.stdout);
  const customers = customersOf(seed);
  const town = city(seed, Date.now());
  const result = emptyResult();
  const startedAt = Date.now();
  const seconds = () => (Date.now() - startedAt) / 1000;

  // 1. The marketer publishes. A first version means new data: nobody has had an offer yet.
  let had = new Map<string, string[]>();
  try {
    const version = await publish(cloud, town, signal);
    introduce(terminal, town, version, seed, speed);
    if (version > 1) had = await offersHad(cloud, customers, startedAt, signal);
  } catch (error) {
    if (signal.aborted) return result;
    throw error;
  }

  // 2. Every push is told as it arrives.
  const ended = new AbortController();
  let over = false;
  const stories = new Set<Promise<void>>();
  cloud.onPush((push) => {
    const customer = customers.find(({ token }) => token === push.token);
    if (!customer || over) return;
    result.pushes += 1;
    const story = tell(cloud, push, customer, town, terminal, ended.signal).finally(() => stories.delete(story));
    stories.add(story);
  });
  const counting = () =>
    `${result.phones} phones · ${result.reports.toLocaleString('en')} reports · ${result.pushes} pushes · decided ${countsLine(result.signals) || 'nothing'} · ${countsLine(result.reasons)}`;
  const counter = setInterval(
    () => (terminal.rewrites ? terminal.status(counting()) : terminal.line(counting())),
    terminal.rewrites ? 1000 : countEveryMs,
  );

  // 3. Customers agree, register their phones and say what they like; whoever has done so walks. The town fills up.
  const stopped = new AbortController();
  const running = AbortSignal.any([signal, stopped.signal]);
  const complaints = new Set<string>();
  const onError = (error: unknown) => {
    result.errors += 1;
    const complaint = String(error);
    // The same trouble of two hundred phones is told once.
    if (!complaints.has(complaint)) terminal.line(`trouble: ${complaint}`);
    complaints.add(complaint);
  };
  const { putEvent, geofenceCollection } = cloud;
  const fleet = startFleet({
    apiUrl: cloud.apiUrl,
    tokenFor: (sub) => cloud.issueToken({ sub }),
    seed,
    speed,
    signal: running,
    cross:
      putEvent && geofenceCollection ? (crossing) => putEvent(locationEvent(geofenceCollection, crossing)) : undefined,
    onAnswer: (reason) => {
      result.reports += 1;
      result.reasons[reason] = (result.reasons[reason] ?? 0) + 1;
    },
    onError,
    onRetry: () => {
      result.retries += 1;
    },
  });

  // 4. The sky turns, partners tell what they know, and what decisions came of is counted.
  const sessionFor = (sub: string, scope: string) =>
    createSession({
      apiUrl: cloud.apiUrl,
      newToken: () => cloud.issueToken({ sub, scope }),
      signal: running,
      random: randomFrom(seed, sub),
    });
  const townLife = [
    watchSignals({
      session: sessionFor('demo-marketer', 'ravn/marketer'),
      from: startedAt,
      until: running,
      onDecision: (kind) => {
        result.signals[kind] = (result.signals[kind] ?? 0) + 1;
      },
    }),
    playPartners({
      session: sessionFor('demo-partner', 'ravn/partner'),
      bakeries: town.catalogue.geofences.flatMap(({ id, tags }) => (tags?.includes('bakery') ? [id] : [])),
      tell: (says) => terminal.line(`${clockTime(Date.now())}  📣  ${says}`),
      onError,
      signal: running,
    }),
    putEvent &&
      playAfternoon({
        places: fewPlaces(
          town.catalogue.geofences.flatMap(({ shape }) => (shape.type === 'Circle' ? [shape.center] : [])),
        ),
        putEvent,
        tell: (says) => terminal.line(`${clockTime(Date.now())}  ☔  ${says}`),
        signal: running,
      }),
  ];
  const beginnings = new Map(starts(customers, town, seed, had).map((start, index) => [customers[index]!, start]));
  const soonestFirst = customers.toSorted((a, b) => beginnings.get(a)!.restMinutes - beginnings.get(b)!.restMinutes);
  try {
    await register(cloud, soonestFirst, signal, (customer) => {
      result.phones += 1;
      fleet.join(customer, beginnings.get(customer)!);
    });
    terminal.line(`all ${customers.length} customers are registered, after ${seconds().toFixed(1)} s`);
  } catch (error) {
    stopped.abort();
    clearInterval(counter);
    terminal.end();
    if (!signal.aborted) throw error;
  }
  await fleet.over;
  await Promise.all(townLife);
  over = true;
  result.seconds = seconds();
  result.phoneSeconds = fleet.phoneSeconds();

  // 5. The last stories are told, then the count is drawn.
  await Promise.race([Promise.allSettled(stories), aborted(AbortSignal.timeout(lastWordsMs))]);
  ended.abort();
  await Promise.allSettled(stories);
  clearInterval(counter);
  terminal.end();
  result.savedByNext = savedShare(result);
  terminal.line('');
  for (const line of summary(result, speed)) terminal.line(line);
  return result;
}

function introduce(terminal: Terminal, town: City, version: number, seed: number, speed: number): void {
  const stores = town.catalogue.geofences.filter(({ kind }) => kind === 'store').length;
  terminal.line(
    `Copenhagen: ${stores} stores, ${town.catalogue.offers.length} offers (catalogue version ${version}), ${customerCount} customers, seed ${seed}`,
  );
  terminal.line(
    `opening hours are laid round the present hour, ${town.hoursRound} in Copenhagen: ${town.openNow.size} stores open, ${stores - town.openNow.size} closed; the bakeries' warm buns are on from ${town.bunsFrom}`,
  );
  terminal.line(`people walk at ${speed}× walking pace, never above ${fastestMetresPerSecond} m/s\n`);
}
