// The traces that visits are measured on: seeded, true where they claim to know the truth, wrong in the way phones are.
import { describe, expect, test } from 'vitest';
import { phoneErrors, type Sky } from '../../bench/traces/errors.ts';
import { activities, aPath, type Sample, sampleSeconds } from '../../bench/traces/path.ts';
import { type Habits, report } from '../../bench/traces/phone.ts';
import { staysOf } from '../../bench/traces/stays.ts';
import { aTown, type Place, position } from '../../bench/traces/town.ts';
import { randomFrom } from '../../demo/random.ts';
import { compileGeofences, openGeofences } from '../../shared/core/geo/index.ts';
import { positionsRequest } from '../../shared/model/signal.ts';

const startsAt = Date.UTC(2026, 4, 30, 6);
const town = aTown(randomFrom('test'));
const faults: Habits['fault'][] = [undefined, 'liar', 'stale', 'gaps', 'late', 'reduced', 'no-accuracy'];

test('the same seed gives the same reports, another one others', () => {
  const reportsOf = (seed: string) => {
    const random = randomFrom(seed);
    return report(random, aPath(random, town, 'mixed', 1), startsAt, { streets: 'both', fault: 'stale' });
  };
  expect(reportsOf('a')).toEqual(reportsOf('a'));
  expect(reportsOf('a')).not.toEqual(reportsOf('b'));
});

test.each(activities)('%s: four hours without a leap', (activity) => {
  const path = aPath(randomFrom('path', activity), town, activity, 4);
  expect(path).toHaveLength((4 * 3600) / sampleSeconds);
  const leaps = path.slice(1).map(({ at }, n) => Math.hypot(at[0] - path[n]!.at[0], at[1] - path[n]!.at[1]));
  // 14 m/s is the fastest car.
  expect(Math.max(...leaps)).toBeLessThanOrEqual(14 * sampleSeconds + 1);
});

test.each(faults)('fault %s: what a phone reports would be accepted, in the order of arrival', (fault) => {
  const random = randomFrom('phone', String(fault));
  const { arrivals } = report(random, aPath(random, town, 'mixed', 4), startsAt, { streets: 'both', fault });
  expect(arrivals.length).toBeGreaterThan(5);
  for (const [n, { report: one, now }] of arrivals.entries()) {
    positionsRequest.parse({ reports: [one] });
    expect(now).toBeGreaterThan(one.at);
    if (n > 0) expect(now).toBeGreaterThanOrEqual(arrivals[n - 1]!.now);
  }
});

describe('errors', () => {
  const seen = (sky: Sky) => {
    const see = phoneErrors(randomFrom('errors', sky));
    return Array.from({ length: 20_000 }, () => see([0, 0], sky, 30));
  };
  const metres = ([east, north]: Place) => Math.hypot(east, north);

  // Android says 68 %; 52 % were found with GPS in towns (Macarulla Rodriguez et al., 2018).
  test.each<[Sky, number, number]>([
    ['open', 0.62, 0.74],
    ['canyon', 0.45, 0.58],
    ['roof', 0.58, 0.74],
  ])('under %s, %d to %d of fixes lie within the accuracy they state', (sky, least, most) => {
    const fixes = seen(sky);
    const share = fixes.filter(({ at, accuracyMetres }) => metres(at) <= accuracyMetres).length / fixes.length;
    expect(share).toBeGreaterThan(least);
    expect(share).toBeLessThan(most);
  });

  test('two fixes 30 s apart err alike, and now and then one errs far more than a normal distribution would', () => {
    const east = seen('canyon').map(({ at }) => at[0]);
    const variance = mean(east.map((error) => error ** 2));
    const covariance = mean(east.slice(1).map((error, n) => error * east[n]!));
    expect(covariance / variance).toBeGreaterThan(0.5);
    const kurtosis = mean(east.map((error) => error ** 4)) / variance ** 2;
    expect(kurtosis).toBeGreaterThan(4);
  });
});

describe('the truth', () => {
  const index = openGeofences(
    compileGeofences([{ id: 'shop', shape: { type: 'Circle', center: position([0, 0]), radiusMetres: 100 } }]),
  );
  const still = (east: number, seconds: number): Sample[] =>
    Array.from({ length: seconds / sampleSeconds }, () => ({ at: [east, 0], metresPerSecond: 0, roof: false }));
  const through = (metresPerSecond: number): Sample[] =>
    Array.from({ length: 400 / metresPerSecond / sampleSeconds }, (_, n) => ({
      at: [-200 + n * metresPerSecond * sampleSeconds, 0],
      metresPerSecond,
      roof: false,
    }));

  test.each<[string, Sample[], string[]]>([
    ['two minutes in the circle is a visit', [...still(0, 130), ...still(500, 60)], ['visit']],
    ['a bus through it is passing by', through(10), ['passing']],
    [
      'a bus that stops in it is passing by',
      [...through(10).slice(0, 5), ...still(50, 60), ...through(10).slice(5)],
      ['passing'],
    ],
    ['a hundred seconds on foot are a brush', [...still(500, 60), ...still(90, 100), ...still(500, 60)], ['brush']],
    [
      'stepping out for half a minute is no leaving',
      [...still(0, 130), ...still(120, 30), ...still(0, 130)],
      ['visit'],
    ],
    ['for two minutes it is', [...still(0, 130), ...still(120, 130), ...still(0, 130)], ['visit', 'visit']],
    ['next to it is nothing', still(101, 3600), []],
  ])('%s', (_, path, kinds) => {
    expect(staysOf(index, path, startsAt).map(({ kind }) => kind)).toEqual(kinds);
  });
});

function mean(values: number[]): number {
  return values.reduce((so, value) => so + value, 0) / values.length;
}
