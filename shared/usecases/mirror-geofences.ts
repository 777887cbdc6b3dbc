// Mirroring: the authored geofences are compared with the copy at Amazon Location, and what differs is put right.
import { hashedId } from '../core/decide/chance.ts';
import { type LocationGeometry, locationGeometry } from '../core/geo/location-geometry.ts';
import type { Geofence } from '../model/geofence.ts';
import type { AuthoredCatalogue } from '../ports/catalogue.ts';
import type { GeofenceMirror, Mirrored } from '../ports/geofence-mirror.ts';

export interface MirrorReport {
  put: number;
  removed: number;
  /** What is not there, though it should be. */
  refused: { id: string; why: string }[];
}

/**
 * Makes the copy that of the catalogue as authored. Compared with what lies there, not with what was published before: a
 * run that was cut short, or a geofence that somebody changed by hand, is put right by the next. Whatever lies there and is
 * not in the catalogue goes; the collection is Ravn's own. Excluded places are not given away.
 */
export async function mirrorGeofences({
  authored,
  mirror,
}: {
  authored: Pick<AuthoredCatalogue, 'read'>;
  mirror: GeofenceMirror<LocationGeometry>;
}): Promise<MirrorReport> {
  const [
    {
      authored: { geofences },
    },
    marks,
  ] = await Promise.all([authored.read(), mirror.marks()]);
  const wanted = geofences.filter(({ kind }) => kind !== 'exclusion').map(toMirror);
  const held = wanted.filter((one) => 'geometry' in one);
  const refused = wanted.filter((one) => 'why' in one);
  const ids = new Set(held.map(({ id }) => id));

  const put = held.filter(({ id, mark }) => marks.get(id) !== mark);
  const gone = [...marks.keys()].filter((id) => !ids.has(id));
  await mirror.remove(gone);
  const refusedThere = await mirror.put(put);
  return { put: put.length - refusedThere.length, removed: gone.length, refused: [...refused, ...refusedThere] };
}

function toMirror({ id, shape }: Geofence): Mirrored<LocationGeometry> | { id: string; why: string } {
  const made = locationGeometry(shape);
  if ('refused' in made) return { id, why: made.refused };
  return { id, mark: hashedId(JSON.stringify(made.geometry)), geometry: made.geometry };
}
