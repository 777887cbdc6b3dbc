// The marketer's segments: audiences with a name. Offers that name one are in force with it as it is.
import { type Authored, type AuthoredSegment, authoredSegment, shownOffer } from '../model/authored.ts';
import type { Segment } from '../model/segment.ts';
import type { AuthoredCatalogue } from '../ports/catalogue.ts';
import { refuseInUse } from './author-geofences.ts';
import { type AuthorPorts, changeAuthored, fieldsOf, isInForce } from './change-authored.ts';
import { type HistoryPorts, versionsOf } from './kept-versions.ts';
import { heldUnder, isToDo, type Precondition } from './precondition.ts';
import { nextOf } from './publish-catalogue.ts';
import { notFound } from './refused.ts';

type Ports = { authored: AuthoredCatalogue };

export interface SegmentChanged {
  segment: AuthoredSegment;
  version: number;
  catalogueVersion: number;
}

/** An offer that names a segment, archived ones left out. */
export interface SegmentUser {
  id: string;
  title: string;
  state: 'draft' | 'live' | 'paused';
  /** False where only its draft names it. */
  isInForce: boolean;
}

export type SegmentShown = AuthoredSegment & { usedBy: SegmentUser[] };

/** Sorted by id, with the offers that name them. */
export async function listSegments({ authored: catalogue }: Ports): Promise<SegmentShown[]> {
  const { authored } = await catalogue.read();
  return authored.segments
    .map((segment) => ({ ...segment, usedBy: usersOf(authored, segment.id) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

export async function showSegment(ports: Ports, id: string): Promise<SegmentShown> {
  const { authored } = await ports.authored.read();
  const found = authored.segments.find((one) => one.id === id);
  if (!found) throw notFound('no segment');
  return { ...found, usedBy: usersOf(authored, id) };
}

function usersOf({ offers }: Authored, segmentId: string): SegmentUser[] {
  return offers.flatMap((item) => {
    const { id, state, offer, draft } = item;
    const inForce = isInForce(item) && offer?.segmentId === segmentId;
    if (state === 'archived' || !(inForce || draft?.segmentId === segmentId)) return [];
    const { messages, defaultLocale } = shownOffer(item);
    return [{ id, title: messages[defaultLocale]!.title, state, isInForce: inForce }];
  });
}

/** Newest first; of one that is archived, too. */
export async function listSegmentVersions({ authored: catalogue, history }: HistoryPorts, id: string) {
  const { segments, goneSegments: gone } = (await catalogue.read()).authored;
  const found = segments.find((one) => one.id === id);
  const versions = await versionsOf(history, { noun: 'SEGMENT', id, found, gone }, (body) =>
    authoredSegment.parse(body),
  );
  return versions.map(({ thing: segment, ...version }) => ({ ...version, segment }));
}

interface Asked {
  precondition: Precondition | undefined;
  by: string;
}

/** Published at once where an offer in force names it. */
export async function putSegment(
  ports: AuthorPorts,
  wanted: Segment,
  { precondition, by }: Asked,
  now: number,
): Promise<SegmentChanged> {
  const apply = (authored: Authored): Authored => {
    const before = authored.segments.find(({ id }) => id === wanted.id);
    const gone = heldUnder(authored.goneSegments, wanted.id)?.version ?? 0;
    const next = nextOf(before, wanted, gone, { changedAt: now, changedBy: by });
    if (!isToDo(before, { precondition, by, same: next === before }, 'segment') || next === before) return authored;
    const { [wanted.id]: _, ...goneSegments } = authored.goneSegments;
    const segments = before
      ? authored.segments.map((one) => (one === before ? next : one))
      : [...authored.segments, next];
    return { ...authored, segments, goneSegments };
  };
  const changed = await changeAuthored(ports, { apply, gates: [], fieldOf: fieldsOf('segments', wanted.id) }, now);
  const segment = changed.authored.segments.find(({ id }) => id === wanted.id)!;
  return { segment, version: segment.version, catalogueVersion: changed.version };
}

/** Throws Refused `in-use` where an offer in force names it. */
export async function archiveSegment(
  ports: AuthorPorts,
  id: string,
  { precondition, by }: Asked,
  now: number,
): Promise<SegmentChanged> {
  const apply = (authored: Authored): Authored => {
    const before = authored.segments.find((one) => one.id === id);
    const former = before ?? heldUnder(authored.goneSegments, id);
    if (!isToDo(former, { precondition, by, same: !before }, 'segment')) return authored;
    if (!before) throw notFound('no segment');
    refuseInUse(authored, 'segment', ({ segmentId }) => segmentId === id);
    const gone = { version: before.version + 1, changedAt: now, changedBy: by };
    return {
      ...authored,
      segments: authored.segments.filter((one) => one !== before),
      goneSegments: { ...authored.goneSegments, [id]: gone },
    };
  };
  const changed = await changeAuthored(ports, { apply, gates: [], fieldOf: fieldsOf('segments', id) }, now);
  const [last] = await ports.history.latest('SEGMENT', id, 1);
  const gone = changed.authored.goneSegments[id]!;
  return {
    segment: { ...authoredSegment.parse(last?.body), ...gone },
    version: gone.version,
    catalogueVersion: changed.version,
  };
}
