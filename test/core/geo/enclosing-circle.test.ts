// Enclosing circles: nothing of a shape lies outside its circle, and the circle is not much wider than need be.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { enclosingCircle } from '../../../shared/core/geo/enclosing-circle.ts';
import { distanceMetres, normalLng, offset } from '../../../shared/core/geo/geodesic.ts';
import type { Position } from '../../../shared/model/geofence.ts';

test('a circle is its own, its longitude normalised', () => {
  expect(enclosingCircle({ type: 'Circle', center: [190, 10], radiusMetres: 50 })).toEqual({
    center: [-170, 10],
    radiusMetres: 50,
  });
});

test('no place of a polygon, on edges of any length, lies outside; at most 8 % wider than half its longest diagonal over cos 30°', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -180, max: 180, noNaN: true }),
      fc.double({ min: -84, max: 84, noNaN: true }),
      fc.double({ min: 1, max: 5.5, noNaN: true }).map((power) => 10 ** power),
      fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 3, maxLength: 40 }),
      (lng, lat, reach, lengths) => {
        const ring = lengths.map((share, i): Position => {
          const angle = (2 * Math.PI * i) / lengths.length;
          return offset(lng, lat, reach * share * Math.cos(angle), reach * share * Math.sin(angle));
        });
        ring.push(ring[0]!);
        const { center, radiusMetres } = enclosingCircle({ type: 'Polygon', coordinates: [ring] });
        let longest = 0;
        for (let i = 1; i < ring.length; i++) {
          const [x, y] = ring[i - 1]!;
          const east = normalLng(ring[i]![0] - x);
          const north = ring[i]![1] - y;
          for (let share = 0; share <= 1; share += 1 / 64) {
            const metres = distanceMetres(center[0], center[1], x + share * east, y + share * north);
            expect(metres).toBeLessThanOrEqual(radiusMetres);
          }
          for (const [toLng, toLat] of ring) longest = Math.max(longest, distanceMetres(x, y, toLng, toLat));
        }
        // Jung's theorem: the smallest circle is at most so wide.
        expect(radiusMetres).toBeLessThanOrEqual(((longest / 2) * 1.08) / Math.cos(Math.PI / 6) + 4);
      },
    ),
    { numRuns: 300 },
  );
});

test('the halves of a shape split at the antimeridian have one circle, where they are', () => {
  const half = (west: number, east: number): Position[][] => [
    [
      [west, -18],
      [east, -18],
      [east, -17.99],
      [west, -17.99],
      [west, -18],
    ],
  ];
  const { center, radiusMetres } = enclosingCircle({
    type: 'MultiPolygon',
    coordinates: [half(179.995, 180), half(-180, -179.995)],
  });
  expect(distanceMetres(center[0], center[1], 180, -17.995)).toBeLessThan(30);
  expect(radiusMetres).toBeLessThan(800);
});

test('what reaches round the earth is given the earth', () => {
  const ring: Position[] = [
    [-100, -60],
    [0, -60],
    [100, -60],
    [100, 60],
    [0, 60],
    [-100, 60],
    [-100, -60],
  ];
  expect(enclosingCircle({ type: 'Polygon', coordinates: [ring] }).radiusMetres).toBeGreaterThan(20_000_000);
});
