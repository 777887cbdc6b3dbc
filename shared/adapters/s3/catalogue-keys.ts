// The names of the catalogue's objects: what they say tells which of them nobody needs any more.
import { type Listed, replacedBefore } from './former-objects.ts';

export const cataloguePrefix = 'catalogue/';

/** A compiled catalogue, by its version; the hash keeps two publishers of one version out of each other's objects. */
export const snapshotLocation = (version: number, hash: string) => `${cataloguePrefix}${version}-${hash}`;

/** What is authored bears the revision that wrote it, so that no name is ever written again for what came back to be as it was. */
export const geofencesKey = (revision: number, hash: string) =>
  `${cataloguePrefix}authored/geofences-${revision}-${hash}.json`;

/** All but the geofences, written by every revision: beside its own number that of the geofences that go with it. */
export const restKey = (revision: number, geofences: string, hash: string) =>
  `${cataloguePrefix}authored/rest-${revision}-${geofencesNumber(geofences)}-${hash}.json`;

/** 0 for what was written before names had numbers. */
const numbersIn = (key: string, kind: 'geofences' | 'rest') =>
  new RegExp(`/authored/${kind}-(?:(\\d+)-)?(?:(\\d+)-)?[0-9a-f]{16}\\.json$`)
    .exec(key)
    ?.slice(1)
    .map((n) => Number(n ?? 0));
const geofencesNumber = (key: string) => numbersIn(key, 'geofences')?.[0] ?? 0;
const versionOf = ({ key }: Listed) => Number(/^catalogue\/(\d+)-/.exec(key)?.[1]);

/**
 * Of everything under the prefix what was replaced by `before` (epoch milliseconds): compiled catalogues, what they were
 * compiled from, and geofences that only such belonged to.
 * @param inForce the pointer, read after the list
 */
export function formerCatalogues(
  objects: readonly Listed[],
  inForce: { version: number; revision: number; geofences?: string },
  before: number,
): Listed[] {
  const snapshots = objects.filter((object) => !Number.isNaN(versionOf(object)));
  const rests = objects.filter(({ key }) => numbersIn(key, 'rest'));
  const formerRests = replacedBefore(rests, ({ key }) => numbersIn(key, 'rest')![0]!, inForce.revision, before);

  // Geofences change seldom, so their numbers have gaps: each goes with the last revision it belonged to.
  const gone = new Set(formerRests);
  const needed = new Set(rests.filter((rest) => !gone.has(rest)).map(({ key }) => numbersIn(key, 'rest')![1]));
  const current = geofencesNumber(inForce.geofences ?? '');
  const formerGeofences = objects.filter(({ key, at }) => {
    const number = numbersIn(key, 'geofences')?.[0];
    return number !== undefined && number < current && !needed.has(number) && at < before;
  });
  return [...replacedBefore(snapshots, versionOf, inForce.version, before), ...formerRests, ...formerGeofences];
}
