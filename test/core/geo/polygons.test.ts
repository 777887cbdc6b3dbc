// Polygons: exact sides on a lattice, distances along the geodesic, holes, the antimeridian in every spelling, poles.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkGeofence } from '../../../shared/core/geo/check.ts';
import { compileGeofences, openGeofences } from '../../../shared/core/geo/index.ts';
import type { Position, Shape } from '../../../shared/model/geofence.ts';
import { circle, holdsOnLattice, metresToRings, moveRings, nearStar, polygon, star } from './judge.ts';

const open = (shape: Shape) => openGeofences(compileGeofences([{ id: 'a', shape }]));
const isSound = (rings: Position[][]) => checkGeofence({ id: 'a', shape: polygon(rings) }).errors.length === 0;
const sound = star.filter(isSound);
const somewhere = fc.constantFrom<[number, number]>(
  [12, 55],
  [180, -17],
  [-180, 0],
  [178, 70],
  [-3, -80],
  [535, 10],
  [-362, 3],
);

test('inside, outside and boundary are exact, wherever the polygon lies and however its longitudes are written', () => {
  let onBoundary = 0;
  fc.assert(
    fc.property(sound, somewhere, fc.array(nearStar, { minLength: 40, maxLength: 40 }), (rings, [lng, lat], places) => {
      const moved = moveRings(rings, lng, lat);
      const index = open(polygon(moved));
      for (const [x, y] of places) {
        const holds = holdsOnLattice(rings, x, y);
        for (const turn of [-360, 0, 360]) {
          expect(index.containing(x + lng + turn, y + lat)).toEqual(holds ? ['a'] : []);
        }
        const metres = index.signedDistance('a', x + lng, y + lat);
        expect(metres <= 0).toBe(holds);
        if (metres === 0) onBoundary++;
      }
    }),
    { numRuns: 400 },
  );
  // the places were chosen so that boundaries are met
  expect(onBoundary).toBeGreaterThan(100);
});

test('turning the ring, reversing it and wrapping its longitudes change nothing', () => {
  fc.assert(
    fc.property(sound, somewhere, fc.nat(), nearStar, (rings, [lng, lat], by, [x, y]) => {
      const [outer, ...holes] = moveRings(rings, lng, lat) as [Position[], ...Position[][]];
      const distinct = outer.slice(0, -1);
      const turned = distinct.map((_, i) => distinct[(i + by) % distinct.length]!);
      const wrapped = (ring: Position[]) =>
        ring.map(([lng, lat]): Position => [lng - 360 * Math.floor((lng + 180) / 360), lat]);
      const spellings = [
        [[...turned, turned[0]!], ...holes],
        [outer.toReversed(), ...holes.map((hole) => hole.toReversed())],
        [outer, ...holes].map(wrapped),
        [outer, ...holes.map(wrapped)],
      ];
      const index = open(polygon([outer, ...holes]));
      const metres = index.signedDistance('a', x + lng, y + lat);
      for (const spelling of spellings) {
        expect(open(polygon(spelling)).signedDistance('a', x + lng, y + lat)).toBeCloseTo(metres, 4);
      }
    }),
    { numRuns: 400 },
  );
});

test('distances are within 1 cm of the geodesic to 50 km, for small and large polygons at any latitude', () => {
  const scale = fc.constantFrom(0.0005, 0.01, 0.2, 4);
  const lat = fc.double({ min: -89, max: 89, noNaN: true });
  const off = fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }));
  let close = 0;
  fc.assert(
    fc.property(sound, scale, lat, off, (rings, size, lat, [x, y]) => {
      const squeeze = (degrees: number) => Math.max(-90, Math.min(90, degrees));
      const scaled = rings.map((ring) =>
        ring.map(([lng, up]): Position => [12 + lng * size, squeeze(lat + up * size)]),
      );
      fc.pre(isSound(scaled));
      const here: [number, number] = [12 + x * (4 * size + 0.3), squeeze(lat + y * (4 * size + 0.3))];
      const metres = metresToRings(scaled, ...here);
      const signed = open(polygon(scaled)).signedDistance('a', ...here);
      if (metres < 50_000) close++;
      expect(Math.abs(Math.abs(signed) - metres)).toBeLessThan(metres < 50_000 ? 0.01 : 0.01 + metres * 1e-5);
    }),
    { numRuns: 400 },
  );
  expect(close).toBeGreaterThan(200);
});

test('edges of many degrees, which bend on the earth, keep the centimetre', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.double({ min: 40, max: 89.5, noNaN: true }),
      fc.constantFrom(1, 20, 170),
      fc.constantFrom(0.0002, 0.002, 0.1),
      fc.array(fc.tuple(share, fc.double({ min: -1, max: 2, noNaN: true })), { minLength: 5, maxLength: 5 }),
      (lat, width, height, places) => {
        const ring = box(0, lat, width, lat + height);
        const index = open(polygon([ring]));
        for (const [x, y] of places) {
          const here: [number, number] = [x * width, lat + y * height];
          const metres = metresToRings([ring], ...here);
          expect(Math.abs(Math.abs(index.signedDistance('a', ...here)) - metres)).toBeLessThan(0.01);
        }
      },
    ),
    { numRuns: 100 },
  );
});

test('a shape split at the antimeridian is the shape that was not split, inside and out', () => {
  const whole = polygon([box(179, -18, 181.5, -16)]);
  const split: Shape = {
    type: 'MultiPolygon',
    coordinates: [[box(179, -18, 180, -16)], [box(-180, -18, -178.5, -16)]],
  };
  const [one, two] = [open(whole), open(split)];
  fc.assert(
    fc.property(
      fc.double({ min: 178, max: 183, noNaN: true }),
      fc.double({ min: -19, max: -15, noNaN: true }),
      (lng, lat) => {
        expect(two.signedDistance('a', lng, lat)).toBeCloseTo(one.signedDistance('a', lng, lat), 3);
        expect(two.containing(lng, lat)).toEqual(one.containing(lng, lat));
      },
    ),
    { numRuns: 500 },
  );
  expect(two.signedDistance('a', 180, -17)).toBeLessThan(-100_000);
  expect(two.containing(180, -17)).toEqual(['a']);
  expect(two.containing(-180, -18)).toEqual(['a']);
});

test('halves that meet along only a part of the antimeridian keep the rest as boundary', () => {
  const index = open({
    type: 'MultiPolygon',
    coordinates: [[box(179, 0, 180, 2)], [box(-180, 1, -179, 3)]],
  });
  expect(index.signedDistance('a', 180, 0.5)).toBe(0);
  expect(index.signedDistance('a', -180, 2.5)).toBe(0);
  expect(index.signedDistance('a', 180, 1.5)).toBeLessThan(-50_000);
});

test('a hole is outside, its rim inside, an island in it inside', () => {
  const index = open({
    type: 'MultiPolygon',
    coordinates: [[box(0, 0, 8, 8), box(2, 2, 6, 6)], [box(3, 3, 5, 5)]],
  });
  expect(index.containing(1, 1)).toEqual(['a']);
  expect(index.containing(2, 4)).toEqual(['a']);
  expect(index.containing(2.5, 4)).toEqual([]);
  expect(index.signedDistance('a', 2.5, 4)).toBeGreaterThan(50_000);
  expect(index.containing(4, 4)).toEqual(['a']);
});

test('parts far apart are one geofence', () => {
  const index = open({
    type: 'MultiPolygon',
    coordinates: [[box(-170, 60, -160, 65)], [box(160, 60, 170, 65)], [box(10, 0, 11, 1)]],
  });
  const holds = (lng: number, lat: number) => index.contains('a', lng, lat);
  expect([holds(-165, 62), holds(165, 62), holds(10.5, 0.5)]).toEqual([true, true, true]);
  expect([holds(-175, 62), holds(175, 62), holds(0, 0.5)]).toEqual([false, false, false]);
});

test('a polygon with an edge along a pole, and one all round the earth', () => {
  expect(
    open(
      polygon([
        [
          [0, 80],
          [90, 80],
          [90, 90],
          [0, 90],
          [0, 80],
        ],
      ]),
    ).containing(45, 90),
  ).toEqual(['a']);
  const belt: Position[] = [-180, -90, 0, 90, 180].map((lng): Position => [lng, -10]);
  const index = open(polygon([[...belt, ...belt.toReversed().map(([lng]): Position => [lng, 10]), belt[0]!]]));
  for (const lng of [-180, -179, 0, 179, 180]) expect(index.containing(lng, 5)).toEqual(['a']);
});

test('nearest and within over shapes of all kinds are the sorted distances', () => {
  const fence = fc.oneof(
    fc.tuple(sound, fc.constantFrom(0.001, 0.05, 1)).map(([rings, size]) => (lng: number, lat: number) => {
      return polygon(
        moveRings(
          rings.map((ring) => ring.map(([x, y]): Position => [x * size, y * size])),
          lng,
          lat,
        ),
      );
    }),
    fc
      .double({ min: 10, max: 100_000, noNaN: true })
      .map((radius) => (lng: number, lat: number) => circle(lng, lat, radius)),
  );
  const at = fc.tuple(fc.double({ min: 170, max: 190, noNaN: true }), fc.double({ min: 50, max: 80, noNaN: true }));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fence, at), { minLength: 1, maxLength: 40 }),
      at,
      fc.nat(40),
      (placed, here, count) => {
        const fences = placed
          .map(([make, [lng, lat]], i) => ({ id: `f${String(i).padStart(2, '0')}`, shape: make(lng, lat) }))
          // moving off the lattice may round a ring into one that touches itself
          .filter((geofence) => checkGeofence(geofence).errors.length === 0);
        const index = openGeofences(compileGeofences(fences));
        const brute = fences
          .map(({ id }) => ({ id, metres: index.signedDistance(id, ...here) }))
          .sort((a, b) => a.metres - b.metres || (a.id < b.id ? -1 : 1));
        expect(index.nearest(...here, count)).toEqual(brute.slice(0, count));
        expect(index.within(...here, 300_000)).toEqual(brute.filter(({ metres }) => metres <= 300_000));
        expect(index.containing(...here)).toEqual(
          brute
            .filter(({ metres }) => metres <= 0)
            .map(({ id }) => id)
            .sort(),
        );
      },
    ),
    { numRuns: 150 },
  );
});

function box(west: number, south: number, east: number, north: number): Position[] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}
