// The context a warm function keeps: each key is looked up again every 15 seconds, or at once where a message needs a later one.
import { keysAskedAt } from '../core/context/conditions.ts';
import type { Catalogue } from '../core/decide/world.ts';
import { type KnownContext as Known, maxContextKeys } from '../model/context.ts';
import type { Facts } from '../model/decision.ts';
import type { LeastKnown } from '../model/fan-out.ts';
import type { ContextStore } from '../ports/context.ts';

export interface KnownContext {
  /** At most 15 seconds old, and observed no earlier than `atLeast`. */
  of(key: string, now: number, atLeast?: number): Promise<Known | undefined>;
}

const lookAgainAfterMs = 15_000;

/** Keeps the keys asked for; those that nobody asks for any more are dropped when there are many. */
export function keepContext(context: Pick<ContextStore, 'load'>, most = 10_000): KnownContext {
  const known = new Map<string, { lookedAt: number; found: Promise<Known | undefined> }>();
  return {
    async of(key, now, atLeast = 0) {
      const kept = known.get(key);
      if (kept && Math.abs(now - kept.lookedAt) < lookAgainAfterMs) {
        const found = await kept.found;
        if ((found?.observedAt ?? 0) >= atLeast) return found;
      }
      if (known.size >= most) known.clear();
      const found = context.load(key);
      known.set(key, { lookedAt: now, found });
      // A failed look-up is tried again by the next caller.
      found.catch(() => known.delete(key));
      return found;
    },
  };
}

/** The facts with the context that offers ask about at the geofences to consider. Nothing is looked up where none does. */
export async function withContext(
  known: KnownContext,
  catalogue: Catalogue,
  facts: Facts,
  now: number,
  least: LeastKnown['context'] = [],
): Promise<Facts> {
  const keys = [...new Set(facts.consider.flatMap((geofenceId) => keysAskedAt(catalogue, geofenceId)))].slice(
    0,
    maxContextKeys,
  );
  if (keys.length === 0) return facts;
  const found = await Promise.all(
    keys.map(async (key): Promise<[string, Known][]> => {
      const context = await known.of(key, now, least.find((one) => one.key === key)?.observedAt);
      return context ? [[key, context]] : [];
    }),
  );
  return { ...facts, context: Object.fromEntries(found.flat()) };
}
