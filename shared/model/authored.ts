// What is authored: geofences, segments and offers with their drafts, each with its version, and who changed it when.
import * as z from 'zod';
import { geofence } from './geofence.ts';
import { authoredId, epochMilliseconds } from './identifier.ts';
import { type Offer, offer } from './offer.ts';
import { segment } from './segment.ts';
import { storedObject } from './stored.ts';

/** Of everything authored: `version` counts up by one with every change that is saved. */
const change = {
  version: z.int().min(1),
  changedAt: epochMilliseconds,
  /** The `sub` of a marketer's token. */
  changedBy: z.string(),
};
export type Change = z.infer<z.ZodObject<typeof change>>;

export const authoredGeofence = storedObject({ ...geofence.shape, ...change });
export type AuthoredGeofence = z.infer<typeof authoredGeofence>;

export const authoredSegment = storedObject({ ...segment.shape, ...change });
export type AuthoredSegment = z.infer<typeof authoredSegment>;

export const offerState = z.enum(['draft', 'live', 'paused', 'archived']);

/** What was done last. */
export const offerChange = z.enum(['saved', 'launched', 'paused', 'archived']);

export const authoredOffer = storedObject({
  id: authoredId,
  state: offerState,
  ...change,
  what: offerChange,
  /** Which version `offer` is; a claim compares it. */
  liveVersion: z.int().min(1).optional(),
  /** What is in force while the state is `live` or `paused`; what was, when it is archived. */
  offer: offer.optional(),
  /** The working copy, where it differs. */
  draft: offer.optional(),
});
export type AuthoredOffer = z.infer<typeof authoredOffer>;

/** The version a geofence or segment had when it was archived: one that is made anew under its id counts on from there. */
const gone = z.record(z.string(), storedObject(change));

/** Everything authored but the geofences, which are many and seldom change. */
export const authoredRest = storedObject({
  offers: z.array(authoredOffer),
  segments: z.array(authoredSegment),
  /** The version an offer had that has left this list long after it was archived; nothing in what a former version of Ravn wrote. */
  goneOffers: z.record(z.string(), z.int().min(1)).default({}),
  goneGeofences: gone,
  goneSegments: gone,
});

/** Never changed in place: a change makes new lists, and what is the same list is known to be the same. */
export type Authored = Readonly<z.infer<typeof authoredRest>> & { readonly geofences: readonly AuthoredGeofence[] };

export const nothingAuthored: Authored = {
  geofences: [],
  offers: [],
  segments: [],
  goneOffers: {},
  goneGeofences: {},
  goneSegments: {},
};

/** One version of one thing, as it is kept after another has taken its place. */
export const authoredLine = storedObject({
  noun: z.enum(['GEOFENCE', 'OFFER', 'SEGMENT']),
  id: authoredId,
  version: z.int().min(1),
  at: epochMilliseconds,
  by: z.string(),
  what: offerChange,
  /** The geofence, offer or segment as it was. */
  body: z.record(z.string(), z.unknown()),
});
export type AuthoredLine = z.infer<typeof authoredLine>;

/** The offer a state is about: what is in force, or else what is being worked on. */
export const shownOffer = ({ offer: inForce, draft, state }: AuthoredOffer): Offer =>
  (state === 'draft' ? (draft ?? inForce) : (inForce ?? draft))!;
