// Context: what a team's own systems know beside position, weather and time: stock, a queue's length, a match won.
import * as z from 'zod';
import { authoredId, epochMilliseconds, label } from './identifier.ts';
import { storableNumber } from './number.ts';
import { storedObject } from './stored.ts';
import { text } from './text.ts';

/** What is observed: `stock.croissant`, `queue.minutes`. The characters of an id, so that it is safe in a key. */
export const contextName = authoredId;

/** Where it holds. */
export const contextScope = z.union([
  z.literal('everywhere'),
  z
    .strictObject({ tag: label.optional(), geofenceId: authoredId.optional() })
    .refine(({ tag, geofenceId }) => (tag === undefined) !== (geofenceId === undefined), 'name a tag or a geofenceId'),
]);
export type ContextScope = z.infer<typeof contextScope>;

/** A number, a text or a flag: its type is that of the JSON. */
const contextValue = z.union([storableNumber, text(100), z.boolean()]);

/** A year. What holds longer is no observation. */
const longestLifetimeSeconds = 366 * 24 * 60 * 60;

/** One observation: true from `observedAt` for `lifetimeSeconds`; afterwards nothing is known. */
export const contextObservation = z.strictObject({
  name: contextName,
  scope: contextScope,
  value: contextValue,
  observedAt: epochMilliseconds,
  lifetimeSeconds: z.int().min(1).max(longestLifetimeSeconds),
});
export type ContextObservation = z.infer<typeof contextObservation>;

/** The observation without its name and scope, which are its key: as stored, and as a decision knew it. */
export const knownContext = storedObject({
  value: contextValue,
  observedAt: epochMilliseconds,
  lifetimeSeconds: z.int(),
});
/** So many keys a decision reads and keeps, so that a customer's item stays small; what more offers ask for counts as unknown. */
export const maxContextKeys = 32;
export type KnownContext = z.infer<typeof knownContext>;

/**
 * What an offer asks of one name. `scope` is where it is looked up: `geofence` is the one the offer is for just then. A
 * number is compared with `atLeast` and `atMost`; a number, text or flag with `equals`. A value of another type, one that is
 * past its lifetime and one that was never told do not fit.
 */
export const contextCondition = z
  .strictObject({
    name: contextName,
    scope: z.union([z.enum(['geofence', 'everywhere']), z.strictObject({ tag: label })]).default('geofence'),
    atLeast: storableNumber.optional(),
    atMost: storableNumber.optional(),
    equals: contextValue.optional(),
  })
  .refine(
    ({ atLeast, atMost, equals }) => (equals !== undefined) !== (atLeast !== undefined || atMost !== undefined),
    'name equals, or atLeast, atMost or both',
  )
  .refine(({ atLeast, atMost }) => atLeast === undefined || atMost === undefined || atLeast <= atMost, {
    path: ['atMost'],
    message: 'must not be less than atLeast',
  });
export type ContextCondition = z.infer<typeof contextCondition>;
