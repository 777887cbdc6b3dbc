// Importing: two passes over a store list, the first to see where all rows lie, the second to check and write each one.

import type { Field } from '../../shared/core/import/columns.ts';
import { type Defaults, geofenceFrom, type Ids, type NoticeKind } from '../../shared/core/import/geofence-from-row.ts';
import { type Place, placeName, type Refusal, type Row } from '../../shared/core/import/row.ts';
import { survey } from '../../shared/core/import/survey.ts';
import type { Offer } from '../../shared/model/offer.ts';
import { openOutput } from '../output.ts';
import { openStoreList } from './read-stores.ts';
import { openRefusalsFile } from './refusals-file.ts';
import type { OnBytes } from './text.ts';

export interface ImportJob {
  source: string;
  /** Nothing is written without it. */
  out?: string;
  refusedFile?: string;
  columns: Map<Field, string>;
  defaults: Defaults;
  offers: Offer[];
  onBytes: OnBytes;
  onRefused(row: Row, refusal: Refusal): void;
}

export interface ImportSummary {
  understood: string[];
  rows: number;
  imported: number;
  refused: Map<string, number>;
  zones: Map<string, number>;
  /** Per kind of notice how many rows, and where the first five are. */
  notices: Map<NoticeKind, { count: number; first: Place[] }>;
  /** Geofences that an offer names and the list does not hold. */
  missing: string[];
}

/**
 * Imports a list. What is written is a valid `catalogue.json`, one geofence a line, and appears only when it is complete.
 * Memory: the ids, and what the survey keeps. Throws an Error if a file cannot be read or written.
 */
export async function importStores(job: ImportJob): Promise<ImportSummary> {
  const list = await openStoreList(job.source, job.columns);
  const seen = await survey(list.rows(job.onBytes));
  const summary: ImportSummary = {
    understood: list.understood,
    rows: 0,
    imported: 0,
    refused: new Map(),
    zones: new Map(),
    notices: new Map(),
    missing: [],
  };
  const output = job.out === undefined ? undefined : openOutput(job.out);
  const refusals = job.refusedFile === undefined ? undefined : await openRefusalsFile(job.refusedFile);
  const ids: Ids = new Map();
  try {
    await output?.write('{"geofences":[');
    for await (const row of list.rows(job.onBytes)) {
      summary.rows += 1;
      const outcome = geofenceFrom(row, job.defaults, seen, ids);
      if ('reason' in outcome) {
        count(summary.refused, outcome.reason);
        job.onRefused(row, outcome);
        await refusals?.add(row, outcome);
        continue;
      }
      await output?.write(`${summary.imported === 0 ? '\n' : ',\n'}${JSON.stringify(outcome.geofence)}`);
      summary.imported += 1;
      count(summary.zones, outcome.geofence.timeZone);
      for (const kind of outcome.notices) notice(summary, kind, row.place);
    }
    await output?.write(`\n],"offers":[${job.offers.map((offer) => `\n${JSON.stringify(offer)}`).join(',')}\n]}\n`);
    await refusals?.commit();
    await output?.commit();
  } catch (error) {
    output?.abandon();
    refusals?.abandon();
    throw error;
  }
  const named = new Set(job.offers.flatMap((offer) => offer.where.geofenceIds ?? []));
  summary.missing = [...named].filter((id) => !ids.has(id));
  return summary;
}

const noticeTexts: Record<NoticeKind, string> = {
  'id-changed': 'ids held characters that an id may not hold, which were replaced',
  'tag-changed': 'tags held characters that a tag may not hold, which were replaced',
  'ring-closed': 'polygons were open and have been closed',
  'at-sea': 'rows lie more than 12 nautical miles from land, in a zone without daylight saving time: check them',
  'small-radius':
    'circles have a radius under 100 m: phones are often 20–50 m off indoors and their own region monitoring wants 100 m or more, so visits will be missed',
};

/** The summary as lines for a person. */
export function describe(summary: ImportSummary, out: string | undefined): string[] {
  const lines = [...summary.understood];
  lines.push(
    `${summary.rows} rows read, ${summary.imported} imported${out === undefined ? ' (dry run, nothing written)' : ` → ${out}`}`,
  );
  const refused = sum(summary.refused);
  if (refused > 0) lines.push(`${refused} refused: ${ranking(summary.refused)}`);
  if (summary.zones.size > 0) lines.push(`time zones: ${ranking(summary.zones)}`);
  for (const [kind, { count: rows, first }] of summary.notices) {
    const places = first.map(placeName).join(', ') + (rows > first.length ? ', …' : '');
    lines.push(`notice: ${rows} ${noticeTexts[kind]} (${places})`);
  }
  if (summary.missing.length > 0) {
    lines.push(
      `warning: offers name ${summary.missing.length} geofences that are not in the list: ${summary.missing.slice(0, 10).join(', ')}`,
    );
  }
  return lines;
}

export function sum(counts: Map<string, number>): number {
  return [...counts.values()].reduce((total, value) => total + value, 0);
}

function ranking(counts: Map<string, number>): string {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([name, value]) => `${name} ${value}`).join(', ');
}

function count(counts: Map<string, number>, name: string) {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function notice(summary: ImportSummary, kind: NoticeKind, place: Place) {
  const known = summary.notices.get(kind) ?? { count: 0, first: [] };
  known.count += 1;
  if (known.first.length < 5) known.first.push(place);
  summary.notices.set(kind, known);
}
