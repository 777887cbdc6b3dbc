// Changing what is authored: read all of it, apply the change, compile what comes into force, swing both by one conditional write.
import { isDeepStrictEqual } from 'node:util';
import { type Compilable, compileSound, faultsOf, inForce, warningsOf } from '../core/decide/compile.ts';
import { locationGeometry } from '../core/geo/location-geometry.ts';
import type { Authored, AuthoredLine, AuthoredOffer, Change } from '../model/authored.ts';
import type { CatalogueSnapshot } from '../model/catalogue.ts';
import type { Geofence } from '../model/geofence.ts';
import { keptMs } from '../model/retention.ts';
import type { AuthoredCatalogue, AuthoredHistory, AuthoredRevision } from '../ports/catalogue.ts';
import type { MirrorQueue } from '../ports/geofence-mirror.ts';
import type { OfferGate, OfferGates } from '../ports/offer-gates.ts';
import { refuseTooMany, withoutLongArchived } from './authored-bounds.ts';
import { Contended, type FieldFault, Refused, writeAttempts } from './refused.ts';

export interface AuthorPorts {
  authored: AuthoredCatalogue;
  history: AuthoredHistory;
  offerGates: OfferGates;
  /** Where the geofences are mirrored. */
  mirrorQueue?: MirrorQueue;
  /** Told of a fault that must not fail a change which has already been made. */
  onFault?: (doing: string, cause: unknown) => void;
}

export interface ChangeToMake {
  /** Pure; throws Refused. What it returns as it was is not written. */
  apply(authored: Authored): Authored;
  /** Whose gates are set even if nothing changes, because a former run may have stopped before: these offers', or everyone's that has been live. */
  gates: readonly string[] | 'all';
  /** How a caller is told of a field: of `geofences`, "torvet", `shape.radiusMetres`. */
  fieldOf: FieldOf;
}
export type FieldOf = (list: string, id: string, path: string) => string;

export interface Changed {
  authored: Authored;
  /** Of the catalogue in force. */
  version: number;
  /** As it is in force: what is unwise about it can be asked of this. */
  compiled: Compilable;
}

/**
 * Makes one change. Whatever is interrupted leaves everything as it was, but for the gates: those of offers that cease to be
 * live are closed before, the others are set after, and the same request again, or a publication, puts them right. Throws
 * Refused where the change or the catalogue it would make is faulty, Contended where others were faster every time.
 */
export async function changeAuthored(
  ports: AuthorPorts,
  { apply, gates, fieldOf }: ChangeToMake,
  now: number,
): Promise<Changed> {
  const closed = new Set<string>();
  let snapshot: CatalogueSnapshot | undefined;
  try {
    for (let attempt = 1; attempt <= writeAttempts; attempt++) {
      // 1. what there is, and what it is to be
      const base = await ports.authored.read();
      const applied = apply(base.authored);
      const authored = applied === base.authored ? applied : withoutLongArchived(applied, now);
      const compiled = compilable(authored);
      if (authored === base.authored) {
        await setGates(ports, gatesToSet(authored, gates));
        return { authored, version: base.version, compiled };
      }
      refuseTooMany(base.authored, authored);

      // 2. compile what comes into force; as long as nobody else published, what was compiled holds
      const publishes = isPublished(base.authored, authored, compiled);
      if (publishes && snapshot?.version !== base.version + 1) {
        refuseFaults(compiled, fieldOf);
        snapshot = compileSound(compiled, base.version + 1);
      }

      // 3. what is replaced is kept: superfluous where the change is lost, never missing where it is made
      const lines = replacedBy(base.authored, authored);
      if (lines.length > 0) await ports.history.keep(lines);

      // 4. what ceases to be live binds at the next claim, before anybody hears of it
      const ceasing = ceasingToBeLive(base.authored, authored);
      for (const { offerId } of ceasing) closed.add(offerId);
      await setGates(ports, ceasing);

      // 5. the moment of truth
      if (!(await ports.authored.replace(base, { authored, ...(publishes && { snapshot }) }, now))) continue;

      // 6. what is live is let through, now that somebody can decide by it
      await setGates(ports, gatesToSet(authored, gates));
      if (publishes) await published(ports, base, now);
      return { authored, version: publishes ? base.version + 1 : base.version, compiled };
    }
    throw new Contended('the catalogue');
  } catch (error) {
    const isToldNo = error instanceof Refused || error instanceof Contended;
    if (isToldNo && closed.size > 0) await reopen(ports, closed);
    throw error;
  }
}

/** Compiles what is in force once more, under the next version. */
export async function recompile(ports: AuthorPorts, fieldOf: FieldOf, now: number): Promise<Changed> {
  for (let attempt = 1; attempt <= writeAttempts; attempt++) {
    const base = await ports.authored.read();
    if (base.revision === 0 && base.version > 0)
      throw new Refused(
        'invalid-catalogue',
        'The catalogue in force was published by a former version of Ravn, which kept no shapes: send it whole (PUT /v1/catalogue).',
      );
    const compiled = compilable(base.authored);
    refuseFaults(compiled, fieldOf);
    const version = base.version + 1;
    if (await ports.authored.replace(base, { ...base, snapshot: compileSound(compiled, version) }, now)) {
      await setGates(ports, gatesToSet(base.authored, 'all'));
      await published(ports, base, now);
      return { authored: base.authored, version, compiled };
    }
  }
  throw new Contended('the catalogue');
}

const dayMs = 86_400_000;

/** What follows a publication. Former catalogues are removed by the first of a day, when no decision that is kept names them any more. */
async function published(
  { authored, mirrorQueue, onFault }: AuthorPorts,
  base: AuthoredRevision,
  now: number,
): Promise<void> {
  await mirrorQueue?.send({ catalogueVersion: base.version + 1 }, 0);
  if (base.publishedAt === undefined || Math.floor(base.publishedAt / dayMs) === Math.floor(now / dayMs)) return;
  await authored
    .removeFormer(now - keptMs.formerCatalogue)
    .catch((cause) => onFault?.('removing former catalogues', cause));
}

/** What is unwise about what is in force; what the copy at Amazon Location cannot hold, where there is one, too. */
export function warningsAbout(ports: AuthorPorts, compiled: Compilable, fieldOf: FieldOf): FieldFault[] {
  const found = [...warningsOf(compiled), ...(ports.mirrorQueue ? unmirrored(compiled.geofences) : [])];
  return found.map((fault) => renamed(fault, compiled, fieldOf));
}

/** Everything that keeps it from being published, by the names a caller knows. */
export function faultsAbout(compiled: Compilable, fieldOf: FieldOf): FieldFault[] {
  return faultsOf(compiled).map((fault) => renamed(fault, compiled, fieldOf));
}

function refuseFaults(compiled: Compilable, fieldOf: FieldOf): void {
  const faults = faultsAbout(compiled, fieldOf);
  if (faults.length > 0) throw new Refused('invalid-catalogue', 'The catalogue cannot be published as it is.', faults);
}

/** `geofences[3].shape` is the third of a list that no caller has seen. */
function renamed({ field, message }: FieldFault, compiled: Compilable, fieldOf: FieldOf): FieldFault {
  const [, list, index, path] = /^(geofences|offers|segments)\[(\d+)\]\.?(.*)$/.exec(field) ?? [];
  const thing = list && compiled[list as 'geofences' | 'offers' | 'segments']?.[Number(index)];
  return thing ? { field: fieldOf(list!, thing.id, path!), message } : { field, message };
}

/** Names the fields of one thing as its author does, and those of others by their id. */
export const fieldsOf =
  (ownList: string, ownId: string): FieldOf =>
  (list, id, path) =>
    list === ownList && id === ownId ? path : [list, id, path].filter(Boolean).join('.');

/** What is in force of what is authored, without who and when. */
export function compilable({ geofences, offers, segments }: Authored): Compilable {
  return {
    geofences: geofences.map(bare),
    offers: offers.filter(isInForce).map(({ offer, liveVersion }) => ({ ...offer!, version: liveVersion! })),
    segments: segments.map(bare),
  };
}

export const isInForce = ({ state }: AuthoredOffer) => state === 'live' || state === 'paused';

const bare = <Thing extends Change>({ version: _, changedAt: __, changedBy: ___, ...thing }: Thing) => thing;

function isPublished(before: Authored, after: Authored, compiled: Compilable): boolean {
  if (before.geofences !== after.geofences) return true;
  const was = compilable({ ...before, geofences: [] });
  return !isDeepStrictEqual(inForce(was.offers, was.segments), inForce(compiled.offers, compiled.segments));
}

/** The versions of `before` that are not those of `after`. */
function replacedBy(before: Authored, after: Authored): AuthoredLine[] {
  const of = <Thing extends Change & { id: string }>(
    noun: AuthoredLine['noun'],
    things: readonly Thing[],
    next: readonly Thing[],
  ) => {
    if (things === next) return [];
    const versions = new Map(next.map(({ id, version }) => [id, version]));
    return things.filter(({ id, version }) => versions.get(id) !== version).map((thing) => lineOf(noun, thing));
  };
  return [
    ...of('GEOFENCE', before.geofences, after.geofences),
    ...of('OFFER', before.offers, after.offers).map(withOneText),
    ...of('SEGMENT', before.segments, after.segments),
  ];
}

/** Of an offer and its draft what the version is about: both might not fit into an item. */
function withOneText(line: AuthoredLine): AuthoredLine {
  const { offer, draft, ...rest } = line.body;
  const isAboutDraft = draft !== undefined && (line.what === 'saved' || offer === undefined);
  return { ...line, body: { ...rest, ...(isAboutDraft ? { draft } : { offer }) } };
}

/** A version as it is kept. */
export function lineOf(
  noun: AuthoredLine['noun'],
  thing: Change & { id: string; what?: AuthoredLine['what'] },
): AuthoredLine {
  const { id, version, changedAt, changedBy, what = 'saved' } = thing;
  return { noun, id, version, at: changedAt, by: changedBy, what, body: { ...thing } };
}

function ceasingToBeLive(before: Authored, after: Authored): OfferGate[] {
  if (before.offers === after.offers) return [];
  const live = new Set(after.offers.filter(({ state }) => state === 'live').map(({ id }) => id));
  return before.offers
    .filter(({ id, state }) => state === 'live' && !live.has(id))
    .map((offer) => ({ ...gateOf(offer), live: false }));
}

/** What is archived, too: a call of another that came late may have opened again what a run before this had shut. */
function gatesToSet({ offers }: Authored, wanted: ChangeToMake['gates']): OfferGate[] {
  return offers
    .filter((offer) => offer.liveVersion !== undefined && offer.offer)
    .filter(({ id }) => wanted === 'all' || wanted.includes(id))
    .map(gateOf);
}

function gateOf({ id, state, liveVersion, offer }: AuthoredOffer): OfferGate {
  const { endsAt, budgetUnits } = offer!;
  return { offerId: id, version: liveVersion!, live: state === 'live', endsAt, budgetUnits };
}

async function setGates({ offerGates }: AuthorPorts, gates: OfferGate[]): Promise<void> {
  await Promise.all(gates.map((gate) => offerGates.set(gate)));
}

/** A change that did not come about leaves open what was. */
async function reopen(ports: AuthorPorts, ids: ReadonlySet<string>): Promise<void> {
  const { authored }: AuthoredRevision = await ports.authored.read();
  await setGates(ports, gatesToSet(authored, [...ids]));
}

function unmirrored(geofences: Geofence[]): FieldFault[] {
  return geofences.flatMap(({ id, kind, shape }, index) => {
    const made = kind === 'exclusion' ? undefined : locationGeometry(shape);
    if (!made || 'geometry' in made) return [];
    return [{ field: `geofences[${index}].shape`, message: `geofence "${id}" is not mirrored: ${made.refused}` }];
  });
}
