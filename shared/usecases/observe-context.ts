// Observing context: what a team's own systems tell is kept, and those present are asked again where an offer comes on by it.
import { cameOnBy, contextKey, isOver } from '../core/context/conditions.ts';
import { futureAfterMs } from '../core/decide/parameters.ts';
import type { ContextObservation } from '../model/context.ts';
import { maxTurned } from '../model/fan-out.ts';
import type { ContextStore } from '../ports/context.ts';
import { type AskPorts, askPresent } from './ask-present.ts';
import { Refused } from './refused.ts';
import type { Worlds } from './worlds.ts';

export interface ObserveContextPorts extends AskPorts {
  context: ContextStore;
  worlds: Worlds;
}

export interface Observed {
  kept: boolean;
  /** Why not. `late`: a later observation is kept, or another of the same moment. `over`: its lifetime has passed. */
  reason?: 'late' | 'over';
}

/**
 * Throws Refused `future-observation` where `observedAt` lies ahead of the clock: it would keep out what is told after it.
 * The same observation again is kept as before, and asks again whoever may not have been asked the first time.
 */
export async function observeContext(
  { context, worlds, ...ports }: ObserveContextPorts,
  { name, scope, ...observation }: ContextObservation,
  now: number,
): Promise<Observed> {
  if (observation.observedAt - now > futureAfterMs) {
    const message = 'lies in the future: send the moment it was observed, in epoch milliseconds';
    throw new Refused('future-observation', 'Nothing can have been observed then.', [{ field: 'observedAt', message }]);
  }
  if (isOver(observation, now)) return { kept: false, reason: 'over' };

  // 1. the latest is kept; of two of one moment the first
  const key = contextKey(name, scope);
  const { current, previous } = await context.observe(key, observation);
  if (current.observedAt !== observation.observedAt || current.value !== observation.value)
    return { kept: false, reason: 'late' };

  // 2. whose condition holds now and did not before is weighed for those who are there; what ceases to hold is asked at the claim
  const { catalogue } = await worlds.current(now);
  const { observedAt } = observation;
  const questions = cameOnBy(catalogue, key, previous, current, now).map(({ geofenceId, turned }) => ({
    geofenceId,
    signal: { kind: 'context' as const, id: `context:${geofenceId}:${key}:${observedAt}`, at: now },
    turned: turned.slice(0, maxTurned),
    catalogueVersion: catalogue.version,
    context: [{ key, observedAt }],
  }));
  await askPresent(ports, questions);
  return { kept: true };
}
