// Evidence: what the last two fixes say together, case by case, each beside the one that just fails.
import { describe, expect, test } from 'vitest';
import { accuracyOf, evidenceOf, isImpossibleJump } from '../../../shared/core/decide/evidence.ts';
import type { Fix } from '../../../shared/model/signal.ts';
import { aGeofence, aWorld, cafe, metresPerDegreeLat, minute, noon } from '../../support/town.ts';

/** Metres from the middle of the café, whose edge is at 100. */
interface Place {
  north?: number;
  east?: number;
  accuracy?: number;
  /** Metres a second, as the phone states it. */
  speed?: number;
}

const metresPerDegreeLng = metresPerDegreeLat * Math.cos((cafe.lat * Math.PI) / 180);
const fix = (at: number, { north = 0, east = 0, accuracy = 10, speed }: Place): Fix => ({
  at,
  lng: cafe.lng + east / metresPerDegreeLng,
  lat: cafe.lat + north / metresPerDegreeLat,
  accuracyMetres: accuracy,
  speedMetresPerSecond: speed,
});

/** Whether a report begins a visit, so many seconds after the fix before it, heard of so many seconds later. */
function enters(before: Place, after: Place, seconds: number, { probability = 0.9, late = 0, in: radius = 100 } = {}) {
  const shape = { type: 'Circle' as const, center: [cafe.lng, cafe.lat] as [number, number], radiusMetres: radius };
  const { index } = aWorld({ geofences: [aGeofence({ shape })] }).catalogue;
  const report = { id: 'r', ...fix(noon, after), previous: fix(noon - seconds * 1000, before) };
  return evidenceOf(index, report, noon + late * 1000).enters('cafe', probability);
}

describe('who came on foot is in with one fix', () => {
  test('at the pace of a walk, from any side', () => {
    expect(enters({ north: 130 }, { north: 60 }, 30)).toBe(true);
    expect(enters({ north: -130 }, { north: -60 }, 30)).toBe(true);
    expect(enters({ east: 130 }, { east: 60 }, 30)).toBe(true);
    expect(enters({ east: -130 }, { east: -60 }, 30)).toBe(true);
  });

  test('not where the fix is less sure than four in five, and neither is where she will be soon', () => {
    // Right through: in ten seconds she is at the far edge.
    const through = (probability: number) =>
      enters({ north: -130, accuracy: 40 }, { north: 60, accuracy: 40 }, 80, { probability });
    expect(through(0.8)).toBe(true);
    expect(through(0.79)).toBe(false);
  });

  test.each<[string, Place, Place]>([
    ['north', { north: 150 }, { north: 95 }],
    ['east', { east: 150 }, { east: 95 }],
  ])('where the fix is at the edge, by where she will be in ten seconds, from the %s', (_, before, after) => {
    expect(enters(before, after, 24, { probability: 0.7 })).toBe(true);
    // Where she has stopped, she will be at the edge still.
    expect(enters({ ...before, speed: 0 }, { ...after, speed: 0 }, 24, { probability: 0.7 })).toBe(false);
  });

  test('a report that is some seconds late is good still, one that is minutes late is not', () => {
    expect(enters({ north: 130 }, { north: 60 }, 30, { late: 10 })).toBe(true);
    expect(enters({ north: 130 }, { north: 60 }, 30, { late: 120 })).toBe(false);
  });

  test('walking is up to 2.5 m/s, as the satellites measured it', () => {
    const pace = (speed: number) => enters({ north: 80, speed }, { north: 50, speed }, 30);
    expect(pace(2.5)).toBe(true);
    expect(pace(2.6)).toBe(false);
  });

  test('not if the way is too long for a walk, although both fixes state one', () => {
    expect(enters({ north: 160, speed: 1 }, { north: 60, speed: 1 }, 20)).toBe(false);
  });

  test('over more than two minutes any way may have been a walk', () => {
    const afterSeconds = (seconds: number) => enters({ north: 400, speed: 1 }, { north: 60, speed: 1 }, seconds);
    expect(afterSeconds(120)).toBe(false);
    expect(afterSeconds(121)).toBe(true);
  });

  test('not if the two fixes may be the same place, nor if the phone does not say how sure it is', () => {
    expect(enters({ north: 118 }, { north: 99 }, 30, { probability: 0.8 })).toBe(false);
    const unstated = { ...fix(noon, { north: 60 }), accuracyMetres: undefined };
    const { index } = aWorld().catalogue;
    const report = { id: 'r', ...unstated, previous: fix(noon - 30_000, { north: 130 }) };
    expect(evidenceOf(index, report, noon).enters('cafe', 0.9)).toBe(false);
  });
});

describe('who rides is in if she will still be in a minute later', () => {
  const quarter = { in: 3000, probability: 1 };

  test('coming in, not going out', () => {
    const riding = { speed: 8 };
    expect(enters({ north: 2980, ...riding }, { north: 2900, ...riding }, 10, quarter)).toBe(true);
    expect(enters({ north: 2720, ...riding }, { north: 2800, ...riding }, 10, quarter)).toBe(false);
    expect(enters({ east: 2980, ...riding }, { east: 2900, ...riding }, 10, quarter)).toBe(true);
    expect(enters({ east: 2720, ...riding }, { east: 2800, ...riding }, 10, quarter)).toBe(false);
  });

  test('by what was measured, where both fixes state it; else by the way between them too', () => {
    const way = (before?: number, after?: number) =>
      enters({ north: -30, speed: before }, { north: 60, speed: after }, 20);
    expect(way(1, 1)).toBe(true);
    expect(way(1, undefined)).toBe(false);
    expect(way(undefined, 1)).toBe(false);
    expect(way()).toBe(false);
    expect(way(9, 1)).toBe(false);
    expect(way(1, 9)).toBe(false);
  });

  test('over more than two minutes the way between says nothing, and the speed now does', () => {
    const afterSeconds = (seconds: number, speed?: number) => enters({ north: 400 }, { north: 60, speed }, seconds);
    expect(afterSeconds(120)).toBe(false);
    expect(afterSeconds(121)).toBe(true);
    expect(afterSeconds(121, 8)).toBe(false);
    const within = (seconds: number) => enters({ north: 2500 }, { north: 2900 }, seconds, quarter);
    expect(within(120)).toBe(false);
    expect(within(121)).toBe(true);
  });

  test('what the errors of both fixes make of the way is no riding', () => {
    const apart = (accuracy: number) => enters({ north: 39, accuracy }, { north: -20, accuracy }, 20);
    expect(apart(30)).toBe(true);
    expect(apart(5)).toBe(false);
  });
});

describe('the fix before', () => {
  test('counts for a quarter of an hour, and not from the same moment or later', () => {
    expect(enters({}, {}, 900)).toBe(true);
    expect(enters({}, {}, 900.001)).toBe(false);
    expect(enters({}, {}, 0)).toBe(false);
    expect(enters({}, {}, -1)).toBe(false);
  });

  test('says with this one whether she is in, where she has not come on foot', () => {
    // Half in and half in is no more than half; three quarters twice is nine tenths.
    expect(enters({ north: 0 }, { north: 0 }, 30, { probability: 0.5 })).toBe(true);
    expect(enters({ north: 100 }, { north: 100 }, 30, { probability: 0.5 })).toBe(false);
    expect(enters({ north: 120 }, { north: 120 }, 30, { probability: 0.9 })).toBe(false);
  });

  const leaves = (before: Place, seconds = 30) => {
    const report = { id: 'r', ...fix(noon, { north: 300 }), previous: fix(noon - seconds * 1000, before) };
    return evidenceOf(aWorld().catalogue.index, report, noon).leaves('cafe');
  };
  test('must be outside beyond doubt and beyond the margin, for a visit to end', () => {
    expect(leaves({ north: 130 })).toBe(true);
    expect(leaves({ north: 120, accuracy: 5 })).toBe(false);
    expect(leaves({ north: 130, accuracy: 100 })).toBe(false);
    expect(leaves({ north: 0 })).toBe(false);
  });

  test('holds nothing up where there is none that counts, and begins nothing', () => {
    expect(leaves({ north: 0 }, 901)).toBe(true);
    const { index } = aWorld().catalogue;
    const alone = evidenceOf(index, { id: 'r', ...fix(noon, {}) }, noon);
    expect(alone.leaves('cafe')).toBe(true);
    expect(alone.enters('cafe', 1)).toBe(false);
  });
});

describe('an impossible jump', () => {
  const jump = (metres: number, seconds: number, accuracy = 10) =>
    isImpossibleJump({
      id: 'r',
      ...fix(noon, { accuracy }),
      previous: fix(noon - seconds * 1000, { north: metres, accuracy }),
    });

  test('is faster than 83 m/s, whatever both fixes may be wrong', () => {
    expect(jump(8300 + 10, 100)).toBe(false);
    expect(jump(8300 + 80, 100)).toBe(true);
    expect(jump(8300 + 80, 100, 100)).toBe(false);
  });

  test('in any direction', () => {
    const previous = fix(noon - 100_000, { north: 8000, east: (8000 / metresPerDegreeLat) * metresPerDegreeLng });
    expect(isImpossibleJump({ id: 'r', ...fix(noon, {}), previous })).toBe(true);
  });

  test('takes a fix before this one', () => {
    expect(jump(50_000, 0)).toBe(false);
    expect(jump(50_000, -minute / 1000)).toBe(false);
    expect(isImpossibleJump({ id: 'r', ...fix(noon, {}) })).toBe(false);
  });
});

test('what states less than three metres, or nothing, is taken for twenty-five', () => {
  const stated = (accuracyMetres?: number) => accuracyOf({ ...fix(noon, {}), accuracyMetres });
  expect([3, 10, 150].map(stated)).toEqual([3, 10, 150]);
  expect([undefined, 0, 2.9].map(stated)).toEqual([25, 25, 25]);
});
