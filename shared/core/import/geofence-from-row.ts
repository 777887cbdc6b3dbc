// From a row to a geofence: every check in order, one reason for a refusal, and a notice for whatever was changed.

import { type Geofence, geofence, maxRadiusMetres } from '../../model/geofence.ts';
import { authoredId, label } from '../../model/identifier.ts';
import { timeZone } from '../../model/time-zone.ts';
import { checkGeofence } from '../geo/check.ts';
import { plainLetters } from './columns.ts';
import { parseMetres, shortened } from './degrees.ts';
import { type Located, locate } from './locate.ts';
import { type Place, placeName, type Refusal, type Row } from './row.ts';
import { looksSwapped, onGlobe, type Survey } from './survey.ts';
import { canonicalZone, wrapLongitude, zoneAt, zonesOfCountry } from './zones.ts';

export interface Defaults {
  kind: Geofence['kind'];
  radiusMetres: number;
  tags: string[];
  /** The country of every row that names none. */
  country?: string;
}

/** What was changed or looks odd in a row that was imported all the same. */
export type NoticeKind = 'id-changed' | 'tag-changed' | 'ring-closed' | 'at-sea' | 'small-radius';

export interface Imported {
  geofence: Geofence;
  notices: NoticeKind[];
}

/** The ids given so far, with the place of the row each belongs to. */
export type Ids = Map<string, { place: Place; lng: number; lat: number }>;

/** Phones' own region monitoring is unreliable below this: Apple and Google both advise at least 100 m. */
const smallRadiusMetres = 100;

/** Checks one row. An imported row's id is entered into `ids`. */
export function geofenceFrom(row: Row, defaults: Defaults, seen: Survey, ids: Ids): Imported | Refusal {
  if (row.broken) return row.broken;
  const { fields } = row;
  const notices: NoticeKind[] = [];

  // 1. Where it lies.
  const radiusMetres = blank(fields.radius) ? defaults.radiusMetres : parseMetres(fields.radius!);
  const located = locate(row, radiusMetres ?? 1);
  if ('reason' in located) return located;
  const misplaced = refusalOfPlace(located, row, defaults, seen);
  if (misplaced) return misplaced;
  if (located.closedRing) notices.push('ring-closed');
  if (located.shape.type === 'Circle') {
    if (radiusMetres === undefined || radiusMetres <= 0 || radiusMetres > maxRadiusMetres) {
      return {
        reason: 'bad-radius',
        detail: `radius "${shortened(fields.radius!)}" is not between 0 and ${maxRadiusMetres} metres`,
      };
    }
    if (radiusMetres < smallRadiusMetres) notices.push('small-radius');
  }

  // 2. What it is called.
  const identified = identify(row, seen, ids, located);
  if ('reason' in identified) return identified;
  if (identified.changed) notices.push('id-changed');
  const name = oneLine(fields.name || fields.city || fields.id || identified.id);
  if (name.length > 200)
    return { reason: 'name-too-long', detail: `the name has ${name.length} characters, 200 may be` };

  // 3. Its clock.
  const local = zoneAt(located.lng, located.lat);
  const zone = blank(fields.timeZone) ? local : fields.timeZone!;
  if (!timeZone.safeParse(zone).success) {
    return {
      reason: 'bad-time-zone',
      detail: `"${shortened(zone)}" is no IANA time zone; the coordinates lie in ${local}`,
    };
  }
  if (blank(fields.timeZone) && local.startsWith('Etc/')) notices.push('at-sea');

  // 4. Its tags, and the model's own word on the whole.
  const tags = tagsOf(fields.tags ?? '', defaults.tags);
  if (tags.changed) notices.push('tag-changed');
  const checked = geofence.safeParse({
    id: identified.id,
    name,
    kind: defaults.kind,
    shape: located.shape,
    timeZone: zone,
    ...(tags.labels.length > 0 && { tags: tags.labels }),
    ...(row.openingHours !== undefined && { openingHours: row.openingHours }),
  });
  const [fault] = checked.success ? checkGeofence(checked.data).errors : checked.error.issues;
  if (!checked.success || fault) {
    const where = fault && 'geofenceId' in fault ? fault.path : fault?.path.join('.');
    return { reason: 'bad-shape', detail: `${where}: ${fault?.message}` };
  }
  ids.set(identified.id, { place: row.place, lng: located.lng, lat: located.lat });
  return { geofence: checked.data, notices };
}

function refusalOfPlace(located: Located, row: Row, defaults: Defaults, seen: Survey): Refusal | undefined {
  const { lng, lat } = located;
  if (lng === 0 && lat === 0) {
    return {
      reason: 'zero-zero',
      detail: 'latitude 0, longitude 0 is the sea off Ghana: the coordinates were not known',
    };
  }
  const swapped = looksSwapped(located, expectedZones(row, defaults), seen);
  if (swapped) return { reason: 'swapped', detail: swapped };
  if (onGlobe(located.shape.type === 'Circle' ? lng : wrapLongitude(lng), lat)) return undefined;
  const projected = Math.abs(lng) > 1000 || Math.abs(lat) > 1000;
  const wrong = Math.abs(lat) > 90 ? `latitude ${lat} is not within ±90` : `longitude ${lng} is not within ±180`;
  return {
    reason: 'out-of-range',
    detail: wrong + (projected ? ' (metres of a projection such as UTM? Degrees, WGS 84, are needed)' : ''),
  };
}

/** Where a row must lie by what else it says: its zone, or else its country. */
function expectedZones(row: Row, defaults: Defaults): ReadonlySet<string> | undefined {
  const zone = row.fields.timeZone;
  if (!blank(zone) && timeZone.safeParse(zone).success) return new Set([canonicalZone(zone!)]);
  const country = blank(row.fields.country) ? defaults.country : row.fields.country;
  return country ? zonesOfCountry(country) : undefined;
}

/**
 * The id: as given, with characters that an id may not hold replaced. If no row of the file has one it is made from name
 * and city, numbered where that is not unique, so that importing the same file again gives the same ids.
 */
function identify(row: Row, seen: Survey, ids: Ids, at: Located): { id: string; changed?: boolean } | Refusal {
  const given = row.fields.id ?? '';
  if (seen.hasIds) {
    if (given === '') return { reason: 'missing-id', detail: 'the id is empty' };
    const valid = authoredId.safeParse(given).success;
    const id = valid ? given : slug(given);
    const became = valid ? '' : `, which becomes "${shortened(id)}",`;
    if (!authoredId.safeParse(id).success) {
      return { reason: 'bad-id', detail: `id "${shortened(given)}" has no 1–100 letters and digits to make an id of` };
    }
    const first = ids.get(id);
    if (first)
      return { reason: 'duplicate-id', detail: `id "${given}"${became} is already that of ${placeName(first.place)}` };
    return { id, changed: !valid };
  }
  const base = slug([row.fields.name, row.fields.city].filter(Boolean).join(' ')).slice(0, 90) || 'store';
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base}-${number}`;
    const first = ids.get(id);
    if (!first) return { id };
    if (first.lng === at.lng && first.lat === at.lat) {
      return { reason: 'duplicate-id', detail: `same name, city and coordinates as ${placeName(first.place)}` };
    }
  }
}

/** Letters, digits, "-", "." and "_" of a text; case stays, for ids that are otherwise legal. */
function slug(text: string): string {
  const plain = [...text].map((letter) =>
    letter === letter.toLowerCase() ? plainLetters(letter) : plainLetters(letter).toUpperCase(),
  );
  return plain
    .join('')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

function tagsOf(text: string, always: string[]): { labels: string[]; changed: boolean } {
  const given = text
    .split(/[;,|/]/)
    .map(oneLine)
    .filter((tag) => !blank(tag));
  let changed = false;
  const labels = given.flatMap((tag) => {
    const lower = tag.toLowerCase();
    const fitting = label.safeParse(lower).success
      ? lower
      : lower.replace(/[^\p{Ll}\p{N} _.&-]+/gu, '-').replace(/^[^\p{Ll}\p{N}]+/u, '');
    changed ||= fitting !== lower;
    return label.safeParse(fitting).success ? [fitting] : [];
  });
  return { labels: [...new Set([...always, ...labels])].slice(0, 50), changed };
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function blank(text: string | undefined): boolean {
  return text === undefined || ['', 'null', 'none', 'n/a', '-'].includes(text.trim().toLowerCase());
}
