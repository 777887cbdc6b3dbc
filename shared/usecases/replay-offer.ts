// Carrying a simulation on: page after page, each counted once, until it is done, stopped, or the run's time is up.

import type { Catalogue } from '../core/decide/world.ts';
import { relive } from '../core/replay/decisions.ts';
import { placesOf } from '../core/replay/draft.ts';
import { bothCounted, countDecision, countPerson, nothingCounted, resultOf } from '../core/replay/trial.ts';
import { walker } from '../core/replay/walkers.ts';
import type { Offer } from '../model/offer.ts';
import type { SimulationJob, SimulationMessage, SimulationPlace } from '../model/simulation.ts';
import type { Customers } from '../ports/customers.ts';
import type { DecisionSample } from '../ports/decision-sample.ts';
import type { Decisions } from '../ports/decisions.ts';
import { isUnderWay, prepare, replayLines, type Tried, type TryPorts } from './try-offer.ts';

export interface ReplayPorts extends TryPorts {
  sample: DecisionSample;
  decisions: Pick<Decisions, 'latest'>;
  customers: Pick<Customers, 'load'>;
  clock: () => number;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** So long a run goes on before it hands the job to another: well below the time-out of its function. */
const runMs = 25_000;
/** A job of which nothing was heard for so long has lost its run. A page takes seconds. */
const quietMs = 90_000;
const lookAgainSeconds = 60;
/** So many customers a page; of each so many decisions, the newest, are replayed. */
const pageSize = 20;
const mostDecisions = 2000;
/** So many are read at a time. */
const together = 5;
const walkers = 200;
const walkersAPage = 10;

/**
 * Works on one message. A job has one run at a time: a message names the run it comes from, and one that comes from another than the
 * one that counted last waits until nothing is heard of that any more. `over`: it is not under way any more. Throws where the queue shall deliver the message again.
 */
export async function replayOffer(ports: ReplayPorts, message: SimulationMessage): Promise<'over' | undefined> {
  const { clock, simulations, simulationQueue } = ports;
  const startedAt = clock();
  let job = await simulations.find(message.id, startedAt);
  if (!job || !isUnderWay(job, startedAt)) return 'over';
  const isHeld = job.run !== message.run && startedAt - job.touchedAt < quietMs;
  if (isHeld) {
    await simulationQueue.send(message, lookAgainSeconds);
    return undefined;
  }

  const run = ports.newId(startedAt);
  while (isUnderWay(job, clock())) {
    if (clock() - startedAt > runMs) {
      await simulationQueue.send({ id: job.id, run }, 0);
      return undefined;
    }
    // 1. count a page
    const page = await countPage(ports, job);
    // 2. it holds if the job is not stopped, and nobody has counted it meanwhile
    const advanced: SimulationJob = { ...job, ...page, run, pages: job.pages + 1, touchedAt: clock() };
    if (!(await simulations.advance(advanced))) {
      // Somebody else carries on; should that one be lost, this message is there.
      await simulationQueue.send({ id: job.id, run }, lookAgainSeconds);
      return undefined;
    }
    job = advanced;
  }
  return undefined;
}

type Page = Pick<SimulationJob, 'state' | 'progress' | 'next' | 'counts' | 'result' | 'offer'>;

async function countPage(ports: ReplayPorts, job: SimulationJob): Promise<Page> {
  const { offer: draft, source, startedAt, compares } = job;
  const live = await ports.worlds.current(ports.clock());
  if (!draft) throw new Error(`simulation ${job.id} holds no offer`);
  const tried = prepare(live, draft, job, startedAt);
  const before = job.next ?? { shard: 0 };
  const { next, of } =
    source.kind === 'decisions'
      ? await replayCustomers(ports, tried, before, { days: source.days, until: startedAt })
      : replayWalkers(tried, job, before);
  const counts = bothCounted(job.counts ?? nothingCounted(), tried.trial.counts);
  if (next) return { state: 'running', progress: next.shard / of, next, counts, result: undefined, offer: draft };
  const past = source.kind === 'decisions' &&
    ports.sample.share > 0 && {
      past: { share: ports.sample.share, from: startedAt - source.days * dayMs, until: startedAt },
    };
  const result = resultOf(counts, { ...tried, compares, ...past });
  return { state: 'done', progress: 1, result, next: undefined, counts: undefined, offer: undefined };
}

interface Counted {
  /** Where the next page begins; nothing after the last. */
  next?: SimulationPlace;
  of: number;
}

/** A page of the sampled customers, each with the whole of her past within the days. */
async function replayCustomers(
  ports: ReplayPorts,
  tried: Tried,
  place: SimulationPlace,
  { days, until }: { days: number; until: number },
): Promise<Counted> {
  const from = until - days * dayMs;
  const period = { from: Math.max(0, from - memoryMs(tried.world.catalogue, tried.offer)), to: until };
  let { shard, after } = place;
  let room = pageSize;
  while (room > 0 && shard < ports.sample.shards) {
    const { customerIds, next } = await ports.sample.page({ shard, ...(after !== undefined && { after }) }, room);
    for (let first = 0; first < customerIds.length; first += together) {
      const some = customerIds.slice(first, first + together);
      await Promise.all(some.map((customerId) => replayCustomer(ports, tried, customerId, period, from)));
    }
    room -= customerIds.length;
    if (next === undefined) shard += 1;
    after = next;
  }
  const of = ports.sample.shards;
  return shard < of ? { of, next: { shard, ...(after !== undefined && { after }) } } : { of };
}

/** Whoever has been erased, wants her position left alone, or has paused, is left out. */
async function replayCustomer(
  ports: ReplayPorts,
  { world, trial }: Tried,
  customerId: string,
  period: { from: number; to: number },
  from: number,
): Promise<void> {
  const [customer, records] = await Promise.all([
    ports.customers.load(customerId),
    ports.decisions.latest(customerId, mostDecisions, period.to, period),
  ]);
  if (!customer?.consents.location?.granted || (customer.pausedUntil ?? 0) > period.to) return;
  const lived = relive(world, customer, records, from);
  if (lived.length === 0) return;
  const person = countPerson(trial);
  for (const { tried, was } of lived) countDecision(trial, person, tried, was);
}

/** How far back a decision looks: the longest window of a cap or cooldown, and a week for what she is tired of. */
function memoryMs(catalogue: Catalogue, draft: Offer): number {
  let minutes = 7 * 24 * 60;
  const look = ({ caps, cooldownMinutes = 0 }: Pick<Offer, 'caps' | 'cooldownMinutes'>) => {
    minutes = Math.max(minutes, cooldownMinutes, ...caps.map(({ windowMinutes }) => windowMinutes));
  };
  look(draft);
  for (const { id } of catalogue.geofences()) catalogue.offersAt(id).forEach(look);
  return minutes * minuteMs;
}

/** A page of walkers, each by her own number. They set out when the draft begins, or now. */
function replayWalkers(tried: Tried, { id, startedAt, compares }: SimulationJob, { shard }: SimulationPlace): Counted {
  const { catalogue } = tried.world;
  const isFor = placesOf(tried.offer, catalogue);
  const ids = [...catalogue.geofences()]
    .filter(({ id, kind }) => kind !== 'exclusion' && isFor(id))
    .map(({ id }) => id);
  const from = Math.max(startedAt, tried.offer.startsAt);
  const until = Math.min(walkers, shard + walkersAPage);
  const numbers = Array.from({ length: ids.length > 0 ? until - shard : 0 }, (_, n) => shard + n);
  // Together, for a message budget is learnt from all of them.
  const lines = numbers.flatMap((number) =>
    walker(catalogue, ids, id, number, from).map((report) => ({ ...report, customerId: `walker ${number}` })),
  );
  replayLines(tried, compares, lines);
  return until < walkers ? { of: walkers, next: { shard: until } } : { of: walkers };
}
