// The marketer's offers: worked on as drafts, launched, paused, archived. What is in force changes only where that is said.
import { isDeepStrictEqual } from 'node:util';
import { type Authored, type AuthoredOffer, authoredOffer, shownOffer } from '../model/authored.ts';
import type { Offer, OfferContent } from '../model/offer.ts';
import type { AuthoredCatalogue } from '../ports/catalogue.ts';
import {
  type AuthorPorts,
  type Changed,
  changeAuthored,
  compilable,
  faultsAbout,
  fieldsOf,
  isInForce,
  lineOf,
  warningsAbout,
} from './change-authored.ts';
import { type HistoryPorts, keptVersions } from './kept-versions.ts';
import { heldUnder, isToDo, type Precondition } from './precondition.ts';
import { archived, saved } from './publish-catalogue.ts';
import { type FieldFault, notFound, Refused } from './refused.ts';

type Told = OfferContent & { id: string };

export interface OfferAnswer {
  id: string;
  state: AuthoredOffer['state'];
  version: number;
  /** Which version is in force. */
  liveVersion?: number;
  changedAt: number;
  changedBy: string;
  /** What is in force; of an archived offer, what was last. */
  offer?: Told;
  draft?: Told;
}

export interface OfferChanged extends OfferAnswer {
  catalogueVersion: number;
  warnings: FieldFault[];
}

export interface OfferRow extends Omit<OfferAnswer, 'offer' | 'draft'> {
  category: string;
  title: string;
  startsAt: number;
  endsAt: number;
  hasDraft: boolean;
}

type Ports = { authored: AuthoredCatalogue };

/** Sorted by id. What was archived is listed for 91 days, the latest thousand at the most. */
export async function listOffers({ authored: catalogue }: Ports): Promise<OfferRow[]> {
  const { offers } = (await catalogue.read()).authored;
  return [...offers]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((item) => {
      const { offer: _, draft, ...answer } = told(item);
      const { category, messages, defaultLocale, startsAt, endsAt } = shownOffer(item);
      return {
        ...answer,
        category,
        title: messages[defaultLocale]!.title,
        startsAt,
        endsAt,
        hasDraft: draft !== undefined,
      };
    });
}

/** Also one that was archived so long ago that it is not listed any more. */
export async function showOffer(ports: HistoryPorts, id: string): Promise<OfferAnswer> {
  return told(await knownOrGone(ports, id));
}

/** Throws Refused `not-found`. */
async function knownOrGone({ authored: catalogue, history }: HistoryPorts, id: string): Promise<AuthoredOffer> {
  const { authored } = await catalogue.read();
  if (heldUnder(authored.goneOffers, id) === undefined) return known(authored, id);
  const [last] = await history.latest('OFFER', id, 1);
  return authoredOffer.parse(last?.body);
}

interface Asked {
  precondition: Precondition | undefined;
  by: string;
}

/**
 * Keeps a draft; what is in force stays. What would keep it from being launched is a warning until then. Throws Refused where
 * the precondition does not hold.
 */
export async function saveOffer(
  ports: AuthorPorts,
  id: string,
  content: OfferContent,
  { precondition, by }: Asked,
  now: number,
): Promise<OfferChanged> {
  const draft: Offer = { ...content, id, state: 'draft' };
  const apply = (authored: Authored): Authored => {
    const before = authored.offers.find((one) => one.id === id);
    const isThere = before && before.state !== 'archived';
    const same = isThere && isDeepStrictEqual(contentOf(before.draft ?? before.offer!), contentOf(draft));
    // an archived offer is nothing that somebody new to it could overwrite
    const found = precondition === 'none' && !isThere ? undefined : before;
    if (!isToDo(found, { precondition, by, same: Boolean(same) }, 'offer') || same) return authored;
    const gone = heldUnder(authored.goneOffers, id);
    const next = saved(before, draft, { changedAt: now, changedBy: by }, gone);
    // a draft that says what is in force differs from nothing
    const isInForceAlready = isInForce(next) && isDeepStrictEqual(contentOf(next.offer!), contentOf(draft));
    return withOffer(authored, isInForceAlready ? { ...next, draft: undefined } : next);
  };
  const changed = await changeAuthored(ports, { apply, gates: [], fieldOf: fieldsOf('offers', id) }, now);
  const item = known(changed.authored, id);
  const launched = item.draft
    ? withOffer(changed.authored, launchedFrom(item, { changedAt: now, changedBy: by }))
    : changed.authored;
  return { ...told(item), catalogueVersion: changed.version, warnings: warningsOfOffer(ports, launched, id, now) };
}

/**
 * Puts the draft in force, or, without one, what is paused. Throws Refused `invalid-catalogue`, naming the fields of the offer,
 * where it cannot be sent as it is.
 */
export async function launchOffer(
  ports: AuthorPorts,
  id: string,
  { precondition, by }: Asked,
  now: number,
): Promise<OfferChanged> {
  const change = (item: AuthoredOffer) => {
    if (item.state === 'archived') {
      throw new Refused(
        'nothing-to-launch',
        'This offer is archived: save a draft of it (PUT /v1/offers/{id}), then launch that.',
      );
    }
    return launchedFrom(item, { changedAt: now, changedBy: by });
  };
  const isDone = ({ state, draft }: AuthoredOffer) => state === 'live' && !draft;
  return changeState(ports, id, { precondition, by, isDone, change }, now);
}

/** Takes an offer out of force for a while: from this answer on, no claim of it passes. Throws Refused where there is nothing to pause. */
export async function pauseOffer(
  ports: AuthorPorts,
  id: string,
  { precondition, by }: Asked,
  now: number,
): Promise<OfferChanged> {
  const change = (item: AuthoredOffer): AuthoredOffer => {
    if (!isInForce(item)) throw new Refused('not-in-force', `This offer is ${item.state}: there is nothing to pause.`);
    const version = item.version + 1;
    const who = { changedAt: now, changedBy: by };
    return {
      ...item,
      state: 'paused',
      version,
      ...who,
      what: 'paused',
      liveVersion: version,
      offer: { ...item.offer!, state: 'paused' },
    };
  };
  const isDone = ({ state }: AuthoredOffer) => state === 'paused';
  return changeState(ports, id, { precondition, by, isDone, change }, now);
}

/** Takes an offer out of the catalogue; it, and what it was, are kept. */
export async function archiveOffer(
  ports: AuthorPorts,
  id: string,
  { precondition, by }: Asked,
  now: number,
): Promise<OfferChanged> {
  const change = (item: AuthoredOffer) => archived(item, { changedAt: now, changedBy: by });
  const isDone = ({ state }: AuthoredOffer) => state === 'archived';
  return changeState(ports, id, { precondition, by, isDone, change }, now);
}

interface StateChange extends Asked {
  isDone(item: AuthoredOffer): boolean;
  change(item: AuthoredOffer): AuthoredOffer;
}

async function changeState(
  ports: AuthorPorts,
  id: string,
  { precondition, by, isDone, change }: StateChange,
  now: number,
) {
  const apply = (authored: Authored): Authored => {
    const before = authored.offers.find((one) => one.id === id);
    const same = before !== undefined && isDone(before);
    if (!isToDo(before, { precondition, by, same }, 'offer') || same) return authored;
    return withOffer(authored, change(before!));
  };
  const changed = await changeAuthored(ports, { apply, gates: [id], fieldOf: fieldsOf('offers', id) }, now);
  return answer(ports, changed, id, now);
}

function answer(ports: AuthorPorts, changed: Changed, id: string, now: number): OfferChanged {
  const warnings = warningsOfOffer(ports, changed.authored, id, now);
  return { ...told(known(changed.authored, id)), catalogueVersion: changed.version, warnings };
}

/** What keeps it from being launched or is unwise about it, by the names of its fields. */
function warningsOfOffer(ports: AuthorPorts, authored: Authored, id: string, now: number): FieldFault[] {
  const item = known(authored, id);
  if (!isInForce(item)) return [];
  // of all the rest only what it may name is asked
  const compiled = compilable({ ...authored, offers: [item] });
  const fieldOf = fieldsOf('offers', id);
  const own = ({ field }: FieldFault) => !/^(geofences|segments)\./.test(field);
  const { endsAt } = item.offer!;
  return [
    ...faultsAbout(compiled, fieldOf).filter(own),
    ...warningsAbout({ ...ports, mirrorQueue: undefined }, compiled, fieldOf).filter(own),
    ...(endsAt <= now ? [{ field: 'endsAt', message: 'is over: nothing will be sent' }] : []),
  ];
}

function launchedFrom(item: AuthoredOffer, who: { changedAt: number; changedBy: string }): AuthoredOffer {
  const { draft, ...rest } = item;
  const version = item.version + 1;
  const offer: Offer = { ...(draft ?? item.offer!), state: 'live' };
  return { ...rest, state: 'live', version, ...who, what: 'launched', liveVersion: version, offer };
}

export interface OfferVersion {
  version: number;
  at: number;
  by: string;
  what: AuthoredOffer['what'];
  offer: Told;
}

/** Newest first. */
export async function listVersions(ports: HistoryPorts, id: string): Promise<OfferVersion[]> {
  const last = lineOf('OFFER', await knownOrGone(ports, id));
  const versions = await keptVersions(ports.history, last, ({ what, body }) => {
    const item = authoredOffer.parse(body);
    return withoutState(what === 'saved' ? (item.draft ?? item.offer!) : shownOffer(item));
  });
  return versions.map(({ thing: offer, ...version }) => ({ ...version, offer }));
}

function told({ id, state, version, liveVersion, changedAt, changedBy, offer, draft }: AuthoredOffer): OfferAnswer {
  return {
    id,
    state,
    version,
    ...((state === 'live' || state === 'paused') && { liveVersion }),
    changedAt,
    changedBy,
    ...(offer && state !== 'draft' && { offer: withoutState(offer) }),
    ...(draft && { draft: withoutState(draft) }),
  };
}

const withoutState = ({ state: _, ...offer }: Offer): Told => offer;
const contentOf = ({ state: _, id: __, ...content }: Offer): OfferContent => content;

function known({ offers }: Authored, id: string): AuthoredOffer {
  const found = offers.find((one) => one.id === id);
  if (!found) throw notFound('no offer');
  return found;
}

function withOffer(authored: Authored, offer: AuthoredOffer): Authored {
  const isThere = authored.offers.some(({ id }) => id === offer.id);
  const offers = isThere
    ? authored.offers.map((one) => (one.id === offer.id ? offer : one))
    : [...authored.offers, offer];
  const { [offer.id]: _, ...goneOffers } = authored.goneOffers;
  return { ...authored, offers, goneOffers };
}
