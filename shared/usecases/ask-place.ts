// Asking a place: everybody present, page by page and no faster than the offers' gates bear. A newer round takes over what is unfinished.
import { type LeastKnown, maxTurned, type PlaceQuestion } from '../model/fan-out.ts';
import type { FanOutQueue, PlaceQueue } from '../ports/fan-out-queue.ts';
import type { Presence } from '../ports/presence.ts';
import type { Round, Rounds } from '../ports/rounds.ts';
import { isTooLate, type VoidQuestion } from './decide-present.ts';
import { Contended, writeAttempts } from './refused.ts';
import type { Worlds } from './worlds.ts';

export interface AskPlacePorts {
  worlds: Worlds;
  presence: Presence;
  rounds: Rounds;
  placeQueue: PlaceQueue;
  fanOutQueue: FanOutQueue;
}

/** So many are asked by one message: a page is read, and sent on in ten calls. */
const pageSize = 100;
/** How many of a place are asked a second: a delivery writes to the gate of its offer twice, and no key shall take more than 200 writes. */
const askedPerSecond = 100;
/** SQS's bound: beyond 90,000 at a place the last ones come at once. */
const longestDelaySeconds = 900;
/** A question is answered within so long after it is due, or the queue is behind. */
const answerMs = 10_000;
/** So many rounds an unfinished chain remembers: one a second for longer than a message takes. */
const maxSuperseded = 16;

/**
 * Carries one question as far as a page goes; what is left is sent on before this page's customers are asked, so that
 * pages overlap. Interrupted and repeated, a customer may get the same question twice, and answers it once.
 * @returns how many were asked; where it is an hour late, nobody, and why.
 */
export async function askPlace(
  ports: AskPlacePorts,
  question: PlaceQuestion,
  now: number,
): Promise<{ asked: number; dropped?: VoidQuestion }> {
  const { geofenceId, signal } = question;
  if (isTooLate(question.page?.begunAt ?? signal.at, now)) return { asked: 0, dropped: 'too-late' };
  const { catalogue } = await ports.worlds.current(now, question.catalogueVersion);
  const geofence = catalogue.geofence(geofenceId);
  if (!geofence) return { asked: 0 };
  const { presenceShards = 1 } = geofence;

  // 1. who is there; where nobody is, nothing begins
  const page = question.page ?? { shard: 0, begunAt: now, ahead: 0 };
  const { customerIds, next } = await ports.presence.page({ geofenceId, ...page }, pageSize, now);
  if (!question.page && presenceShards === 1 && customerIds.length === 0 && next === undefined) return { asked: 0 };

  // 2. the round begins, taking over what came on in an unfinished one; the other shards are paged beside this one
  const round = question.page ? question : await beginRound(ports.rounds, question, now);
  if (!round) return { asked: 0, dropped: 'superseded' };
  const asked = 'least' in round ? { ...question, ...round.least, turned: round.turned } : question;
  if (!question.page) {
    const others = Array.from({ length: presenceShards - 1 }, (_, n) => ({ ...page, shard: n + 1 }));
    if (others.length > 0) await ports.placeQueue.send(others.map((other) => ({ ...asked, page: other })));
  }

  // 3. when this page's turn comes, if another round has not come first
  const dueAt = Math.max(now, page.begunAt + (page.ahead * presenceShards * 1000) / askedPerSecond);
  const state = await ports.rounds.prolong(geofenceId, signal.id, Math.ceil(dueAt) + answerMs);
  if (state === 'superseded') return { asked: 0, dropped: 'superseded' };

  // 4. the rest, then these
  if (next !== undefined) {
    const rest = { ...page, after: next, ahead: page.ahead + customerIds.length };
    await ports.placeQueue.send([{ ...asked, page: rest }]);
  }
  const delaySeconds = Math.min(longestDelaySeconds, Math.floor((dueAt - now) / 1000));
  const { page: _, ...ofCustomers } = asked;
  const messages = customerIds.map((customerId) => ({ customerId, ...ofCustomers, dueAt: Math.ceil(dueAt) }));
  await ports.fanOutQueue.send(messages, delaySeconds);
  return { asked: messages.length };
}

/** The round of this question; nothing where a later one has taken it over already. */
async function beginRound(rounds: Rounds, question: PlaceQuestion, now: number): Promise<Round | undefined> {
  const { geofenceId, signal, turned = [] } = question;
  for (let attempt = 1; attempt <= writeAttempts; attempt++) {
    const latest = await rounds.latest(geofenceId);
    if (latest?.signalId === signal.id) return latest;
    if (latest?.supersedes.includes(signal.id)) return undefined;
    const unfinished = latest && now < latest.until ? latest : undefined;
    const round = {
      geofenceId,
      signalId: signal.id,
      turned: [...new Set([...turned, ...(unfinished?.turned ?? [])])].slice(0, maxTurned),
      least: unfinished ? both(question, unfinished.least) : leastOf(question),
      supersedes: unfinished ? [unfinished.signalId, ...unfinished.supersedes].slice(0, maxSuperseded) : [],
      until: now + answerMs,
    };
    if (await rounds.begin(round, latest?.signalId)) return round;
  }
  throw new Contended('the round of a place');
}

const leastOf = ({ catalogueVersion, weatherVersion, context }: LeastKnown): LeastKnown => ({
  catalogueVersion,
  ...(weatherVersion !== undefined && { weatherVersion }),
  ...(context && { context }),
});

/** What it takes to answer two questions: the newer of each. */
function both(one: LeastKnown, other: LeastKnown): LeastKnown {
  const { weatherVersion: version = other.weatherVersion, context = [] } = one;
  const others = (other.context ?? []).filter(({ key }) => !context.some((known) => known.key === key));
  const all = [...context, ...others].slice(0, maxTurned);
  return leastOf({
    catalogueVersion: Math.max(one.catalogueVersion, other.catalogueVersion),
    weatherVersion: version === undefined ? undefined : Math.max(version, other.weatherVersion ?? version),
    context: all.length > 0 ? all : undefined,
  });
}

export interface KnownRounds {
  /** Whether everybody at the place is being asked anew by a later round. At most a second old. */
  isSuperseded(geofenceId: string, signalId: string, now: number): Promise<boolean>;
}

const lookAgainAfterMs = 1000;
const mostPlaces = 5000;

/** Keeps the rounds of the places it was asked about, so that a crowd costs one read a second, not one a customer. */
export function keepRounds(rounds: Pick<Rounds, 'latest'>): KnownRounds {
  const known = new Map<string, { lookedAt: number; latest: Promise<Round | undefined> }>();
  return {
    async isSuperseded(geofenceId, signalId, now) {
      let kept = known.get(geofenceId);
      if (!kept || Math.abs(now - kept.lookedAt) >= lookAgainAfterMs) {
        if (known.size >= mostPlaces) known.clear();
        kept = { lookedAt: now, latest: rounds.latest(geofenceId) };
        known.set(geofenceId, kept);
        // A failed look-up is tried again by the next caller.
        kept.latest.catch(() => known.delete(geofenceId));
      }
      return (await kept.latest)?.supersedes.includes(signalId) ?? false;
    },
  };
}
