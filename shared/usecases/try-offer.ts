// Trying an offer before it is launched: begun, looked at, stopped. What takes longer than a request is a job, carried on by the queue.

import type { Catalogue, World } from '../core/decide/world.ts';
import { acceptedTags, languageFor } from '../core/explain/languages.ts';
import { asTried, catalogueWith, placesOf, unknownPlaces } from '../core/replay/draft.ts';
import { type ReportReplay, replayReports, type Weighed } from '../core/replay/reports.ts';
import { countDecision, countPerson, nothingCounted, type Person, resultOf, type Trial } from '../core/replay/trial.ts';
import type { VersionedOffer } from '../model/catalogue.ts';
import type { Offer } from '../model/offer.ts';
import type {
  Assumption,
  ReportLine,
  SimulationJob,
  SimulationRequest,
  SimulationResult,
  SimulationState,
} from '../model/simulation.ts';
import type { AuthoredCatalogue } from '../ports/catalogue.ts';
import type { SimulationQueue } from '../ports/simulation-queue.ts';
import type { Simulations } from '../ports/simulations.ts';
import { notFound, Refused } from './refused.ts';
import type { Worlds } from './worlds.ts';

export interface TryPorts {
  worlds: Worlds;
  simulations: Simulations;
  simulationQueue: SimulationQueue;
  /** ULIDs of that moment. */
  newId: (now: number) => string;
}

export interface StartPorts extends TryPorts {
  /** Asked where the offer names a segment. */
  authored: Pick<AuthoredCatalogue, 'read'>;
}

/** As it is told. */
export interface Simulation {
  id: string;
  state: SimulationState;
  /** 0 to 1. */
  done: number;
  result?: SimulationResult;
}

/** An item takes 400 KB: there has to be room for the counts beside the offer. */
const maxOfferBytes = 200_000;

/**
 * Begins a simulation. Reports are worked off at once, and what is kept is the result alone: no coordinate is stored or queued.
 * Throws Refused `invalid-offer`, naming what cannot be tried.
 */
export async function startSimulation(
  ports: StartPorts,
  { offer: asked, source, compareWith }: SimulationRequest,
  { by, acceptLanguage = '' }: { by: string; acceptLanguage?: string },
  now: number,
): Promise<{ id: string }> {
  const world = await ports.worlds.current(now);
  refuseUntriable(asked, world.catalogue);
  const offer = await withSegment(ports.authored, asked);
  const language = languageFor(acceptedTags(acceptLanguage)).tag;
  const id = ports.newId(now);
  const begun: SimulationJob = {
    ...{ id, state: 'waiting', by, startedAt: now, touchedAt: now, language, pages: 0, progress: 0 },
    source: source.kind === 'reports' ? { kind: 'reports' } : source,
    compares: compareWith !== undefined,
  };
  if (source.kind === 'reports') {
    const result = tryOnReports(world, offer, source.lines, begun, now);
    await ports.simulations.begin({ ...begun, state: 'done', progress: 1, result });
  } else {
    await ports.simulations.begin({ ...begun, offer });
    // A job without its message was told to nobody.
    await ports.simulationQueue.send({ id }, 0);
  }
  return { id };
}

/** A run counts a page every few seconds, and one that is lost is taken over within minutes. After this nobody comes any more. */
const givenUpMs = 30 * 60_000;

/** Whether there is still something to count, and somebody to do it. */
export function isUnderWay({ state, touchedAt }: SimulationJob, now: number): boolean {
  return (state === 'waiting' || state === 'running') && now - touchedAt <= givenUpMs;
}

/** Throws Refused `not-found` where there is none by this id, or its day is over. */
export async function showSimulation(
  { simulations }: Pick<TryPorts, 'simulations'>,
  id: string,
  now: number,
): Promise<Simulation> {
  const job = await simulations.find(id, now);
  if (!job) throw notFound('no simulation');
  return shown(job, now);
}

/** Stops one that is under way: from the next page on. One that has ended stays as it is. */
export async function stopSimulation(
  { simulations }: Pick<TryPorts, 'simulations'>,
  id: string,
  now: number,
): Promise<Simulation> {
  if (!(await simulations.find(id, now))) throw notFound('no simulation');
  await simulations.stop(id);
  return showSimulation({ simulations }, id, now);
}

function shown(job: SimulationJob, now: number): Simulation {
  const { id, state, progress: done, result } = job;
  const isLost = (state === 'waiting' || state === 'running') && !isUnderWay(job, now);
  if (isLost) return { id, state: 'failed', done };
  return { id, state, done, ...(result && { result }) };
}

function refuseUntriable(offer: Offer, catalogue: Catalogue): void {
  const field = 'offer.where';
  const fault = (message: string, at = field) => new Refused('invalid-offer', message, [{ field: at, message }]);
  if (Buffer.byteLength(JSON.stringify(offer)) > maxOfferBytes)
    throw fault(`the offer is larger than ${maxOfferBytes} bytes; tags say in one word what many geofenceIds say`);
  const [unknown] = unknownPlaces(offer, catalogue);
  if (unknown !== undefined) throw fault(`there is no geofence "${unknown}"`, `${field}.geofenceIds`);
  const isFor = placesOf(offer, catalogue);
  for (const { id, kind } of catalogue.geofences()) if (kind !== 'exclusion' && isFor(id)) return;
  throw fault('no geofence carries one of these tags');
}

/** An offer that is tried: a draft, with the audience of its segment. */
type Draft = Offer & Pick<VersionedOffer, 'segmentAudience'>;

async function withSegment(catalogue: StartPorts['authored'], offer: Offer): Promise<Draft> {
  if (offer.segmentId === undefined) return offer;
  const { authored } = await catalogue.read();
  const segment = authored.segments.find(({ id }) => id === offer.segmentId);
  if (segment) return { ...offer, segmentAudience: segment.audience };
  const message = `there is no segment "${offer.segmentId}"`;
  throw new Refused('invalid-offer', message, [{ field: 'offer.segmentId', message }]);
}

/** The draft in its world, and what it is counted with. */
export interface Tried {
  world: World;
  live: World;
  trial: Trial;
  offer: Offer;
  assumed: Assumption[];
}

/** @param now when the simulation began. */
export function prepare(
  live: World,
  draft: Draft,
  { source, language }: Pick<SimulationJob, 'source' | 'language'>,
  now: number,
): Tried {
  const inForce = live.catalogue.offer(draft.id);
  const { offer, assumed } = asTried(draft, (inForce?.version ?? 0) + 1, source.kind, now);
  const catalogue = catalogueWith(live.catalogue, offer);
  // What is taken to hold for the draft holds for the offer in force too, or the two could not be compared.
  const compared = inForce?.state === 'live' ? asTried(inForce, inForce.version, source.kind, now).offer : inForce;
  return {
    world: { ...live, catalogue, mostRecorded: Number.POSITIVE_INFINITY },
    live: compared ? { ...live, catalogue: catalogueWith(live.catalogue, compared) } : live,
    trial: { counts: nothingCounted(), catalogue, offerId: offer.id, language: languageFor([language]) },
    offer,
    assumed,
  };
}

function tryOnReports(
  live: World,
  draft: Draft,
  lines: readonly ReportLine[],
  job: SimulationJob,
  now: number,
): SimulationResult {
  const tried = prepare(live, draft, job, now);
  replayLines(tried, job.compares, lines);
  return resultOf(tried.trial.counts, { ...tried, compares: job.compares });
}

/** Replays reports through the draft's world, and beside it through the one in force, where the two are compared. */
export function replayLines({ world, live, trial }: Tried, compares: boolean, lines: readonly ReportLine[]): void {
  const replay = replayReports(world);
  const liveReplay = compares ? replayReports(live) : undefined;
  const people = new Map<string, Person>();
  for (const line of lines.toSorted((a, b) => a.at - b.at)) {
    const person = people.get(line.customerId) ?? countPerson(trial);
    people.set(line.customerId, person);
    const was = new Map((liveReplay ? weighedAt(liveReplay, line) : []).map((one) => [signalOf(one), one]));
    for (const one of weighedAt(replay, line)) {
      countDecision(trial, person, one, was.get(signalOf(one)));
      was.delete(signalOf(one));
    }
    for (const alone of was.values()) countDecision(trial, person, undefined, alone);
  }
}

const signalOf = ({ decision }: Weighed) => decision.facts.signal.id;

function weighedAt(replay: ReportReplay, line: ReportLine): Weighed[] {
  const { meanwhile, weighed } = replay.step(line);
  return weighed ? [...meanwhile, weighed] : meanwhile;
}
