// Distances against Karney's geodesics, and the bounds a search relies on.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  distanceMetres,
  flatErrorMetres,
  flatLimitLatitude,
  flatLimitMetres,
  flatSquaredMetres,
  leastSquaredMetres,
  normalLng,
  offset,
} from '../../../shared/core/geo/geodesic.ts';
import { aLat, aLng, anAzimuth, geodesicMetres, metresUpTo, walk } from './judge.ts';

describe('distanceMetres', () => {
  test('is within 1 mm of the geodesic up to 100 km, anywhere', () => {
    fc.assert(
      fc.property(aLng, aLat, anAzimuth, metresUpTo(100_000), (lng, lat, azimuth, metres) => {
        expect(Math.abs(distanceMetres(lng, lat, ...walk(lng, lat, azimuth, metres)) - metres)).toBeLessThan(0.001);
      }),
      { numRuns: 5000 },
    );
  });

  test('is within 1 mm across the world, and within 0.6 % where Vincenty does not converge', () => {
    fc.assert(
      fc.property(aLng, aLat, aLng, aLat, (lng1, lat1, lng2, lat2) => {
        const metres = geodesicMetres(lng1, lat1, lng2, lat2);
        const tolerance = metres < 19_900_000 ? 0.001 : 0.006 * metres;
        expect(Math.abs(distanceMetres(lng1, lat1, lng2, lat2) - metres)).toBeLessThan(tolerance);
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    ['the same place', [12, 55, 12, 55], 0],
    ['the same place a turn away', [12, 55, 372, 55], 0],
    ['across the antimeridian', [179.5, 0, -179.5, 0], 111_319.491],
    ['pole to pole', [0, 90, 77, -90], 20_003_931.459],
    ['one pole, two longitudes', [0, 90, 120, 90], 0],
    ['along the equator', [0, 0, 90, 0], 10_018_754.171],
  ] as const)('%s', (_, [lng1, lat1, lng2, lat2], metres) => {
    expect(distanceMetres(lng1, lat1, lng2, lat2)).toBeCloseTo(metres, 2);
  });

  test('antipodes are sane', () => {
    fc.assert(
      fc.property(aLng, aLat, fc.double({ min: -1, max: 1, noNaN: true }), (lng, lat, off) => {
        const metres = geodesicMetres(lng, lat, lng + 180 + off, -lat);
        expect(Math.abs(distanceMetres(lng, lat, lng + 180 + off, -lat) / metres - 1)).toBeLessThan(0.006);
      }),
      { numRuns: 2000 },
    );
  });
});

test('the flat formula keeps its stated error', () => {
  const lat = fc.double({ min: -flatLimitLatitude, max: flatLimitLatitude, noNaN: true });
  fc.assert(
    fc.property(aLng, lat, anAzimuth, metresUpTo(flatLimitMetres), (lng, lat, azimuth, metres) => {
      const [lng2, lat2] = walk(lng, lat, azimuth, metres);
      fc.pre(Math.abs(lat2) <= flatLimitLatitude);
      expect(Math.abs(Math.sqrt(flatSquaredMetres(lng, lat, lng2, lat2)) - metres)).toBeLessThan(flatErrorMetres / 2);
    }),
    { numRuns: 5000 },
  );
});

function leastToBox(lng: number, lat: number, west: number, south: number, east: number, north: number): number {
  const cosine = (degrees: number) => Math.max(0, Math.cos((degrees * Math.PI) / 180));
  const leastCos = Math.min(cosine(south), cosine(north));
  return Math.sqrt(leastSquaredMetres(lng, lat, cosine(lat), west, south, east, north, leastCos));
}

test('the bound to a box is never more than the way to any place in it, nor less than 97 % of the way to the nearest', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      aLng,
      aLat,
      aLng,
      aLat,
      fc.double({ min: 0, max: 200, noNaN: true }),
      aLat,
      share,
      share,
      (...given) => {
        const [lng, lat, west, lat1, width, lat2, x, y] = given;
        const [south, north] = [Math.min(lat1, lat2), Math.max(lat1, lat2)];
        const box = [normalLng(west), south, normalLng(west) + width, north] as const;
        const bound = leastToBox(normalLng(lng), lat, ...box);
        const way = geodesicMetres(lng, lat, box[0] + x * width, south + y * (north - south));
        expect(bound).toBeLessThanOrEqual(way + 1e-6);
      },
    ),
    { numRuns: 5000 },
  );
  // east of it, north of it, in it
  expect(leastToBox(12, 55, 12.5, 54, 13, 56)).toBeGreaterThan(0.97 * geodesicMetres(12, 55, 12.5, 55));
  expect(leastToBox(12, 55, 11, 53, 13, 54)).toBeGreaterThan(0.97 * geodesicMetres(12, 55, 12, 54));
  expect(leastToBox(-179, 55, 175, 53, 190, 56)).toBe(0);
});

test('an offset place is as far and in the direction asked for, at the poles too', () => {
  fc.assert(
    fc.property(aLng, aLat, anAzimuth, metresUpTo(20_000), (lng, lat, azimuth, metres) => {
      const turn = (azimuth * Math.PI) / 180;
      const place = offset(lng, lat, metres * Math.sin(turn), metres * Math.cos(turn));
      expect(geodesicMetres(...place, ...walk(lng, lat, azimuth, metres))).toBeLessThan(0.01 + metres / 20_000);
    }),
    { numRuns: 2000 },
  );
});
