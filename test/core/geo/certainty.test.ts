// The probability that a fix lies in a geofence: against the closed form, and where nothing needs computing.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { probabilityInside } from '../../../shared/core/geo/certainty.ts';
import { compileGeofences, openGeofences } from '../../../shared/core/geo/index.ts';
import type { Position } from '../../../shared/model/geofence.ts';
import { aLat, aLng, circle, polygon, walk } from './judge.ts';

const open = (radius: number, lng = 12, lat = 55) =>
  openGeofences(compileGeofences([{ id: 'a', shape: circle(lng, lat, radius) }]));

test('a 50 m circle under a 100 m fix at its centre has a quarter', () => {
  expect(probabilityInside(open(50), 'a', 12, 55, 100)).toBe(0.25);
});

test('at the centre of a circle it is 1 − exp(−r²/2σ²), anywhere on earth', () => {
  const accuracy = fc.double({ min: 10, max: 20_000, noNaN: true });
  fc.assert(
    fc.property(aLng, aLat, accuracy, fc.double({ min: 0.1, max: 2.9, noNaN: true }), (lng, lat, accuracy, sigmas) => {
      const sigma = accuracy / 1.51;
      const p = probabilityInside(open(sigmas * sigma, lng, lat), 'a', lng, lat, accuracy);
      expect(Math.abs(p - (1 - Math.exp(-(sigmas ** 2) / 2)))).toBeLessThan(1.01 / 64);
    }),
    { numRuns: 500 },
  );
});

test('on a long straight boundary it is a half, and follows the normal distribution away from it', () => {
  const ring: Position[] = [
    [12, 50],
    [13, 50],
    [13, 51],
    [12, 51],
    [12, 50],
  ];
  const index = openGeofences(compileGeofences([{ id: 'a', shape: polygon([ring]) }]));
  // Φ(d/σ) at d = −2σ … 2σ inside; 64 points leave up to 3 of them on the wrong side
  for (const [sigmas, normal] of [
    [-2, 0.0228],
    [-1, 0.1587],
    [0, 0.5],
    [1, 0.8413],
    [2, 0.9772],
  ] as const) {
    const [lng, lat] = walk(12, 50.5, 90, sigmas * 100);
    expect(Math.abs(probabilityInside(index, 'a', lng, lat, 151) - normal)).toBeLessThan(3 / 64);
  }
});

test('an accuracy of 1.7 m is not believed', () => {
  const here = walk(12, 55, 90, 95);
  expect(probabilityInside(open(100), 'a', ...here, 1.7)).toBe(probabilityInside(open(100), 'a', ...here, 10));
  expect(probabilityInside(open(100), 'a', ...here, 1.7)).toBeLessThan(1);
});

test('3σ from the boundary nothing is sampled', () => {
  let sampled = 0;
  const probe = (signed: number) =>
    probabilityInside({ signedDistance: () => signed, shareInside: () => ++sampled }, 'a', 12, 55, 151);
  expect([probe(-300), probe(300), probe(-5_000), probe(5_000)]).toEqual([1, 0, 1, 0]);
  expect(sampled).toBe(0);
  expect(probe(299)).toBe(1);
  expect(sampled).toBe(1);
});

test('what is no accuracy is refused', () => {
  for (const accuracy of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => probabilityInside(open(50), 'a', 12, 55, accuracy)).toThrow(RangeError);
  }
  expect(() => probabilityInside(open(50), 'b', 12, 55, 10)).toThrow('no geofence "b"');
});
