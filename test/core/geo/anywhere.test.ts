// Whole catalogues at awkward places, asked at awkward places, against judges that look at everything: nothing may be wrong.
// RAVN_GEO_CASES asks for more cases than the usual: the CI asks a million.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkGeofence } from '../../../shared/core/geo/check.ts';
import { compileGeofences, openGeofences } from '../../../shared/core/geo/index.ts';
import type { Position, Shape } from '../../../shared/model/geofence.ts';
import { circle, geodesicMetres, holdsOnLattice, moveRings, nearStar, polygon, star, step, walk } from './judge.ts';

const cases = Number(process.env.RAVN_GEO_CASES ?? 20_000);
const placesPerWorld = 200;

/** Antimeridian, poles, equator, Greenwich, a town; in whole lattice steps. */
const home = fc.constantFrom<[number, number]>(
  [180, -17],
  [-180, 65],
  [179.75, 0],
  [0, 89.75],
  [-60, -89.5],
  [120, 84.5],
  [0, 0],
  [12, 55],
  [10.5, -45],
);
const fractions = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const turn = fc.constantFrom(-360, 0, 0, 360);

interface Rings {
  id: string;
  rings: Position[][];
  shape: Shape;
}
interface Disc {
  id: string;
  at: [number, number];
  radius: number;
  shape: Shape;
}

const squeezed = (lat: number) => Math.max(-90, Math.min(90, lat));

const world = fc.record({
  home,
  stars: fc.array(
    fc.tuple(star, fc.integer({ min: -24, max: 24 }), fc.integer({ min: -8, max: 8 }), turn, fc.nat(), fc.boolean()),
    {
      maxLength: 5,
    },
  ),
  discs: fc.array(fc.tuple(fractions, fractions, fc.double({ min: 0, max: 5, noNaN: true }), turn), { maxLength: 12 }),
  seed: fc.array(fc.tuple(fractions, fractions, fractions, nearStar, turn), {
    minLength: placesPerWorld,
    maxLength: placesPerWorld,
  }),
});

test(`nothing is wrong in ${cases.toLocaleString('en')} cases`, { timeout: 30 * 60_000 }, () => {
  let asked = 0;
  let held = 0;
  fc.assert(
    fc.property(world, ({ home: [lng, lat], stars, discs, seed }) => {
      const areas = stars.flatMap(([rings, east, north, turned, start, reversed], i): Rings[] => {
        const moved = moveRings(rings, lng + east * step, lat + north * step);
        if (moved.flat().some(([, y]) => Math.abs(y) > 90)) return [];
        const shape = polygon(moved.map((ring) => respelled(ring, turned, start, reversed)));
        const sound = checkGeofence({ id: 'a', shape }).errors.length === 0;
        return sound ? [{ id: `area-${i}`, rings: moved, shape }] : [];
      });
      const circles = discs.map(([x, y, exponent, turned], i): Disc => {
        const at: [number, number] = [lng + x - 0.5, squeezed(lat + y - 0.5)];
        const radius = 10 ** exponent;
        return { id: `disc-${i}`, at, radius, shape: circle(at[0] + turned, at[1], radius) };
      });
      const index = openGeofences(compileGeofences([...areas, ...circles]));

      for (const [a, b, c, [x, y], turned] of seed) {
        const [hereLng, hereLat] = placeFor(a, b, c, [lng + x, squeezed(lat + y)], areas, circles);
        const said = new Set(index.containing(hereLng + turned, hereLat));
        for (const { id, rings } of areas) {
          // a place has many names; the ring is asked by all
          const onLattice = isOnLattice(hereLng) && isOnLattice(hereLat);
          if (!onLattice) {
            said.delete(id);
            continue;
          }
          const holds = [-720, -360, 0, 360, 720].some((by) => holdsOnLattice(rings, hereLng + by, hereLat));
          if (said.delete(id) !== holds)
            expect.fail(`${id} ${holds ? 'holds' : 'does not hold'} ${hereLng}, ${hereLat}`);
          if (holds) held++;
        }
        for (const { id, at, radius } of circles) {
          const signed = geodesicMetres(hereLng, hereLat, ...at) - radius;
          const holds = said.delete(id);
          if (holds !== signed <= 0 && Math.abs(signed) > 0.01) {
            expect.fail(`${id} is ${signed} m from ${hereLng}, ${hereLat}`);
          }
          if (holds) held++;
        }
        expect(said.size).toBe(0);
        asked++;
      }
    }),
    { numRuns: Math.ceil(cases / placesPerWorld), interruptAfterTimeLimit: undefined },
  );
  expect(asked).toBeGreaterThanOrEqual(cases);
  // the places were chosen so that geofences are met
  expect(held).toBeGreaterThan(cases / 10);
});

/** Within a metre of a rim, on the lattice by a polygon, or a corner of one. */
function placeFor(
  a: number,
  b: number,
  c: number,
  onLattice: [number, number],
  areas: Rings[],
  circles: Disc[],
): [number, number] {
  if (a < 0.5 && circles.length > 0) {
    const { at, radius } = circles[Math.floor(b * circles.length)]!;
    const off = 10 ** (-1.9 + 4 * Math.abs(c - 0.5)) * (c < 0.5 ? -1 : 1);
    return walk(...at, 720 * a, Math.max(0, radius + off));
  }
  if (a < 0.7 && areas.length > 0) {
    const corners = areas[Math.floor(b * areas.length)]!.rings.flat();
    return corners[Math.floor(c * corners.length)]! as [number, number];
  }
  return onLattice;
}

const isOnLattice = (degrees: number) => Number.isInteger(degrees / (step / 2));

/** The same ring, begun elsewhere, the other way round, a turn away. */
function respelled(ring: Position[], turned: number, start: number, reversed: boolean): Position[] {
  const distinct = ring.slice(0, -1).map(([lng, lat]): Position => [lng + turned, lat]);
  const begun = distinct.map((_, i) => distinct[(i + start) % distinct.length]!);
  const closed = [...begun, begun[0]!];
  return reversed ? closed.reverse() : closed;
}
