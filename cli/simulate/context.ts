// The context of a replay: what was observed, by its key and when it became known, as `POST /v1/context` would have kept it.
import * as z from 'zod';
import { contextKey, isOver, keysAskedAt } from '../../shared/core/context/conditions.ts';
import { futureAfterMs } from '../../shared/core/decide/parameters.ts';
import type { Catalogue } from '../../shared/core/decide/world.ts';
import { contextObservation, type KnownContext, maxContextKeys } from '../../shared/model/context.ts';
import type { Facts } from '../../shared/model/decision.ts';
import { epochMilliseconds } from '../../shared/model/identifier.ts';
import { lastKnown } from './course.ts';

/** The body of `POST /v1/context`, and when it was sent; where `observedAt` is left out, it was observed then. */
export const contextLine = z
  .object({ at: epochMilliseconds, ...contextObservation.shape, observedAt: epochMilliseconds.optional() })
  .transform((line) => ({ ...line, observedAt: line.observedAt ?? line.at }))
  .refine(({ at, observedAt }) => observedAt - at <= futureAfterMs, {
    path: ['observedAt'],
    message: 'lies after the moment in which it was sent',
  });
export type ContextLine = z.infer<typeof contextLine>;

interface Told {
  at: number;
  known: KnownContext;
}

/**
 * Gives facts the context that offers ask about, as it was known then. Memory: every line. Lines may come in any order;
 * of those known, the latest `observedAt` counts, and of two of one moment the first.
 */
export function openContext(catalogue: Catalogue, lines: ContextLine[]): (facts: Facts, now: number) => Facts {
  const courses = new Map<string, Told[]>();
  for (const { at, name, scope, ...known } of lines.toSorted((one, other) => one.at - other.at)) {
    const key = contextKey(name, scope);
    const course = courses.get(key) ?? [];
    courses.set(key, course);
    const last = course.at(-1)?.known;
    if (!isOver(known, at) && (!last || known.observedAt > last.observedAt)) course.push({ at, known });
  }

  return (facts, now) => {
    const keys = [...new Set(facts.consider.flatMap((geofenceId) => keysAskedAt(catalogue, geofenceId)))];
    if (keys.length === 0) return facts;
    const known = keys.slice(0, maxContextKeys).flatMap((key) => {
      const last = lastKnown(courses.get(key) ?? [], now);
      return last ? [[key, last.known] as const] : [];
    });
    return { ...facts, context: Object.fromEntries(known) };
  };
}
