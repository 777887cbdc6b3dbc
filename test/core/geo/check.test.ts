// Authoring checks: what is refused, where it is said to be, and what is only warned about.
import { describe, expect, test } from 'vitest';
import { checkGeofence } from '../../../shared/core/geo/check.ts';
import { checkGeofences } from '../../../shared/core/geo/check-together.ts';
import { compileGeofences } from '../../../shared/core/geo/index.ts';
import type { Position, Shape } from '../../../shared/model/geofence.ts';
import { circle, polygon } from './judge.ts';

const errorsOf = (shape: Shape) => checkGeofence({ id: 'torvet', shape }).errors;
const box = (west: number, south: number, east: number, north: number): Position[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
const many = (...polygons: Position[][][]): Shape => ({ type: 'MultiPolygon', coordinates: polygons });

const refused: [what: string, shape: Shape, path: string, message: RegExp][] = [
  ['an open ring', polygon([box(0, 0, 1, 1).slice(0, 4)]), 'shape.coordinates[0][3]', /not closed/],
  [
    'three vertices',
    polygon([
      [
        [0, 0],
        [1, 1],
        [0, 0],
      ],
    ]),
    'shape.coordinates[0]',
    /at least 4/,
  ],
  ['no ring', polygon([]), 'shape.coordinates', /no ring/],
  ['no polygon', many(), 'shape.coordinates', /no polygon/],
  [
    'a bow tie',
    polygon([
      [
        [0, 0],
        [1, 1],
        [1, 0],
        [0, 1],
        [0, 0],
      ],
    ]),
    'shape.coordinates[0][0]',
    /intersects itself/,
  ],
  [
    'a ring that touches itself',
    polygon([
      [
        [0, 0],
        [4, 0],
        [2, 2],
        [4, 4],
        [0, 4],
        [2, 2],
        [0, 0],
      ],
    ]),
    'shape.coordinates[0][1]',
    /intersects itself.*\[0\]\[4\]/,
  ],
  [
    'a spike',
    polygon([
      [
        [0, 0],
        [4, 0],
        [4, 4],
        [4, 9],
        [4, 4],
        [0, 4],
        [0, 0],
      ],
    ]),
    'shape.coordinates[0][2]',
    /spike/,
  ],
  [
    'vertices on one line',
    polygon([
      [
        [0, 0],
        [1, 1],
        [3, 3],
        [0, 0],
      ],
    ]),
    'shape.coordinates[0]',
    /no area/,
  ],
  [
    'one place',
    polygon([
      [
        [5, 5],
        [5, 5],
        [5, 5],
        [5, 5],
      ],
    ]),
    'shape.coordinates[0]',
    /no area/,
  ],
  [
    'a latitude of 91',
    polygon([
      [
        [0, 0],
        [1, 0],
        [1, 91],
        [0, 0],
      ],
    ]),
    'shape.coordinates[0][2]',
    /latitude/,
  ],
  [
    'NaN',
    polygon([
      [
        [0, 0],
        [Number.NaN, 0],
        [1, 1],
        [0, 0],
      ],
    ]),
    'shape.coordinates[0][1]',
    /longitude/,
  ],
  [
    'a ring round the north pole',
    polygon([
      [
        [0, 80],
        [120, 80],
        [-120, 80],
        [0, 80],
      ],
    ]),
    'shape.coordinates[0]',
    /pole/,
  ],
  [
    'one spelt past 180',
    polygon([
      [
        [0, -80],
        [120, -80],
        [240, -80],
        [360, -80],
      ],
    ]),
    'shape.coordinates[0]',
    /pole/,
  ],
  [
    'a ring wider than the earth',
    polygon([
      [
        [-190, 0],
        [-20, 0],
        [100, 0],
        [190, 0],
        [190, 5],
        [100, 5],
        [-20, 5],
        [-190, 5],
        [-190, 0],
      ],
    ]),
    'shape.coordinates[0]',
    /wider/,
  ],
  [
    'a hole across the rim',
    polygon([box(0, 0, 4, 4), box(3, 3, 5, 5)]),
    'shape.coordinates[0][1]',
    /crosses or overlaps.*\[1\]\[0\]/,
  ],
  ['a hole elsewhere', polygon([box(0, 0, 4, 4), box(6, 6, 7, 7)]), 'shape.coordinates[1]', /outside its outer/],
  [
    'a hole in a hole',
    polygon([box(0, 0, 9, 9), box(1, 1, 8, 8), box(2, 2, 3, 3)]),
    'shape.coordinates[2]',
    /in the hole/,
  ],
  ['a polygon in a polygon', many([box(0, 0, 9, 9)], [box(2, 2, 3, 3)]), 'shape.coordinates[1]', /overlaps/],
  [
    'polygons across each other',
    many([box(0, 0, 4, 4)], [box(2, 2, 6, 6)]),
    'shape.coordinates[0][0][1]',
    /crosses or overlaps/,
  ],
  ['a shared edge', many([box(0, 0, 4, 4)], [box(4, 0, 6, 4)]), 'shape.coordinates[0][0][1]', /crosses or overlaps/],
  [
    'the same polygon twice',
    many([box(0, 0, 4, 4)], [box(0, 0, 4, 4)]),
    'shape.coordinates[0][0][0]',
    /crosses or overlaps/,
  ],
  [
    'a hole through vertices',
    polygon([
      [
        [0, 0],
        [4, 0],
        [2, 2],
        [4, 4],
        [0, 4],
        [0, 0],
      ],
      [
        [1, 1.9],
        [3.5, 2],
        [1, 2.1],
        [1, 1.9],
      ],
    ]),
    'shape.coordinates[0][1]',
    /crosses/,
  ],
  ['a radius of 0', circle(0, 0, 0), 'shape.radiusMetres', /above 0/],
  ['a radius of NaN', circle(0, 0, Number.NaN), 'shape.radiusMetres', /above 0/],
  ['a radius over 100 km', circle(0, 0, 100_001), 'shape.radiusMetres', /at most 100000/],
  ['a centre off the earth', circle(0, -90.5, 10), 'shape.center', /latitude/],
];

describe('refused, naming ring and vertex', () => {
  test.each(refused)('%s', (_, shape, path, message) => {
    const [first] = errorsOf(shape);
    expect(first).toMatchObject({ geofenceId: 'torvet', path });
    expect(first!.message).toMatch(message);
    expect(() => compileGeofences([{ id: 'torvet', shape }])).toThrow(`geofence "torvet", ${path}: `);
  });

  test('too many vertices, before anything is computed from them', () => {
    const ring: Position[] = Array.from({ length: 200_000 }, () => [Number.NaN, Number.NaN]);
    expect(errorsOf(polygon([ring]))).toEqual([
      { geofenceId: 'torvet', path: 'shape.coordinates', message: '200000 vertices; at most 1000' },
    ]);
  });

  test('an id that comes twice', () => {
    const twice = [circle(0, 0, 100), circle(1, 1, 100)].map((shape) => ({ id: 'torvet', shape }));
    expect(() => compileGeofences(twice)).toThrow('geofence "torvet", id: another geofence has this id');
  });

  test('every bad ring is named, not only the first', () => {
    const open = box(0, 0, 1, 1).slice(0, 4);
    expect(errorsOf(many([open], [box(2, 2, 3, 3)], [open])).map(({ path }) => path)).toEqual([
      'shape.coordinates[0][0][3]',
      'shape.coordinates[2][0][3]',
    ]);
  });
});

describe('accepted', () => {
  test.each<[string, Shape]>([
    ['either direction', polygon([box(0, 0, 4, 4).toReversed(), box(1, 1, 2, 2)])],
    [
      'a vertex twice in a row',
      polygon([
        [
          [0, 0],
          [4, 0],
          [4, 0],
          [4, 4],
          [0, 0],
          [0, 0],
        ],
      ]),
    ],
    [
      'a vertex on a straight edge',
      polygon([
        [
          [0, 0],
          [2, 0],
          [4, 0],
          [4, 4],
          [0, 4],
          [0, 0],
        ],
      ]),
    ],
    [
      'a hole that touches the rim in a point',
      polygon([
        box(0, 0, 4, 4),
        [
          [0, 2],
          [1, 1],
          [1, 3],
          [0, 2],
        ],
      ]),
    ],
    ['polygons that touch in a point', many([box(0, 0, 4, 4)], [box(4, 4, 6, 6)])],
    ['an island in a hole', many([box(0, 0, 9, 9), box(1, 1, 8, 8)], [box(2, 2, 3, 3)])],
    ['the halves of a shape split at the antimeridian', many([box(170, 0, 180, 5)], [box(-180, 0, -170, 5)])],
    [
      'a ring closed a turn away',
      polygon([
        [
          [170, 0],
          [190, 0],
          [190, 5],
          [-190, 0],
        ],
      ]),
    ],
    ['1,000 vertices', polygon([roundRing(1000)])],
  ])('%s', (_, shape) => {
    expect(errorsOf(shape)).toEqual([]);
  });
});

test('a small radius is warned about with the reason, and compiles', () => {
  const { errors, warnings } = checkGeofence({ id: 'kiosk', shape: circle(12, 55, 60) });
  expect(errors).toEqual([]);
  expect(warnings).toMatchObject([{ geofenceId: 'kiosk', path: 'shape.radiusMetres' }]);
  expect(warnings[0]!.message).toMatch(/under 100 m: phones place themselves/);
  expect(checkGeofence({ id: 'kiosk', shape: circle(12, 55, 100) }).warnings).toEqual([]);
  expect(() => compileGeofences([{ id: 'kiosk', shape: circle(12, 55, 60) }])).not.toThrow();
});

test('a needle of a corner is warned about by its vertex, and compiles', () => {
  const needle: Position[] = [
    [12, 55],
    [12.01, 55],
    [12.005, 55.9],
    [12.0049, 55.001],
    [12, 55.001],
    [12, 55],
  ];
  const { errors, warnings } = checkGeofence({ id: 'pier', shape: polygon([needle]) });
  expect(errors).toEqual([]);
  expect(warnings).toMatchObject([{ geofenceId: 'pier', path: 'shape.coordinates[0][2]' }]);
  expect(warnings[0]!.message).toMatch(/a spike: .* 0\.\d\d°/);
  expect(checkGeofence({ id: 'pier', shape: polygon([box(12, 55, 12.1, 55.1)]) }).warnings).toEqual([]);
});

describe('geofences together', () => {
  const stores = Array.from({ length: 20 }, (_, i) => ({ id: `store-${i}`, shape: circle(12 + i / 50, 55, 150) }));

  test('sound ones are not found fault with', () => {
    expect(checkGeofences(stores)).toEqual({ errors: [], warnings: [] });
  });

  test('an id that comes twice is an error', () => {
    const { errors } = checkGeofences([...stores, { id: 'store-3', shape: circle(12.5, 55.5, 150) }]);
    expect(errors).toEqual([{ geofenceId: 'store-3', path: 'id', message: 'another geofence has this id' }]);
  });

  test('a shape under two ids is warned about, however it is written', () => {
    const ring = box(12, 55, 12.1, 55.1);
    const turned = [...ring.slice(2), ...ring.slice(1, 3)].map(([lng, lat]): Position => [lng + 360, lat]);
    const { errors, warnings } = checkGeofences([
      { id: 'a', shape: polygon([ring]) },
      { id: 'b', shape: polygon([turned.toReversed()]) },
      { id: 'c', shape: polygon([box(12, 55, 12.1, 55.2)]) },
      { id: 'd', shape: circle(12, 55, 150) },
      { id: 'e', shape: circle(372, 55, 150) },
      { id: 'f', shape: circle(12, 55, 151) },
    ]);
    expect(errors).toEqual([]);
    expect(warnings).toEqual([
      { geofenceId: 'b', path: 'shape', message: 'is the shape of geofence "a"' },
      { geofenceId: 'e', path: 'shape', message: 'is the shape of geofence "d"' },
    ]);
  });

  test('swapped coordinates are warned about where the others show it, and only there', () => {
    const { errors, warnings } = checkGeofences([...stores, { id: 'harbour', shape: circle(55.1, 12.2, 150) }]);
    expect(errors).toEqual([]);
    expect(warnings).toMatchObject([{ geofenceId: 'harbour', path: 'shape.center' }]);
    expect(warnings[0]!.message).toMatch(/swapped\? Longitude comes first/);
    expect(checkGeofences([...stores, { id: 'oslo', shape: circle(10.7, 59.9, 150) }]).warnings).toEqual([]);
  });
});

function roundRing(vertices: number): Position[] {
  const ring = Array.from({ length: vertices - 1 }, (_, i): Position => {
    const angle = (i / (vertices - 1)) * 2 * Math.PI;
    return [12 + 0.01 * Math.cos(angle), 55 + 0.01 * Math.sin(angle)];
  });
  return [...ring, ring[0]!];
}
