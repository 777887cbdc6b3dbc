// Publishing the whole: everything in force is replaced by a catalogue file, as one change, or compiled once more.
import { isDeepStrictEqual } from 'node:util';
import { type Compilable, doubledIds, tooLarge } from '../core/decide/compile.ts';
import type { Authored, AuthoredOffer, Change } from '../model/authored.ts';
import type { CatalogueFile } from '../model/catalogue.ts';
import type { Offer } from '../model/offer.ts';
import {
  type AuthorPorts,
  type Changed,
  changeAuthored,
  type FieldOf,
  isInForce,
  recompile,
  warningsAbout,
} from './change-authored.ts';
import { heldUnder } from './precondition.ts';
import { type FieldFault, Refused } from './refused.ts';

export interface Published {
  version: number;
  geofences: number;
  offers: number;
  /** What is in force now and is unwise. */
  warnings: FieldFault[];
}

/** So many warnings are told at a time: an answer stays an answer. */
const maxWarnings = 100;

/**
 * Puts a file in the place of everything in force, and publishes it: what is not in it is archived, but for segments where it
 * names none, and drafts, which stay as they are. Throws Refused, naming every fault, before anything is written.
 */
export async function replaceCatalogue(
  ports: AuthorPorts,
  file: CatalogueFile,
  now: number,
  /** The `sub` of whoever publishes; `ravn` where nobody is behind it. */
  by = 'ravn',
): Promise<Published> {
  // what no look at the whole could tell: drafts are not in it, and of two with one id it has one
  const faults = [
    ...doubledIds('geofences', file.geofences),
    ...doubledIds('offers', file.offers),
    ...doubledIds('segments', file.segments ?? []),
    ...tooLarge(file.offers),
  ];
  if (faults.length > 0) throw new Refused('invalid-catalogue', 'The catalogue cannot be published as it is.', faults);
  const apply = (authored: Authored) => replaced(authored, file, { changedAt: now, changedBy: by });
  const fieldOf = fieldsIn(file);
  return told(ports, await changeAuthored(ports, { apply, gates: 'all', fieldOf }, now), fieldOf);
}

/** Compiles what is in force again, as it is, and sets every gate. Throws Refused where it cannot be published. */
export async function republishCatalogue(ports: AuthorPorts, now: number): Promise<Published> {
  const fieldOf: FieldOf = (list, id, path) => [list, id, path].filter(Boolean).join('.');
  return told(ports, await recompile(ports, fieldOf, now), fieldOf);
}

function told(ports: AuthorPorts, { version, compiled }: Changed, fieldOf: FieldOf): Published {
  const warnings = warningsAbout(ports, compiled, fieldOf).slice(0, maxWarnings);
  return { version, geofences: compiled.geofences.length, offers: compiled.offers.length, warnings };
}

/** `offers[2].where`, as they stand in the file. */
function fieldsIn(file: Compilable): FieldOf {
  const indexOf = new Map(
    (['geofences', 'offers', 'segments'] as const).map((list) => [
      list as string,
      new Map((file[list] ?? []).map(({ id }, index) => [id, index])),
    ]),
  );
  return (list, id, path) => {
    const index = indexOf.get(list)?.get(id);
    return [index === undefined ? `${list}.${id}` : `${list}[${index}]`, path].filter(Boolean).join('.');
  };
}

type Who = Pick<Change, 'changedAt' | 'changedBy'>;

function replaced(authored: Authored, file: CatalogueFile, who: Who): Authored {
  const next = {
    ...authored,
    ...mergedThings(authored, 'geofences', 'goneGeofences', file.geofences, who),
    ...(file.segments && mergedThings(authored, 'segments', 'goneSegments', file.segments, who)),
    ...replacedOffers(authored, file.offers, who),
  };
  return isDeepStrictEqual(next, authored) ? authored : next;
}

type Lists = { geofences: 'goneGeofences'; segments: 'goneSegments' };

/** A whole list instead of another. What is as it was stays the very same, the list too. */
function mergedThings<List extends keyof Lists>(
  authored: Authored,
  list: List,
  gone: Lists[List],
  wanted: readonly { id: string }[],
  who: Who,
) {
  const before = new Map<string, Change & { id: string }>(authored[list].map((thing) => [thing.id, thing]));
  const things = wanted.map((thing) =>
    nextOf(before.get(thing.id), thing, heldUnder(authored[gone], thing.id)?.version ?? 0, who),
  );
  const ids = new Set(wanted.map(({ id }) => id));
  const left = authored[list].filter(({ id }) => !ids.has(id));
  const same =
    things.length === authored[list].length && things.every((thing, index) => thing === authored[list][index]);
  return {
    [list]: same ? authored[list] : things,
    [gone]: {
      ...Object.fromEntries(Object.entries(authored[gone]).filter(([id]) => !ids.has(id))),
      ...Object.fromEntries(left.map(({ id, version }) => [id, { version: version + 1, ...who }])),
    },
  } as Pick<Authored, List>;
}

/** The next version of a thing; where it is as it was, the same. */
export function nextOf<Thing extends { id: string }, Before extends Change & { id: string }>(
  before: Before | undefined,
  thing: Thing,
  goneVersion: number,
  who: Who,
): Thing & Change {
  if (before) {
    const { version, changedAt, changedBy } = before;
    if (isDeepStrictEqual(before, { ...thing, version, changedAt, changedBy })) return before as never;
  }
  return { ...thing, version: (before?.version ?? goneVersion) + 1, ...who };
}

function replacedOffers({ offers: before, goneOffers }: Authored, wanted: readonly Offer[], who: Who) {
  const byId = new Map(before.map((offer) => [offer.id, offer]));
  const ids = new Set(wanted.map(({ id }) => id));
  return {
    offers: [
      ...wanted.map((offer) => offerFrom(byId.get(offer.id), offer, who, heldUnder(goneOffers, offer.id))),
      ...before.filter(({ id }) => !ids.has(id)).map((left) => (isInForce(left) ? archived(left, who) : left)),
    ],
    goneOffers: Object.fromEntries(Object.entries(goneOffers).filter(([id]) => !ids.has(id))),
  };
}

function offerFrom(before: AuthoredOffer | undefined, offer: Offer, who: Who, goneVersion = 0): AuthoredOffer {
  const version = (before?.version ?? goneVersion) + 1;
  const { id, state } = offer;
  if (state === 'draft') {
    if (before?.state === 'draft' && isDeepStrictEqual(before.draft, offer)) return before;
    // what the file takes out of force counts on, so that a gate that was open for it stays shut
    const out = before && isInForce(before) ? { ...before, state, liveVersion: version } : before;
    return saved(out, offer, who, goneVersion);
  }
  if (before?.state === state && isDeepStrictEqual(before.offer, offer)) return before;
  // a working copy of something in force outlives a change of that; a draft that a file launches is what the file says
  const draft = before?.draft && isInForce(before) ? { draft: before.draft } : {};
  return {
    id,
    state,
    version,
    ...who,
    what: state === 'live' ? 'launched' : 'paused',
    liveVersion: version,
    offer,
    ...draft,
  };
}

/** Worked on. What is in force stays so; what is archived is a draft again, and what has gone since counts on from `goneVersion`. */
export function saved(before: AuthoredOffer | undefined, draft: Offer, who: Who, goneVersion = 0): AuthoredOffer {
  const version = (before?.version ?? goneVersion) + 1;
  const state = before && isInForce(before) ? before.state : 'draft';
  return { ...before, id: draft.id, state, version, ...who, what: 'saved', draft: { ...draft, state: 'draft' } };
}

/** Out of force, and kept. */
export function archived(offer: AuthoredOffer, who: Who): AuthoredOffer {
  const version = offer.version + 1;
  const inForce = offer.liveVersion === undefined ? {} : { liveVersion: version };
  return { ...offer, state: 'archived', version, ...who, what: 'archived', ...inForce };
}
