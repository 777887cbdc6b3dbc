// Weather cells: every place lies in one, near its middle, and the middle says nothing exact.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellOf, centreOf } from '../../../shared/core/weather/cell.ts';

const kilometresPerDegree = 111.2;

test('a place is at most 8 km from the middle of its cell, anywhere', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -540, max: 540, noNaN: true }),
      fc.double({ min: -90, max: 90, noNaN: true }),
      (lng, lat) => {
        const [centreLng, centreLat] = centreOf(cellOf([lng, lat]));
        const turns = (((lng - centreLng) % 360) + 540) % 360;
        const east = (turns - 180) * Math.cos((centreLat * Math.PI) / 180);
        expect(Math.hypot(lat - centreLat, east) * kilometresPerDegree).toBeLessThan(9);
        expect(cellOf([centreLng, centreLat])).toBe(cellOf([lng, lat]));
      },
    ),
    { numRuns: 2000 },
  );
});

test('the middle has four decimals at most', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -180, max: 180, noNaN: true }),
      fc.double({ min: -90, max: 90, noNaN: true }),
      (lng, lat) => {
        for (const degrees of centreOf(cellOf([lng, lat]))) expect(String(degrees)).toMatch(/^-?\d+(\.\d{1,4})?$/);
      },
    ),
  );
});

test('a shape past the antimeridian is in the cell of the same place', () => {
  expect(cellOf([182.3, -16.5])).toBe(cellOf([-177.7, -16.5]));
  expect(cellOf([180, 10])).toBe(cellOf([-180, 10]));
  expect(cellOf([-180 - 1e-13, 10])).toMatch(/^1000-\d+$/);
});

test('the stores of an inner city share a cell or two', () => {
  const stores = Array.from({ length: 40 }, (_, store) => cellOf([12.565 + store / 2000, 55.68 + (store % 7) / 2000]));
  expect(new Set(stores).size).toBeLessThanOrEqual(2);
});

test.each(['', '1', '1800-0', '1799-99', '-1-3', '12-12-12', '1e3-1', '900-3600'])('%j is no cell', (cell) => {
  expect(() => centreOf(cell)).toThrow('not a weather cell');
});
