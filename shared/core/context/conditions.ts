// Conditions on context: under which key one is looked up, whether it holds, and what was compared where it does not.
import type { ContextCondition, ContextScope, KnownContext } from '../../model/context.ts';
import type { Compared } from '../../model/decision.ts';
import type { Catalogue } from '../decide/world.ts';

export type Answer = 'yes' | 'no' | 'unknown';

/** The name of an observation with its scope: `geofence/torvet/stock.croissant`. No part of it holds a `/`. */
export function contextKey(name: string, scope: ContextScope): string {
  if (scope === 'everywhere') return `everywhere/${name}`;
  return scope.tag === undefined ? `geofence/${scope.geofenceId}/${name}` : `tag/${scope.tag}/${name}`;
}

/** Where a condition of an offer is looked up, at this geofence. */
export function keyAt({ name, scope }: ContextCondition, geofenceId: string): string {
  return contextKey(name, scope === 'geofence' ? { geofenceId } : scope);
}

/** Whether it holds. What is missing, over, or of another type than the condition compares is not known. */
export function answerOf(condition: ContextCondition, known: KnownContext | undefined, now: number): Answer {
  if (!known || isOver(known, now)) return 'unknown';
  const { value } = known;
  const { equals, atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = condition;
  if (equals !== undefined) return typeof value !== typeof equals ? 'unknown' : value === equals ? 'yes' : 'no';
  if (typeof value !== 'number') return 'unknown';
  return value >= atLeast && value <= atMost ? 'yes' : 'no';
}

/** Whether nothing is known from it any more. */
export function isOver({ observedAt, lifetimeSeconds }: KnownContext, now: number): boolean {
  return now >= observedAt + lifetimeSeconds * 1000;
}

/** By `contextKey`. */
export type ContextThere = Readonly<Record<string, KnownContext>>;

/** What holds at a geofence, by its name alone; where it was told for several scopes, the narrowest. */
export function signalsAt(
  { id: geofenceId, tags = [] }: { id: string; tags?: string[] },
  there: ContextThere | undefined,
  now: number,
): Record<string, KnownContext['value']> {
  if (!there) return {};
  const fromWideToNarrow = ['everywhere', ...tags.map((tag) => `tag/${tag}`), `geofence/${geofenceId}`];
  return Object.fromEntries(
    fromWideToNarrow.flatMap((scope) =>
      Object.entries(there)
        .filter(([key, known]) => key.slice(0, key.lastIndexOf('/')) === scope && !isOver(known, now))
        .map(([key, { value }]) => [key.slice(key.lastIndexOf('/') + 1), value]),
    ),
  );
}

/** The first condition that does not hold, with what it wanted and what there was; nothing where all hold. */
export function contextMismatch(
  conditions: readonly ContextCondition[] | undefined,
  geofenceId: string,
  there: ContextThere | undefined,
  now: number,
): Compared | undefined {
  for (const condition of conditions ?? []) {
    const known = there?.[keyAt(condition, geofenceId)];
    const answer = answerOf(condition, known, now);
    if (answer === 'yes') continue;
    const { name, atLeast, atMost, equals } = condition;
    return {
      name,
      ...(answer === 'unknown' ? { known: false } : { value: known!.value }),
      ...(atLeast !== undefined && { atLeast }),
      ...(atMost !== undefined && { atMost }),
      ...(equals !== undefined && { equals }),
    };
  }
  return undefined;
}

/** The keys that the offers of a geofence ask about, each once. */
export function keysAskedAt(catalogue: Pick<Catalogue, 'offersAt'>, geofenceId: string): string[] {
  const offers = catalogue.offersAt(geofenceId);
  return [...new Set(offers.flatMap(({ context = [] }) => context.map((condition) => keyAt(condition, geofenceId))))];
}

/**
 * Where an observation matters, and which live offers come on by it: those of which a condition holds now, and did not by
 * what was known before.
 */
export function cameOnBy(
  catalogue: Pick<Catalogue, 'geofences' | 'offersAt'>,
  key: string,
  before: KnownContext | undefined,
  after: KnownContext,
  now: number,
): { geofenceId: string; turned: string[] }[] {
  const flips = (condition: ContextCondition) =>
    answerOf(condition, after, now) === 'yes' && answerOf(condition, before, now) !== 'yes';
  return [...catalogue.geofences()].flatMap(({ id: geofenceId }) => {
    const cameOn = catalogue
      .offersAt(geofenceId)
      .filter(
        ({ state, startsAt, endsAt, context = [] }) =>
          state === 'live' &&
          now >= startsAt &&
          now < endsAt &&
          context.some((condition) => keyAt(condition, geofenceId) === key && flips(condition)),
      );
    return cameOn.length > 0 ? [{ geofenceId, turned: cameOn.map(({ id }) => id) }] : [];
  });
}
