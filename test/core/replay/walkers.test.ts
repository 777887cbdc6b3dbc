// Walkers made up: in the order of time, awake, on foot, and really in the stores, wherever on the globe those lie.
import { expect, test } from 'vitest';
import { distanceMetres } from '../../../shared/core/geo/geodesic.ts';
import { newcomer } from '../../../shared/core/replay/newcomer.ts';
import { replayReports } from '../../../shared/core/replay/reports.ts';
import { walker } from '../../../shared/core/replay/walkers.ts';
import { localMinute, minutesPerDay } from '../../../shared/core/time/local-time.ts';
import type { Geofence } from '../../../shared/model/geofence.ts';
import { aGeofence, anOffer, aWorld, cafe, hour, noon } from '../../support/town.ts';

const day = 24 * hour;
const ring = (lng: number, lat: number) =>
  [
    [-0.002, -0.001],
    [0.002, -0.001],
    [0.002, 0.001],
    [0.0018, 0.001],
    [0.0018, -0.0008],
    [-0.002, -0.0008],
    [-0.002, -0.001],
  ].map(([east, north]) => [lng + east!, lat + north!] as [number, number]);

test.each<[string, Partial<Geofence>]>([
  ['a circle', {}],
  [
    'a bent polygon, whose middle lies outside',
    { shape: { type: 'Polygon', coordinates: [ring(cafe.lng, cafe.lat)] } },
  ],
  [
    'at the antimeridian',
    { shape: { type: 'Circle', center: [179.9999, -17], radiusMetres: 120 }, timeZone: 'Pacific/Fiji' },
  ],
  [
    'in the far north',
    { shape: { type: 'Circle', center: [15.6, 78.2], radiusMetres: 80 }, timeZone: 'Arctic/Longyearbyen' },
  ],
])('%s', (_, changes) => {
  const geofence = aGeofence(changes);
  const offer = anOffer({ startsAt: noon - day, endsAt: noon + 30 * day, caps: [], quietHours: 'none' });
  const world = aWorld({ geofences: [geofence], offers: [offer] });
  const replay = replayReports(world);
  let [visited, reports] = [0, 0];
  for (let number = 0; number < 16; number++) {
    const walk = walker(world.catalogue, [geofence.id], 'seed', number, noon);
    expect(walker(world.catalogue, [geofence.id], 'seed', number, noon)).toEqual(walk);
    expect(new Set(walk.map(({ id }) => id)).size).toBe(walk.length);
    const customerId = `walker ${number}`;
    replay.introduce(newcomer({ customerId }));
    let sends = 0;
    for (const [n, report] of walk.entries()) {
      const before = walk[n - 1];
      expect(report.at).toBeGreaterThan(before?.at ?? noon - 1);
      expect(report.at).toBeLessThan(noon + 9 * day);
      const hourOfDay = (localMinute(geofence.timeZone, report.at) % minutesPerDay) / 60;
      expect(hourOfDay >= 6 || hourOfDay < 1).toBe(true);
      if (before && report.at - before.at < 60_000) {
        const metres = distanceMetres(before.lng, before.lat, report.lng, report.lat);
        expect(metres).toBeLessThan(60 * 1.6 + 5 * 25);
      }
      const { weighed } = replay.step({ ...report, customerId });
      if (weighed?.delivered) sends += 1;
      reports += 1;
    }
    if (sends > 0) visited += 1;
  }
  expect(visited).toBeGreaterThan(11);
  expect(reports).toBeGreaterThan(400);
});
