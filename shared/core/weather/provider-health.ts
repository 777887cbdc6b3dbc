// The provider's health: how many requests the hour still bears, and a circuit breaker that leaves a broken one alone.
import type { ProviderHealth } from '../../model/weather.ts';

const hourMs = 60 * 60_000;

/** So many failures in a row, of whatever cells, open the circuit. */
const failuresToOpen = 5;
const shortestRestMs = 60_000;
const longestRestMs = 30 * 60_000;

/** What one round may ask at most, so that a hundred new cells come in over some minutes and not in one second. */
const requestsPerRound = 60;

/** How many requests may be made now: none while the circuit is open, then one that tries, and never over the hour's budget. */
export function allowedRequests(health: ProviderHealth | undefined, requestsPerHour: number, now: number): number {
  if (health?.openUntil !== undefined && now < health.openUntil) return 0;
  const used = health?.hour === hourOf(now) ? health.requests : 0;
  const atOnce = health?.openUntil === undefined ? requestsPerRound : 1;
  return Math.max(0, Math.min(atOnce, requestsPerHour - used));
}

/** The health with so many requests booked, before they are made: a second tick at the same time then has its own share. */
export function booked(health: ProviderHealth | undefined, requests: number, now: number): ProviderHealth {
  const hour = hourOf(now);
  const used = health?.hour === hour ? health.requests : 0;
  return {
    ...(health ?? { failures: 0, causes: [] }),
    version: (health?.version ?? 0) + 1,
    hour,
    requests: used + requests,
  };
}

/** A request that was answered (no `cause`) or not. */
export interface Outcome {
  cause?: string;
  retryAfterSeconds?: number;
}

/** The health after one request. A good answer closes the circuit and forgets what was complained of. */
export function afterRequest(
  health: ProviderHealth,
  { cause, retryAfterSeconds }: Outcome,
  now: number,
  random: number,
): ProviderHealth {
  const { openUntil, failingSince = now, ...well } = health;
  if (cause === undefined) return { ...well, failures: 0, causes: [] };
  const rest = { ...well, failingSince };
  const failures = health.failures + 1;
  const causes = health.causes.includes(cause) ? health.causes : [...health.causes, cause];
  if (cause !== 'throttled' && failures < failuresToOpen)
    return { ...rest, failures, causes, ...(openUntil !== undefined && { openUntil }) };
  const doubled = shortestRestMs * 2 ** Math.min(10, Math.max(0, failures - failuresToOpen));
  const restMs = Math.min(longestRestMs, Math.max(doubled, (retryAfterSeconds ?? 0) * 1000));
  // Never shorter than asked for, up to a quarter longer: not everybody returns at the same second.
  const until = Math.ceil(now + restMs * (1 + random / 4));
  return { ...rest, failures, causes, openUntil: Math.max(until, openUntil ?? 0) };
}

const hourOf = (now: number) => Math.floor(now / hourMs);
