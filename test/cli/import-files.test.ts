// The import command on small files: formats, options, exit codes, and what is left behind when it fails.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { main } from '../../cli/import.ts';
import { type CatalogueFile, catalogueFile } from '../../shared/model/catalogue.ts';
import { collected } from './collected.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ravn-import-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function run(content: string, ...options: string[]) {
  const source = join(folder, 'stores');
  const out = join(folder, 'c.json');
  await writeFile(source, content);
  const [told, complaints] = [collected(), collected()];
  const code = await main([source, '--out', out, ...options], told, complaints);
  const catalogue: CatalogueFile =
    code === 2 || options.includes('--dry-run')
      ? { geofences: [], offers: [] }
      : catalogueFile.parse(JSON.parse(await readFile(out, 'utf8')));
  return { code, told: told.text(), complaints: complaints.lines(), catalogue, geofences: catalogue.geofences };
}

const point = (lng: number, lat: number) => ({ type: 'Point', coordinates: [lng, lat] });
const square = (lng: number, lat: number, closed = true) => {
  const ring = [
    [lng, lat],
    [lng + 0.01, lat],
    [lng + 0.01, lat + 0.01],
    [lng, lat + 0.01],
  ];
  return { type: 'Polygon', coordinates: [closed ? [...ring, ring[0]] : ring] };
};
const feature = (id: unknown, geometry: unknown, properties: object | null = {}) => ({
  type: 'Feature',
  id,
  properties,
  geometry,
});

describe('CSV', () => {
  test('a clean list exits 0, with tags, kind and radius as told', async () => {
    const { code, geofences } = await run(
      'id,name,lat,lng,type\n1,A,55.67,12.56,Café;Drive-In\n2,B,55.68,12.57,',
      ...['--kind', 'area', '--tag', 'chain', '--radius', '0.2 km'],
    );
    expect(code).toBe(0);
    expect(geofences).toEqual([
      {
        id: '1',
        name: 'A',
        kind: 'area',
        shape: { type: 'Circle', center: [12.56, 55.67], radiusMetres: 200 },
        timeZone: 'Europe/Copenhagen',
        tags: ['chain', 'café', 'drive-in'],
      },
      {
        id: '2',
        name: 'B',
        kind: 'area',
        shape: { type: 'Circle', center: [12.57, 55.68], radiusMetres: 200 },
        timeZone: 'Europe/Copenhagen',
        tags: ['chain'],
      },
    ]);
  });

  test('combined columns, by pair and by WKT, and longitude first where the header says so', async () => {
    expect((await run('id;location\n1;55,67, 12,56')).geofences[0]!.shape).toMatchObject({ center: [12.56, 55.67] });
    expect((await run('id,wkt\n1,POINT(12.56 55.67)')).geofences[0]!.shape).toMatchObject({ center: [12.56, 55.67] });
    expect((await run('id\tlnglat\n1\t12.56,55.67')).geofences[0]!.shape).toMatchObject({ center: [12.56, 55.67] });
  });

  test('without an id column ids are made from name and city, and stay the same', async () => {
    const list =
      'name,city,lat,lng\nTorvet,Århus,56.15,10.2\nTorvet,Århus,56.16,10.2\nTorvet,Århus,56.15,10.2\n店,,56.17,10.2\n';
    const first = await run(list);
    expect(first.geofences.map(({ id }) => id)).toEqual(['Torvet-AArhus', 'Torvet-AArhus-2', 'store']);
    expect(first.complaints).toEqual(['line 4: duplicate-id: same name, city and coordinates as line 2']);
    expect((await run(list)).geofences).toEqual(first.geofences);
  });

  test('two ids that become the same are not merged', async () => {
    const { complaints, geofences } = await run('id,lat,lng\nB 1,55.67,12.56\nB-1,55.68,12.57\nB#1,55.69,12.58');
    expect(geofences.map(({ id }) => id)).toEqual(['B-1']);
    expect(complaints).toEqual([
      'line 3: duplicate-id: id "B-1" is already that of line 2',
      'line 4: duplicate-id: id "B#1", which becomes "B-1", is already that of line 2',
    ]);
  });

  test('swapped coordinates are refused by country, by zone or by the company they keep, and never turned round', async () => {
    const single = 'id,lat,lng\n1,12.56,55.67';
    expect((await run(single)).geofences[0]!.timeZone).toBe('Asia/Aden');
    expect((await run(single, '--country', 'DK')).complaints[0]).toMatch(
      /^line 2: swapped: .*not in Europe\/Copenhagen/,
    );
    expect((await run('id,lat,lng,country\n1,12.56,55.67,Danmark')).complaints[0]).toMatch(/^line 2: swapped/);
    expect((await run('id,lat,lng,tz\n1,12.56,55.67,Europe/Copenhagen')).complaints[0]).toMatch(/^line 2: swapped/);
    const crowd = 'id,lat,lng\n1,55.6,12.5\n2,55.7,12.6\n3,12.56,55.67\n4,56.1,10.2\n5,41.9,-87.6';
    const { complaints, geofences } = await run(crowd);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatch(
      /^line 4: swapped: looks swapped: latitude 12.56, longitude 55.67 is far from the other rows/,
    );
    expect(
      geofences.map(({ id }) => id),
      'a lonely shop overseas is no mistake',
    ).toEqual(['1', '2', '4', '5']);
  });

  test('a row names the line it begins on, blank lines and quoted line breaks counted', async () => {
    const { complaints, code } = await run(
      '\nid,name,lat,lng\r\n1,"A\r\n\r\nA",55,12\r\n\r\n2,"B\nB",x,12\r\n3,12" pizza,,\r\n',
    );
    expect(code).toBe(1);
    expect(complaints.map((line) => line.slice(0, 25))).toEqual(
      ['lines 7–8: not-a-number: l', 'line 9: missing-coordinate'].map((line) => line.slice(0, 25)),
    );
  });

  test('projected metres are told from degrees', async () => {
    expect((await run('id,x,y\n1,725000,6175000')).complaints[0]).toMatch(/out-of-range: .*projection/);
  });

  test('a radius under 100 m is imported with a warning; a place at sea as well', async () => {
    const { told, code, geofences } = await run('id,lat,lng,radius\n1,55.67,12.56,40\n2,45,-30,');
    expect([code, geofences.length]).toEqual([0, 2]);
    expect(told).toMatch(/1 circles have a radius under 100 m.*\(line 2\)/);
    expect(told).toMatch(/12 nautical miles.*\(line 3\)/);
  });
});

describe('GeoJSON', () => {
  const collection = (features: unknown[]) =>
    JSON.stringify({ type: 'FeatureCollection', name: '{"features":[', features }, null, 1);

  test('points become circles, polygons stay, open rings are closed, elevations go', async () => {
    const { code, geofences } = await run(
      collection([
        feature(
          7,
          { type: 'Point', coordinates: [12.56, 55.67, 3] },
          { name: 'a "}]{ name', tags: ['x', 'y'], radius: 80 },
        ),
        feature(undefined, square(12, 55), { id: 'sq', tz: 'Europe/Stockholm' }),
        feature('open', square(12, 56, false), null),
        feature('multi', {
          type: 'MultiPolygon',
          coordinates: [square(12, 55).coordinates, square(13, 55).coordinates],
        }),
      ]),
    );
    expect(code).toBe(0);
    expect(geofences.map(({ id, shape: { type } }) => [id, type])).toEqual([
      ['7', 'Circle'],
      ['sq', 'Polygon'],
      ['open', 'Polygon'],
      ['multi', 'MultiPolygon'],
    ]);
    expect(geofences[0]).toMatchObject({
      name: 'a "}]{ name',
      tags: ['x', 'y'],
      shape: { center: [12.56, 55.67], radiusMetres: 80 },
    });
    expect(geofences[1]!.timeZone).toBe('Europe/Stockholm');
    expect(geofences[2]!.shape).toEqual(square(12, 56));
  });

  test('refused features are named by index and line', async () => {
    const bowtie = {
      type: 'Polygon',
      coordinates: [
        [
          [12, 55],
          [13, 56],
          [13, 55],
          [12, 56],
          [12, 55],
        ],
      ],
    };
    const text = collection([
      feature('a', point(12, 55)),
      feature('b', null),
      feature('c', {
        type: 'LineString',
        coordinates: [
          [12, 55],
          [13, 55],
        ],
      }),
      feature('d', point(12, 95)),
      feature('e', bowtie),
      feature('a', point(12, 55)),
      { type: 'Thing' },
      feature('f', {
        type: 'Polygon',
        coordinates: [
          [
            ['x', 1],
            [2, 3],
            [4, 5],
          ],
        ],
      }),
    ]);
    const { complaints, geofences } = await run(text);
    const lines = text.split('\n');
    const named = complaints.map((line) => /^features\[(\d+)\] \(lines? (\d+)\D.*?: ([a-z-]+):/.exec(line)!.slice(1));
    expect(named.map(([index, , reason]) => `${index} ${reason}`)).toEqual([
      '1 missing-coordinate',
      '2 bad-shape',
      '3 out-of-range',
      '4 bad-shape',
      '5 duplicate-id',
      '6 not-json',
      '7 not-a-number',
    ]);
    for (const [, line] of named) expect(lines[Number(line) - 1]).toBe('  {');
    expect(geofences).toHaveLength(1);
  });

  test('one feature a line, a broken line between', async () => {
    const { complaints, geofences } = await run(
      [feature('a', point(12, 55)), '{"type":"Feature",', '', feature('b', point(12, 56))]
        .map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
        .join('\n'),
    );
    expect(geofences.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(complaints).toEqual(['features[1] (line 2): not-json: not valid JSON']);
  });

  test.for([
    '{"type":"FeatureCollection"}',
    '{"type":"FeatureCollection","features":[{"type":"Feature"',
    '{"features":{}}',
  ])('a file that is none exits 2: %s', async (text) => {
    expect((await run(text)).code).toBe(2);
  });
});

describe('what can be told and what goes wrong', () => {
  const good = 'id,lat,lng\n1,55.67,12.56';

  test('offers are merged from a catalogue, and those for unknown geofences named', async () => {
    const offers = join(folder, 'offers.json');
    const offer = {
      id: 'o',
      category: 'coffee',
      messages: { da: { title: 't', body: 'b' } },
      defaultLocale: 'da',
      where: { geofenceIds: ['1', 'gone'] },
      startsAt: 0,
      endsAt: 1,
      value: 1,
    };
    await writeFile(offers, JSON.stringify({ geofences: [], offers: [offer] }));
    const { catalogue, told } = await run(good, '--offers', offers);
    expect(catalogue.offers).toMatchObject([{ id: 'o' }]);
    expect(told).toContain('warning: offers name 1 geofences that are not in the list: gone');
  });

  test('--dry-run writes nothing', async () => {
    expect((await run(good, '--dry-run')).told).toContain('1 imported (dry run, nothing written)');
    expect(await readdir(folder)).toEqual(['stores']);
  });

  test('a header that is not understood lists the columns and leaves no file', async () => {
    const { code, complaints } = await run('Nr;Hoch;Quer\n1;55,67;12,56');
    expect(code).toBe(2);
    expect(complaints.join()).toMatch(/No columns with coordinates.*1 "Nr", 2 "Hoch", 3 "Quer".*--column lat=/);
    expect(await readdir(folder)).toEqual(['stores']);
    const named = await run('Nr;Hoch;Quer\n1;55,67;12,56', '--column', 'lat=Hoch', '--column', 'lng=Quer');
    expect(named.geofences[0]!.shape).toMatchObject({ center: [12.56, 55.67] });
  });

  test('a quote that is never closed is named by its line, and an older result stays as it was', async () => {
    await run(good);
    const before = await readFile(join(folder, 'c.json'), 'utf8');
    const { code, complaints } = await run(`${good}\n2,"55,12\n3,55,12\n`);
    expect([code, complaints.join()]).toEqual([
      2,
      expect.stringMatching(/^line 3: a quote that opens here is never closed/),
    ]);
    expect(await readFile(join(folder, 'c.json'), 'utf8')).toBe(before);
    expect((await readdir(folder)).sort()).toEqual(['c.json', 'stores']);
  });

  test.for([
    [['--radius', 'wide'], /--radius wide/],
    [['--country', 'Atlantis'], /--country Atlantis/],
    [['--kind', 'shop'], /--kind/],
    [['--column', 'height=x'], /--column height=x/],
    [['--offers', '/nonexistent/o.json'], /ENOENT/],
    [['--refused', '/nonexistent/r.csv'], /ENOENT/],
    [['--out', '/nonexistent/c.json'], /ENOENT/],
    [['--bad'], /Unknown option/],
  ] as const)('%j exits 2 and says why', async ([options, why]) => {
    const { code, complaints } = await run(good, ...options);
    expect([code, complaints.join('\n')]).toEqual([2, expect.stringMatching(why)]);
    expect(await readdir(folder)).toEqual(['stores']);
  });
});
