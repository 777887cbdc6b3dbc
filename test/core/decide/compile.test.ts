// Compiling a catalogue: everything that is wrong is named with its place, and what is right comes out as it was written.
import { describe, expect, test } from 'vitest';
import { compileCatalogue, faultsOf, warningsOf } from '../../../shared/core/decide/compile.ts';
import type { CatalogueFile } from '../../../shared/model/catalogue.ts';
import type { Geofence } from '../../../shared/model/geofence.ts';
import { aGeofence, anOffer, cafe, metresPerDegreeLat } from '../../support/town.ts';

const file = (changes: Partial<CatalogueFile> = {}): CatalogueFile => ({
  geofences: [aGeofence()],
  offers: [anOffer()],
  ...changes,
});
const circle = (radiusMetres: number): Geofence['shape'] => ({ type: 'Circle', center: [12, 55], radiusMetres });

describe('a fault names its place and its thing', () => {
  test('an id that is there already, of either kind', () => {
    const faults = faultsOf(
      file({
        geofences: [aGeofence(), aGeofence({ id: 'bakery' }), aGeofence()],
        offers: [anOffer(), anOffer(), anOffer()],
      }),
    );
    expect(faults).toEqual([
      { field: 'geofences[2].id', message: '"cafe" is already the id of geofences[0]' },
      { field: 'offers[1].id', message: '"cocoa" is already the id of offers[0]' },
      { field: 'offers[2].id', message: '"cocoa" is already the id of offers[0]' },
    ]);
  });

  test('a shape that cannot be', () => {
    const impossible = { ...aGeofence({ id: 'dot' }), shape: circle(0) };
    expect(faultsOf(file({ geofences: [aGeofence(), impossible] }))).toEqual([
      {
        field: 'geofences[1].shape.radiusMetres',
        message: expect.stringMatching(/^geofence "dot": a radius of 0 m is not above 0/),
      },
    ]);
  });

  test('a store within 610 m of an excluded place; what is no store may lie there', () => {
    const clinic = aGeofence({ id: 'clinic', kind: 'exclusion' });
    const north = (metres: number, changes: Partial<Geofence> = {}) =>
      aGeofence({
        shape: { type: 'Circle', center: [cafe.lng, cafe.lat + metres / metresPerDegreeLat], radiusMetres: 100 },
        ...changes,
      });
    expect(faultsOf(file({ geofences: [clinic, north(800)] }))).toEqual([
      {
        field: 'geofences[1].shape',
        message: 'geofence "cafe": overlaps the excluded place "clinic", or lies less than 610 m from it',
      },
    ]);
    expect(faultsOf(file({ geofences: [clinic, north(820)] }))).toEqual([]);
    expect(faultsOf(file({ geofences: [clinic, north(0, { kind: 'area' })] }))).toEqual([]);
    // A shape that cannot be is that fault alone.
    const nowhere = { ...clinic, shape: { type: 'Polygon' as const, coordinates: [] } };
    expect(faultsOf(file({ geofences: [nowhere, north(0)] }))).toMatchObject([
      { field: 'geofences[0].shape.coordinates' },
    ]);
    const dot = { ...aGeofence({ id: 'dot' }), shape: circle(0) };
    expect(faultsOf(file({ geofences: [clinic, dot] }))).toMatchObject([{ field: 'geofences[1].shape.radiusMetres' }]);
  });

  test('a geofence that is not there, of those that are named', () => {
    const offers = [anOffer(), anOffer({ id: 'tea', where: { geofenceIds: ['cafe', 'nowhere'] } })];
    expect(faultsOf(file({ offers }))).toEqual([
      { field: 'offers[1].where.geofenceIds', message: 'offer "tea": there is no geofence "nowhere"' },
    ]);
  });

  test('an offer that no item can hold, to the byte', () => {
    const padded = (bytes: number) => {
      const offer = anOffer({ where: { tags: ['coffee', 'x'] } });
      const missing = bytes - Buffer.byteLength(JSON.stringify(offer));
      return { ...offer, where: { tags: ['coffee', `x${'x'.repeat(missing)}`] } };
    };
    expect(faultsOf(file({ offers: [padded(300_000)] }))).toEqual([]);
    expect(faultsOf(file({ offers: [anOffer({ id: 'tea' }), padded(300_001)] }))).toEqual([
      { field: 'offers[1]', message: expect.stringMatching(/^offer "cocoa": 300001 bytes, at most 300000; tags say/) },
    ]);
  });

  test('a text, with its offer', () => {
    const offers = [anOffer({ messages: { da: { title: '{navn}', body: 'x' } } })];
    expect(faultsOf(file({ offers }))).toEqual([
      {
        field: 'offers[0].messages.da.title',
        message: expect.stringMatching(/^offer "cocoa": \{navn\} is no placeholder/),
      },
    ]);
  });

  test('and nothing is compiled', () => {
    const offers = [anOffer({ where: { geofenceIds: ['nowhere'] } })];
    expect(() => compileCatalogue(file({ offers }), 1)).toThrow(
      'offers[0].where.geofenceIds: offer "cocoa": there is no geofence "nowhere"',
    );
  });
});

test('what is unwise names its geofence too', () => {
  expect(warningsOf(file({ geofences: [aGeofence({ shape: circle(40) })] }))).toEqual([
    { field: 'geofences[0].shape.radiusMetres', message: expect.stringMatching(/^geofence "cafe": 40 m is under/) },
  ]);
});

describe('a text is measured with the longest name of the geofences where the offer is', () => {
  const long = 'x'.repeat(20);
  /** The longest titles warned of, where 40 characters stand beside the name. */
  const cut = (where: { tags?: string[]; geofenceIds?: string[] }, names: Record<string, string>) => {
    const geofences = Object.entries(names).map(([id, name]) =>
      aGeofence({ id, name, tags: id === 'bare' ? undefined : [id.slice(0, 1)] }),
    );
    const messages = { da: { title: `${'y'.repeat(40)}{geofenceName}`, body: 'x' } };
    return warningsOf(file({ geofences, offers: [anOffer({ messages, where })] }))
      .filter(({ field }) => field === 'offers[0].messages.da.title')
      .map(({ message }) => Number(/up to (\d+) characters/.exec(message)?.[1]));
  };

  test('by id', () => {
    expect(cut({ geofenceIds: ['a1'] }, { a1: long, b1: `${long}${long}` })).toEqual([60]);
    expect(cut({ geofenceIds: ['a1', 'a2'] }, { a1: long, a2: 'short' })).toEqual([60]);
    expect(cut({ geofenceIds: ['a2', 'a1'] }, { a1: long, a2: 'short' })).toEqual([60]);
    expect(cut({ geofenceIds: ['bare'] }, { bare: 'A', b1: long })).toEqual([]);
  });

  test('by tag', () => {
    expect(cut({ tags: ['a'] }, { a1: long, a2: 'short', b1: `${long}${long}` })).toEqual([60]);
    expect(cut({ tags: ['a'] }, { a1: 'short', a2: long })).toEqual([60]);
    expect(cut({ tags: ['b', 'a'] }, { a1: 'short', b1: long })).toEqual([60]);
    expect(cut({ tags: ['a'] }, { a1: 'A', b1: long, bare: long })).toEqual([]);
  });
});

test('what comes out is what was written, with a circle round every geofence and a version of every offer', () => {
  const tea = { ...anOffer({ id: 'tea' }), version: 4 };
  const { version, geofences, offers } = compileCatalogue(file({ offers: [anOffer(), tea] }), 9);
  const { shape, ...details } = aGeofence();
  expect(version).toBe(9);
  expect(geofences).toEqual([{ ...details, circle: { center: expect.any(Array), radiusMetres: expect.any(Number) } }]);
  expect(geofences[0]).not.toHaveProperty('shape');
  expect(shape.type).toBe('Circle');
  expect(offers).toEqual([{ ...anOffer(), version: 1 }, tea]);
});
