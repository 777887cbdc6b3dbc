// A chain's list in the encodings and dialects that occur: every good row comes in, every other is named by line and reason.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from '../../cli/import.ts';
import { catalogueFile } from '../../shared/model/catalogue.ts';
import { chainList, type Style } from './chain.ts';
import { collected } from './collected.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ravn-import-'));
});
afterAll(() => rm(folder, { recursive: true }));

const danish: Style = {
  delimiter: ';',
  decimal: ',',
  lineEnd: '\r\n',
  title: 'Butiksoversigt pr. 1. november;;;;;;;;',
  headers: {
    id: 'Butik nr.',
    name: 'Butiksnavn',
    lat: 'Breddegrad (WGS84)',
    lng: 'Længdegrad (WGS84)',
    zone: 'Tidszone',
    radius: 'Radius (m)',
    city: 'By',
  },
};
const english: Style = {
  delimiter: ',',
  decimal: '.',
  lineEnd: '\n',
  headers: {
    id: 'StoreID',
    name: 'store_name',
    lat: 'geoLatitude',
    lng: 'geoLongitude',
    zone: 'tz',
    radius: 'radius_m',
    city: 'City',
  },
};
const bom = (text: string) => Buffer.from(`\uFEFF${text}`);

test.for<[string, number, Style, (text: string) => Buffer]>([
  ['Excel in Danish: 25,000 rows, BOM, CRLF, semicolons, decimal commas', 25_000, danish, bom],
  ['windows-1252', 1500, danish, (text) => Buffer.from(text, 'latin1')],
  ['UTF-16 with tabs', 1500, { ...danish, delimiter: '\t' }, (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['a database dump: commas, decimal points, line feeds', 1500, english, (text) => Buffer.from(text)],
  ['commas round decimal commas', 1500, { ...english, decimal: ',' }, (text) => Buffer.from(text)],
  [
    'an old Mac: carriage returns alone',
    1500,
    { ...english, delimiter: '|', lineEnd: '\r' },
    (text) => Buffer.from(text),
  ],
])('%s', async ([name, rows, style, encode]) => {
  const { text, truth } = chainList(rows, style, 4711);
  const source = join(folder, `${name}.csv`);
  const [out, refusedFile] = [`${source}.json`, `${source}.refused.csv`];
  await writeFile(source, encode(text));

  const [told, complaints] = [collected(), collected()];
  const started = performance.now();
  const code = await main([source, '--radius', '150', '--out', out, '--refused', refusedFile], told, complaints);
  const seconds = (performance.now() - started) / 1000;

  expect(code).toBe(1);
  const named = new Map(
    complaints.lines().map((line) => {
      const [, begins, reason] = /^lines? (\d+)(?:–\d+)?: ([a-z-]+): ./.exec(line)!;
      return [Number(begins), reason];
    }),
  );
  expect(named).toEqual(truth.refused);
  const table: { line: string; reason: string }[] = parse(await readFile(refusedFile), { columns: true });
  expect(new Map(table.map(({ line, reason }) => [Number(line), reason]))).toEqual(truth.refused);
  expect(new Set(truth.refused.values()).size, 'every kind of defect occurs').toBe(12);

  const catalogue = catalogueFile.parse(JSON.parse(await readFile(out, 'utf8')));
  const byId = new Map(catalogue.geofences.map((geofence) => [geofence.id, geofence]));
  expect(byId.size).toBe(truth.good.size);
  for (const good of truth.good.values()) {
    const { shape, timeZone } = byId.get(good.id)!;
    expect({ id: good.id, shape, timeZone }).toEqual({
      id: good.id,
      shape: { type: 'Circle', center: [good.lng, good.lat], radiusMetres: good.radiusMetres },
      timeZone: good.timeZone,
    });
  }
  const summary = told.lines();
  expect(summary).toContain(`${rows} rows read, ${truth.good.size} imported → ${out}`);
  if (rows === 25_000) console.log(`25,000 rows in ${seconds.toFixed(2)} s\n${summary.join('\n')}`);
});
