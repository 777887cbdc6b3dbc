// Headers and coordinates in the spellings that occur, and those that must not be taken for one.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvCell } from '../../cli/import/refusals-file.ts';
import { canLocate, findColumns, nameColumns } from '../../shared/core/import/columns.ts';
import { parseDegrees, parseMetres, parsePoint } from '../../shared/core/import/degrees.ts';

/** The header each field was found in. */
function found(...headers: string[]) {
  return Object.fromEntries(Object.entries(findColumns(headers)).map(([field, index]) => [field, headers[index]]));
}

describe('headers', () => {
  test.for([
    [
      ['Butik nr', 'Navn', 'Breddegrad', 'Længdegrad', 'Tidszone'],
      ['Butik nr', 'Navn', 'Breddegrad', 'Længdegrad', 'Tidszone'],
    ],
    [
      ['STORE_ID', 'Store Name', 'LAT', 'LON', 'TZ'],
      ['STORE_ID', 'Store Name', 'LAT', 'LON', 'TZ'],
    ],
    [
      ['Filialnr.', 'Filiale', 'Breitengrad', 'Längengrad', 'Zeitzone'],
      ['Filialnr.', 'Filiale', 'Breitengrad', 'Längengrad', 'Zeitzone'],
    ],
    [
      ['ref', 'Nom', 'latitude (deg)', 'longitude (deg)', 'Fuseau horaire'],
      ['ref', 'Nom', 'latitude (deg)', 'longitude (deg)', 'Fuseau horaire'],
    ],
    [
      ['Shop ID (SAP)', 'Official shop name', 'geo:lat', 'geo:long', 'timeZone'],
      ['Shop ID (SAP)', 'Official shop name', 'geo:lat', undefined, 'timeZone'],
    ],
    [
      ['id', 'name', 'y', 'x', 'tz'],
      ['id', 'name', 'y', 'x', 'tz'],
    ],
    [
      ['店', '名', '纬度', '经度', ''],
      [undefined, undefined, '纬度', '经度', undefined],
    ],
    [
      ['Manager name', 'Store phone number', 'storeLatitude', 'storeLongitude', 'type'],
      [undefined, undefined, 'storeLatitude', 'storeLongitude', undefined],
    ],
  ])('%j', ([headers, expected]) => {
    const columns = found(...(headers as string[]));
    expect([columns.id, columns.name, columns.lat, columns.lng, columns.timeZone]).toEqual(expected);
  });

  test('a combined column counts only where the single ones are missing', () => {
    expect(found('id', 'Coordinates')).toEqual({ id: 'id', point: 'Coordinates' });
    expect(found('id', 'Coordinates', 'lat', 'lng')).toEqual({ id: 'id', lat: 'lat', lng: 'lng' });
    expect(canLocate(findColumns(['id', 'lat', 'city']))).toBe(false);
  });

  test('a column can be named by header or number; a wrong name lists what there is', () => {
    const headers = ['Nr', 'Hoch', 'Quer'];
    const named = nameColumns(
      findColumns(headers),
      headers,
      new Map([
        ['lat', 'hoch'],
        ['lng', '3'],
      ]),
    );
    expect(named).toMatchObject({ lat: 1, lng: 2 });
    expect(() => nameColumns({}, headers, new Map([['lat', 'Bredde']]))).toThrow(
      /no such column.*1 "Nr", 2 "Hoch", 3 "Quer"/,
    );
  });
});

describe('degrees', () => {
  test.for<[string, 'lat' | 'lng', number]>([
    ['55.6761', 'lat', 55.6761],
    ['55,6761', 'lat', 55.6761],
    [' -0,5 ', 'lng', -0.5],
    ['−12.5', 'lng', -12.5],
    ['+12.', 'lng', 12],
    ['.5', 'lat', 0.5],
    ['55.6761° N', 'lat', 55.6761],
    ['33.8688S', 'lat', -33.8688],
    ['W 87,63', 'lng', -87.63],
    ['12.5 Ø', 'lng', 12.5],
    ['55°40\'34"N', 'lat', 55.67611111111111],
    ['12° 34′ 5,9″ E', 'lng', 12.568305555555556],
  ])('%s is a %s of %d', ([text, axis, degrees]) => {
    expect(parseDegrees(text, axis)).toBeCloseTo(degrees, 12);
  });

  test.for<[string, string]>([
    ['', 'missing-coordinate'],
    ['NULL', 'missing-coordinate'],
    ['abc', 'not-a-number'],
    ['NaN', 'not-a-number'],
    ['1e999', 'not-a-number'],
    ['0x10', 'not-a-number'],
    ['55.676.100', 'not-a-number'],
    ['Infinity', 'not-a-number'],
    ['12.5 E', 'swapped'],
  ])('%j as a latitude is %s', ([text, reason]) => {
    expect(parseDegrees(text, 'lat')).toMatchObject({ reason });
  });

  test('every way of writing a pair gives the same point', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -90e6, max: 90e6 }),
        fc.integer({ min: -180e6, max: 180e6 }),
        (latMicro, lngMicro) => {
          const [lat, lng] = [(latMicro / 1e6).toFixed(6), (lngMicro / 1e6).toFixed(6)];
          const [latComma, lngComma] = [lat.replace('.', ','), lng.replace('.', ',')];
          const point = { lng: Number(lng) + 0, lat: Number(lat) + 0 };
          for (const text of [
            `${lat},${lng}`,
            `${lat}, ${lng}`,
            `(${lat} ; ${lng})`,
            `${lat} ${lng}`,
            `${latComma}, ${lngComma}`,
            `${latComma};${lngComma}`,
            `POINT(${lng} ${lat})`,
            `SRID=4326;POINT Z (${lng} ${lat} 12)`,
          ]) {
            expect(parsePoint(text), text).toEqual(point);
          }
          expect(parsePoint(`${lng}, ${lat}`, true)).toEqual(point);
        },
      ),
    );
  });

  test('no text makes it throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const degrees = parseDegrees(text, 'lng');
        expect(typeof degrees === 'number' ? Number.isFinite(degrees) : degrees.detail.length).toBeTruthy();
        parsePoint(text);
      }),
    );
  });
});

test('a length is read in metres', () => {
  expect(['150', '150 m', '0,2 km', '150m', '1.5km'].map(parseMetres)).toEqual([150, 150, 200, 150, 1500]);
  expect(['', '-5', '1e3', 'wide', '10 miles'].map(parseMetres)).toEqual(Array(5).fill(undefined));
});

test('a refused cell is no formula in a spreadsheet', () => {
  expect(csvCell('=HYPERLINK("http://x")')).toBe(`"'=HYPERLINK(""http://x"")"`);
  expect(['+1', '@a', '-1', '\tx'].map(csvCell)).toEqual(["'+1", "'@a", "'-1", "'\tx"]);
  expect(csvCell('a "b", c')).toBe('"a ""b"", c"');
});
