// Circles: the rim to a centimetre, poles, the antimeridian, and the order of the nearest.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileGeofences, openGeofences } from '../../../shared/core/geo/index.ts';
import { maxRadiusMetres } from '../../../shared/model/geofence.ts';
import { aLat, aLng, anAzimuth, circle, geodesicMetres, metresUpTo, walk } from './judge.ts';

const open = (...fences: Parameters<typeof compileGeofences>[0][number][]) => openGeofences(compileGeofences(fences));

test('one centimetre inside the rim is inside, one outside is outside; 360° more or less change nothing', () => {
  const turns = fc.constantFrom(-360, 0, 360);
  fc.assert(
    fc.property(aLng, aLat, metresUpTo(maxRadiusMetres), anAzimuth, turns, turns, (...given) => {
      const [lng, lat, radius, azimuth, turn, otherTurn] = given;
      const index = open({ id: 'a', shape: circle(lng + turn, lat, radius) });
      const [inLng, inLat] = walk(lng, lat, azimuth, radius - 0.01);
      const [outLng, outLat] = walk(lng, lat, azimuth, radius + 0.01);
      expect(index.containing(inLng + otherTurn, inLat)).toEqual(['a']);
      expect(index.containing(outLng + otherTurn, outLat)).toEqual([]);
      expect(index.signedDistance('a', inLng + otherTurn, inLat)).toBeCloseTo(-0.01, 3);
      expect(index.signedDistance('a', outLng, outLat)).toBeCloseTo(0.01, 3);
    }),
    { numRuns: 5000 },
  );
});

test('containing agrees with the sign of the distance to the last bit', () => {
  fc.assert(
    fc.property(aLng, aLat, metresUpTo(maxRadiusMetres), anAzimuth, (lng, lat, radius, azimuth) => {
      const index = open({ id: 'a', shape: circle(lng, lat, radius) });
      const rim = walk(lng, lat, azimuth, radius);
      expect(index.contains('a', ...rim)).toBe(index.signedDistance('a', ...rim) <= 0);
      expect(index.containing(...rim).length).toBe(index.contains('a', ...rim) ? 1 : 0);
    }),
    { numRuns: 5000 },
  );
});

test('a circle round a pole holds all longitudes', () => {
  const index = open({ id: 'north', shape: circle(30, 89.9, 50_000) }, { id: 'south', shape: circle(0, -90, 1_000) });
  for (let lng = -180; lng <= 180; lng += 15) {
    expect(index.containing(lng, 89.95)).toEqual(['north']);
    expect(index.containing(lng, -89.995)).toEqual(['south']);
    expect(index.signedDistance('south', lng, -90)).toBeCloseTo(-1_000, 6);
  }
});

describe('against brute force', () => {
  // clustered, so that circles overlap; some across the antimeridian, some at a pole, some alone
  const centre = fc.oneof(
    fc.tuple(fc.double({ min: -0.3, max: 0.3, noNaN: true }), fc.double({ min: -0.3, max: 0.3, noNaN: true })),
    fc.tuple(aLng, aLat),
  );
  const home = fc.constantFrom([12, 55], [180, -17], [-60, 89.8], [0, 0], [-179.9, 65]);
  const scene = fc
    .record({
      home,
      circles: fc.array(fc.tuple(centre, metresUpTo(maxRadiusMetres)), { minLength: 0, maxLength: 60 }),
      here: centre,
    })
    .map(({ home: [lng, lat], circles, here }) => {
      const place = ([x, y]: [number, number]): [number, number] => [lng! + x, Math.max(-90, Math.min(90, lat! + y))];
      return {
        here: place(here),
        fences: circles.map(([at, radius], i) => ({
          id: `f${i}`,
          shape: circle(...place(at), radius),
          at: place(at),
          radius,
        })),
      };
    });

  test('containing, nearest and within find what looking at every circle finds', () => {
    fc.assert(
      fc.property(scene, fc.integer({ min: 0, max: 70 }), metresUpTo(10_000_000), ({ fences, here }, count, metres) => {
        const index = open(...fences);
        const brute = fences
          .map(({ id, at, radius }) => ({ id, metres: geodesicMetres(...here, ...at) - radius }))
          .sort((a, b) => a.metres - b.metres);

        const holding = brute.filter((near) => near.metres <= 0).map(({ id }) => id);
        expect(index.containing(...here).sort()).toEqual(holding.sort());
        const nearest = index.nearest(...here, count);
        expect(nearest.length).toBe(Math.min(count, fences.length));
        nearest.forEach((near, i) => {
          // beyond 19,900 km distances are good to 0.6 %
          if (brute[i]!.metres < 19_700_000) expect(Math.abs(near.metres - brute[i]!.metres)).toBeLessThan(0.001);
        });
        const inside = brute.filter((near) => near.metres <= metres);
        expect(
          index
            .within(...here, metres)
            .map(({ id }) => id)
            .sort(),
        ).toEqual(inside.map(({ id }) => id).sort());
        expect(index.within(...here, metres)).toEqual(index.nearest(...here, inside.length));
      }),
      { numRuns: 1000 },
    );
  });
});

test('equal distances come in order of id', () => {
  const twins = ['c', 'a', 'd', 'b'].map((id) => ({ id, shape: circle(12, 55, 100) }));
  expect(
    open(...twins)
      .nearest(12.1, 55, 3)
      .map(({ id }) => id),
  ).toEqual(['a', 'b', 'c']);
  expect(open(...twins).containing(12, 55)).toEqual(['a', 'b', 'c', 'd']);
});

test('what is not a place, and an id that is not there, are refused', () => {
  const index = open({ id: 'a', shape: circle(12, 55, 100) });
  expect(() => index.containing(Number.NaN, 55)).toThrow(RangeError);
  expect(() => index.nearest(12, 90.1, 1)).toThrow('latitude 90.1');
  expect(() => index.signedDistance('b', 12, 55)).toThrow('no geofence "b"');
  expect(() => index.contains('', 12, 55)).toThrow(RangeError);
});
