// Clearance: a lower bound of the way to the nearest geofence, close to it, against measuring the way to each.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileGeofences, openGeofences } from '../../../shared/core/geo/index.ts';
import { circle, polygon } from './judge.ts';

const homes = fc.constantFrom<[number, number]>(
  [180, -17],
  [-180, 65],
  [0, 0],
  [12, 55],
  [30, 79.9],
  [60, 84.2],
  [0, -89.9],
);
const fraction = fc.double({ min: 0, max: 1, noNaN: true });
/** Metres, as often 10 as 100,000. */
const spread = fc.double({ min: 1, max: 5, noNaN: true }).map((power) => 10 ** power);

/** So many metres east and north, roughly; near the poles no farther than to them. */
function beside([lng, lat]: readonly [number, number], east: number, north: number): [number, number] {
  const y = Math.max(-89.99, Math.min(89.99, lat + north / 111_000));
  return [lng + Math.max(-170, Math.min(170, east / 111_000 / Math.cos((y * Math.PI) / 180))), y];
}

test('never more than the way to any that counts, and hardly less than that to the nearest', () => {
  fc.assert(
    fc.property(
      homes,
      spread,
      fc.array(fc.tuple(fraction, fraction, spread, fc.boolean()), { minLength: 1, maxLength: 40 }),
      fc.array(fc.tuple(fraction, fraction), { minLength: 20, maxLength: 20 }),
      fc.double({ min: 0, max: 120_000, noNaN: true }),
      (home, size, shapes, asked, most) => {
        const geofences = shapes.map(([a, b, radius, round], i) => {
          const [lng, lat] = beside(home, (a - 0.5) * size, (b - 0.5) * size);
          const half = Math.min(0.3, radius / 111_000);
          const south = Math.max(-89.9, lat - half);
          const north = Math.min(89.9, lat + half);
          const ring = [
            [lng, south],
            [lng + half, north],
            [lng - half, north],
            [lng, south],
          ] as [number, number][];
          return { id: `${i}`, shape: round || north <= south ? circle(lng, lat, radius) : polygon([ring]) };
        });
        const index = openGeofences(compileGeofences(geofences));
        for (const [a, b] of asked) {
          const at = beside(home, (a - 0.5) * 3 * size, (b - 0.5) * 3 * size);
          for (const skip of [undefined, (id: string) => Number(id) % 3 === 0]) {
            // asks something itself, far off
            const asks = skip && ((id: string) => index.nearest(at[0] + 90, -at[1], 2).length > 2 || skip(id));
            const counted = geofences.filter(({ id }) => !skip?.(id));
            const metres = counted.map(({ id }) => index.signedDistance(id, ...at));
            const nearest = Math.min(most, 90_000, ...metres);
            const clearance = index.clearance(...at, most, asks);
            expect(clearance).toBeLessThanOrEqual(nearest);
            // deep inside several the deepest is not looked for
            expect(clearance).toBeGreaterThanOrEqual(nearest - 0.1 - Math.abs(nearest) * 1e-5);
          }
        }
      },
    ),
    { numRuns: 400 },
  );
});

test('of none it is as far as asked for, and a place off the earth is refused', () => {
  const index = openGeofences(compileGeofences([]));
  expect([index.clearance(12, 55, 500), index.clearance(12, 55, 1e9)]).toEqual([500, 90_000]);
  expect(() => index.clearance(12, 91, 500)).toThrow(RangeError);
});

test('deep inside a wide circle, where the flat formula ends, nothing is given away', () => {
  for (const radius of [100_000, 44_782.3568236205]) {
    const index = openGeofences(compileGeofences([{ id: 'wide', shape: circle(0, 0, radius) }]));
    for (let lat = 0.0452; lat < 0.0459; lat += 0.00001) {
      const signed = index.signedDistance('wide', 0, lat);
      const clearance = index.clearance(0, lat, 1_000);
      expect(clearance).toBeLessThanOrEqual(signed);
      expect(clearance).toBeGreaterThanOrEqual(signed - 0.1 - Math.abs(signed) * 1e-5);
    }
  }
});
