// Shapes as Amazon Location takes them: rings turned its way, longitudes within ±180, what it cannot hold said.
import { describe, expect, test } from 'vitest';
import { locationGeometry } from '../../../shared/core/geo/location-geometry.ts';
import type { Position, Shape } from '../../../shared/model/geofence.ts';

const square = (lng = 12, size = 0.1): Position[] => [
  [lng, 55],
  [lng + size, 55],
  [lng + size, 55 + size],
  [lng, 55 + size],
  [lng, 55],
];
const reversed = (ring: Position[]) => [...ring].reverse();
const geometryOf = (shape: Shape) => {
  const made = locationGeometry(shape);
  if ('refused' in made) throw new Error(made.refused);
  return made.geometry;
};
const refusalOf = (shape: Shape) => {
  const made = locationGeometry(shape);
  return 'refused' in made ? made.refused : undefined;
};

test('a circle, also one drawn beyond the antimeridian', () => {
  const circle = (lng: number) => geometryOf({ type: 'Circle', center: [lng, 55], radiusMetres: 80 });
  expect(circle(12)).toEqual({ Circle: { Center: [12, 55], Radius: 80 } });
  expect(circle(190)).toEqual({ Circle: { Center: [-170, 55], Radius: 80 } });
  expect(circle(-540)).toEqual({ Circle: { Center: [-180, 55], Radius: 80 } });
});

describe('rings', () => {
  const hole = [12.02, 12.04].map((lng) => square(lng, 0.01).map(([x, y]): Position => [x, y + 0.02]));

  test('outer ones run counter-clockwise, inner ones clockwise, whichever way they were drawn', () => {
    const wanted = { Polygon: [square(), reversed(hole[0]!), reversed(hole[1]!)] };
    expect(geometryOf({ type: 'Polygon', coordinates: [square(), hole[0]!, reversed(hole[1]!)] })).toEqual(wanted);
    expect(geometryOf({ type: 'Polygon', coordinates: [reversed(square()), reversed(hole[0]!), hole[1]!] })).toEqual(
      wanted,
    );
  });

  test('a polygon drawn past ±180 is moved back, each of several by itself', () => {
    expect(geometryOf({ type: 'Polygon', coordinates: [square(190)] })).toEqual({
      Polygon: [square(190).map(([lng, lat]) => [lng - 360, lat])],
    });
    const islands: Shape = { type: 'MultiPolygon', coordinates: [[square(179.5, 0.5)], [square(180, 0.5)]] };
    expect(geometryOf(islands)).toEqual({
      MultiPolygon: [[square(179.5, 0.5)], [square(180, 0.5).map(([lng, lat]) => [lng - 360, lat])]],
    });
  });
});

test('what it cannot hold: across the antimeridian, and too many vertices in all', () => {
  expect(refusalOf({ type: 'Polygon', coordinates: [square(179.95)] })).toMatch(/antimeridian/);
  const jump: Position[] = [
    [179.9, 10],
    [-179.9, 10],
    [-179.9, 11],
    [179.9, 10],
  ];
  expect(refusalOf({ type: 'Polygon', coordinates: [jump] })).toMatch(/antimeridian/);
  const many = Array.from({ length: 201 }, (_, n) => [square(n / 10, 0.05)]);
  expect(refusalOf({ type: 'MultiPolygon', coordinates: many })).toBe(
    '1005 vertices; a geofence there has at most 1000',
  );
});
