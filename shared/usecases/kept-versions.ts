// Versions of what is authored, told newest first: the one that counts, and those it took the place of.
import type { Authored, AuthoredLine, Change } from '../model/authored.ts';
import type { AuthoredCatalogue, AuthoredHistory } from '../ports/catalogue.ts';
import { lineOf } from './change-authored.ts';
import { heldUnder } from './precondition.ts';
import { notFound } from './refused.ts';

export type HistoryPorts = { authored: AuthoredCatalogue; history: AuthoredHistory };

export type Version<Thing> = Pick<AuthoredLine, 'version' | 'at' | 'by' | 'what'> & { thing: Thing };

/** How many versions are told, as far as an answer holds them: Lambda answers with 6 MB at most. */
const maxVersions = 50;
const maxCharacters = 4_000_000;

/** `last` is the version that counts; `thingOf` makes of a line what is told of it. */
export async function keptVersions<Thing>(
  history: AuthoredHistory,
  last: AuthoredLine,
  thingOf: (line: AuthoredLine) => Thing,
): Promise<Version<Thing>[]> {
  const former = await history.latest(last.noun, last.id, maxVersions);
  const lines = [last, ...former.filter(({ version }) => version < last.version)].slice(0, maxVersions);
  let characters = 0;
  return lines
    .map((line) => ({ version: line.version, at: line.at, by: line.by, what: line.what, thing: thingOf(line) }))
    .filter(({ thing }, index) => {
      characters += JSON.stringify(thing).length;
      return index === 0 || characters <= maxCharacters;
    });
}

/** Of a geofence or segment that is there, or was: then that it was archived, and by whom, comes first. Throws Refused `not-found`. */
export async function versionsOf<Thing extends Change & { id: string }>(
  history: AuthoredHistory,
  {
    noun,
    id,
    found,
    gone,
  }: { noun: 'GEOFENCE' | 'SEGMENT'; id: string; found?: Thing; gone: Authored['goneGeofences'] },
  thingOf: (body: AuthoredLine['body']) => Thing,
): Promise<Version<Omit<Thing, keyof Change>>[]> {
  const held = heldUnder(gone, id);
  const [former] = !found && held ? await history.latest(noun, id, 1) : [];
  const end = former && held && { ...former, version: held.version, at: held.changedAt, by: held.changedBy };
  const last = found ? lineOf(noun, found) : end && { ...end, what: 'archived' as const };
  if (!last) throw notFound(`no ${noun.toLowerCase()}`);
  return keptVersions(history, last, ({ body }) => {
    const { version: _, changedAt: __, changedBy: ___, ...thing } = thingOf(body);
    return thing;
  });
}
