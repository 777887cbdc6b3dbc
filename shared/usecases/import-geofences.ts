// Importing a store list into what is in force: read as `npm run import` reads it, every refused row told, published as one change.
import { csvRows, layoutOf } from '../core/import/csv-rows.ts';
import { geofenceFrom, type Ids } from '../core/import/geofence-from-row.ts';
import { geojsonRows } from '../core/import/geojson-rows.ts';
import { placeName, type Row, UnreadableList } from '../core/import/row.ts';
import { survey } from '../core/import/survey.ts';
import type { Geofence } from '../model/geofence.ts';
import { importGeofences } from './author-geofences.ts';
import type { AuthorPorts } from './change-authored.ts';
import { Refused } from './refused.ts';

export interface StoreList {
  format: 'csv' | 'geojson';
  text: string;
  /** Round a point that has no radius of its own. */
  radiusMetres: number;
}

export interface Imported {
  accepted: number;
  created: number;
  changed: number;
  unchanged: number;
  refused: { row: string; reason: string }[];
  refusedCount: number;
  catalogueVersion?: number;
  sample: Geofence[];
}

/** So many refused rows are told, and so many geofences shown. */
const maxRefused = 100;
const maxSample = 20;

/** Throws Refused `unreadable-import` for a text that is no store list, `invalid-catalogue` where what came of it could not be in force. */
export async function importStoreList(
  ports: AuthorPorts,
  list: StoreList,
  { by, dryRun }: { by: string; dryRun: boolean },
  now: number,
): Promise<Imported> {
  const { found, places, refused } = await geofencesIn(list);
  const outcome = await importGeofences(ports, found, { by, dryRun }, now);
  const refusedHere = found.filter(({ id }) => outcome.refused.has(id));
  for (const { id } of refusedHere) refused.push({ row: places.get(id)!, reason: outcome.refused.get(id)! });
  const { created, changed, unchanged, catalogueVersion } = outcome;
  return {
    accepted: found.length - refusedHere.length,
    created,
    changed,
    unchanged,
    refused: refused.slice(0, maxRefused),
    refusedCount: refused.length,
    ...(catalogueVersion !== undefined && { catalogueVersion }),
    sample: found.filter(({ id }) => !outcome.refused.has(id)).slice(0, maxSample),
  };
}

async function geofencesIn({ format, text, radiusMetres }: StoreList) {
  try {
    const rows = await opened(format, text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n'));
    const seen = await survey(rows());
    const defaults = { kind: 'store' as const, radiusMetres, tags: [] };
    const ids: Ids = new Map();
    const found: Geofence[] = [];
    const places = new Map<string, string>();
    const refused: Imported['refused'] = [];
    for await (const row of rows()) {
      const outcome = geofenceFrom(row, defaults, seen, ids);
      const place = placeName(row.place);
      if ('reason' in outcome) {
        refused.push({ row: place, reason: `${outcome.reason}: ${outcome.detail}` });
        continue;
      }
      found.push(outcome.geofence);
      places.set(outcome.geofence.id, place);
    }
    return { found, places, refused };
  } catch (error) {
    if (error instanceof UnreadableList) throw new Refused('unreadable-import', error.message.slice(0, 2000));
    throw error;
  }
}

/** The rows of a text, as often as they are asked for. */
async function opened(format: StoreList['format'], text: string): Promise<() => AsyncIterable<Row>> {
  const texts = async function* () {
    // a chunk's worth at a time: one long text would be copied again and again
    for (let from = 0; from < text.length; from += chunkCharacters) yield text.slice(from, from + chunkCharacters);
  };
  if (format === 'geojson') return () => geojsonRows({ glance: texts, read: texts }, new Map());
  const layout = await layoutOf(texts(), new Map());
  return () => csvRows(texts(), layout);
}

const chunkCharacters = 65_536;
