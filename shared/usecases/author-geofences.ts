// The marketer's geofences: listed as they are in force, drawn, changed, archived and imported. Each change is published at once.
import { checkGeofences } from '../core/geo/check-together.ts';
import { type Authored, type AuthoredGeofence, authoredGeofence } from '../model/authored.ts';
import { type Geofence, geofence } from '../model/geofence.ts';
import type { AuthoredCatalogue } from '../ports/catalogue.ts';
import {
  type AuthorPorts,
  type Changed,
  changeAuthored,
  compilable,
  type FieldOf,
  faultsAbout,
  fieldsOf,
  isInForce,
  warningsAbout,
} from './change-authored.ts';
import { type HistoryPorts, versionsOf } from './kept-versions.ts';
import { heldUnder, isToDo, type Precondition } from './precondition.ts';
import { nextOf } from './publish-catalogue.ts';
import { type FieldFault, notFound, Refused } from './refused.ts';

export interface GeofencePage {
  geofences: (AuthoredGeofence & { warnings?: FieldFault[] })[];
  next?: string;
}

/** Lambda answers with 6 MB at most. */
const maxPageCharacters = 4_000_000;

/** Sorted by id; a page ends at `limit`, or before it grows too large for an answer. */
export async function listGeofences(
  { authored: catalogue }: { authored: AuthoredCatalogue },
  { after = '', limit, tag, kind }: { after?: string; limit: number; tag?: string; kind?: Geofence['kind'] },
): Promise<GeofencePage> {
  const { authored } = await catalogue.read();
  const warnings = warningsByGeofence(authored.geofences);
  const wanted = authored.geofences
    .filter(({ id }) => id > after)
    .filter((candidate) => tag === undefined || candidate.tags?.includes(tag))
    .filter((candidate) => kind === undefined || candidate.kind === kind)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const geofences: GeofencePage['geofences'] = [];
  let characters = 0;
  for (const one of wanted) {
    const found = warnings.get(one.id);
    const shown = found ? { ...one, warnings: found } : one;
    characters += JSON.stringify(shown).length;
    if (geofences.length > 0 && (geofences.length === limit || characters > maxPageCharacters))
      return { geofences, next: geofences.at(-1)!.id };
    geofences.push(shown);
  }
  return { geofences };
}

/** A list that is the same has the same warnings: pages of one list ask once. */
function warningsByGeofence(geofences: Authored['geofences']): ReadonlyMap<string, FieldFault[]> {
  const known = warned.get(geofences);
  if (known) return known;
  const found = new Map<string, FieldFault[]>();
  for (const { geofenceId, path, message } of checkGeofences(geofences).warnings)
    found.set(geofenceId, [...(found.get(geofenceId) ?? []), { field: path, message }]);
  warned.set(geofences, found);
  return found;
}
const warned = new WeakMap<object, ReadonlyMap<string, FieldFault[]>>();

export async function showGeofence(
  { authored: catalogue }: { authored: AuthoredCatalogue },
  id: string,
): Promise<AuthoredGeofence> {
  const found = (await catalogue.read()).authored.geofences.find((one) => one.id === id);
  if (!found) throw notFound('no geofence');
  return found;
}

/** Newest first; of one that is archived, too. */
export async function listGeofenceVersions({ authored: catalogue, history }: HistoryPorts, id: string) {
  const { geofences, goneGeofences: gone } = (await catalogue.read()).authored;
  const found = geofences.find((one) => one.id === id);
  const versions = await versionsOf(history, { noun: 'GEOFENCE', id, found, gone }, (body) =>
    authoredGeofence.parse(body),
  );
  return versions.map(({ thing: geofence, ...version }) => ({ ...version, geofence }));
}

export interface GeofenceChanged {
  geofence: AuthoredGeofence;
  version: number;
  catalogueVersion: number;
  warnings: FieldFault[];
}

interface Asked {
  precondition: Precondition | undefined;
  by: string;
}

/** Throws Refused where the precondition does not hold, or what would be in force has a fault. */
export async function putGeofence(
  ports: AuthorPorts,
  wanted: Geofence,
  { precondition, by }: Asked,
  now: number,
): Promise<GeofenceChanged> {
  const apply = (authored: Authored): Authored => {
    const before = authored.geofences.find(({ id }) => id === wanted.id);
    const gone = heldUnder(authored.goneGeofences, wanted.id)?.version ?? 0;
    const next = nextOf(before, wanted, gone, { changedAt: now, changedBy: by });
    if (!isToDo(before, { precondition, by, same: next === before }, 'geofence') || next === before) return authored;
    return withGeofences(authored, new Map([[wanted.id, next]]));
  };
  const fieldOf = fieldsOf('geofences', wanted.id);
  const changed = await changeAuthored(ports, { apply, gates: [], fieldOf }, now);
  const stored = changed.authored.geofences.find(({ id }) => id === wanted.id)!;
  return {
    geofence: stored,
    version: stored.version,
    catalogueVersion: changed.version,
    warnings: own(ports, changed, fieldOf),
  };
}

/** Throws Refused `in-use` where an offer in force names it by its id. */
export async function archiveGeofence(
  ports: AuthorPorts,
  id: string,
  { precondition, by }: Asked,
  now: number,
): Promise<GeofenceChanged> {
  const apply = (authored: Authored): Authored => {
    const before = authored.geofences.find((one) => one.id === id);
    const former = before ?? heldUnder(authored.goneGeofences, id);
    if (!isToDo(former, { precondition, by, same: !before }, 'geofence')) return authored;
    if (!before) throw notFound('no geofence');
    refuseInUse(authored, 'geofence', (offer) => Boolean(offer.where.geofenceIds?.includes(id)));
    return {
      ...authored,
      geofences: authored.geofences.filter((one) => one !== before),
      goneGeofences: {
        ...authored.goneGeofences,
        [id]: { version: before.version + 1, changedAt: now, changedBy: by },
      },
    };
  };
  const changed = await changeAuthored(ports, { apply, gates: [], fieldOf: fieldsOf('geofences', id) }, now);
  const [last] = await ports.history.latest('GEOFENCE', id, 1);
  const gone = changed.authored.goneGeofences[id]!;
  return {
    geofence: { ...authoredGeofence.parse(last?.body), ...gone },
    version: gone.version,
    catalogueVersion: changed.version,
    warnings: [],
  };
}

/** Names the offers in force that use it. */
export function refuseInUse(
  { offers }: Authored,
  what: string,
  uses: (offer: NonNullable<Authored['offers'][number]['offer']>) => boolean,
): void {
  const using = offers.filter((one) => isInForce(one) && uses(one.offer!));
  if (using.length === 0) return;
  throw new Refused(
    'in-use',
    `Offers in force name this ${what}: take it out of them, or archive them, first.`,
    using
      .slice(0, 100)
      .map(({ id, state }) => ({ field: `offers.${id}`, message: `is ${state} and names this ${what}` })),
  );
}

/** Those of the list, in their places, and the new ones after them. */
function withGeofences(authored: Authored, changes: ReadonlyMap<string, AuthoredGeofence>): Authored {
  const before = new Set(authored.geofences.map(({ id }) => id));
  const added = [...changes.values()].filter(({ id }) => !before.has(id));
  const goneGeofences = Object.fromEntries(Object.entries(authored.goneGeofences).filter(([id]) => !changes.has(id)));
  return {
    ...authored,
    geofences: [...authored.geofences.map((one) => changes.get(one.id) ?? one), ...added],
    goneGeofences,
  };
}

function own(ports: AuthorPorts, { compiled }: Changed, fieldOf: FieldOf): FieldFault[] {
  return warningsAbout(ports, compiled, fieldOf).filter(({ field }) => !/^(geofences|offers|segments)\./.test(field));
}

export interface ImportOutcome {
  created: number;
  changed: number;
  unchanged: number;
  /** By id: what cannot be in force beside what is there. */
  refused: ReadonlyMap<string, string>;
  catalogueVersion?: number;
}

/**
 * Puts many geofences into force in one publication: all that can be, or none. What only the owner of a geofence knows
 * (opening hours, say) and a store list does not name stays as it is.
 */
export async function importGeofences(
  ports: AuthorPorts,
  imported: readonly Geofence[],
  { by, dryRun }: { by: string; dryRun: boolean },
  now: number,
): Promise<ImportOutcome> {
  let refused: ReadonlyMap<string, string> = new Map();
  let counts = { created: 0, changed: 0, unchanged: 0 };
  const apply = (authored: Authored): Authored => {
    const merged = mergedWith(authored, imported, { changedAt: now, changedBy: by });
    refused = faultsByGeofence(withGeofences(authored, merged.next));
    const next = new Map([...merged.next].filter(([id]) => !refused.has(id)));
    const created = [...next.keys()].filter((id) => !merged.before.has(id)).length;
    const refusedHere = imported.filter(({ id }) => refused.has(id)).length;
    counts = { created, changed: next.size - created, unchanged: imported.length - next.size - refusedHere };
    return next.size === 0 ? authored : withGeofences(authored, next);
  };
  if (dryRun) {
    apply((await ports.authored.read()).authored);
    return { ...counts, refused };
  }
  const fieldOf: FieldOf = (list, id, path) => [list, id, path].filter(Boolean).join('.');
  const { version } = await changeAuthored(ports, { apply, gates: [], fieldOf }, now);
  return { ...counts, refused, catalogueVersion: version };
}

function mergedWith(authored: Authored, imported: readonly Geofence[], who: { changedAt: number; changedBy: string }) {
  const before = new Map(authored.geofences.map((one) => [one.id, one]));
  const next = new Map<string, AuthoredGeofence>();
  for (const one of imported) {
    const known = before.get(one.id);
    const kept = known ? geofence.parse({ ...bareGeofence(known), ...one }) : one;
    const changed = nextOf(known, kept, heldUnder(authored.goneGeofences, one.id)?.version ?? 0, who);
    if (changed !== known) next.set(one.id, changed);
  }
  return { before, next };
}

const bareGeofence = ({ version: _, changedAt: __, changedBy: ___, ...bare }: AuthoredGeofence): Geofence => bare;

/** What keeps a geofence out of the catalogue, by its id. */
function faultsByGeofence(authored: Authored): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const fieldOf: FieldOf = (list, id, path) => (list === 'geofences' ? `${id} ${path}` : list);
  for (const { field, message } of faultsAbout(compilable({ ...authored, offers: [] }), fieldOf)) {
    const id = field.split(' ')[0]!;
    if (!found.has(id)) found.set(id, message);
  }
  return found;
}
