// Silence where it is easily promised too much or too little: at the end of a lease, and round excluded places.
import { describe, expect, test } from 'vitest';
import * as parameters from '../../../shared/core/decide/parameters.ts';
import { sense } from '../../../shared/core/decide/sense.ts';
import { applyFacts } from '../../../shared/core/decide/visits.ts';
import type { World } from '../../../shared/core/decide/world.ts';
import { offset } from '../../../shared/core/geo/geodesic.ts';
import type { Customer } from '../../../shared/model/customer.ts';
import type { Geofence, Position } from '../../../shared/model/geofence.ts';
import type { PositionReport } from '../../../shared/model/signal.ts';
import { aCustomer, aGeofence, aReport, aWorld, cafe, minute, noon } from '../../support/town.ts';

const nextOf = (world: World, customer: Customer, report: PositionReport) =>
  sense(world, customer, report, report.at).next;
const inside = (world: World): Customer =>
  applyFacts(aCustomer(), sense(world, aCustomer(), aReport(0), noon, 'phone').facts!, 1);

test('nothing is promised for less than a second', () => {
  const customer = inside(aWorld());
  const lapses = customer.openVisits[0]!.leaseUntil + parameters.visitGapMs;
  const late = (ms: number) => aReport(104, { id: 'late', at: lapses - ms, mocked: true });
  expect(nextOf(aWorld(), customer, late(1000))).toEqual({ withinMetres: 20, beforeSeconds: 1 });
  expect(nextOf(aWorld(), customer, late(999))).toEqual({ withinMetres: 0, beforeSeconds: 0 });
});

test('a visit is left out of the way to the next line, and nothing else is', () => {
  const at = (id: string, north: number, radiusMetres: number) =>
    aGeofence({ id, shape: { type: 'Circle', center: offset(cafe.lng, cafe.lat, 0, north), radiusMetres } });
  const quarter = at('quarter', 0, 3000);
  const customer = inside(aWorld({ geofences: [quarter] }));
  const world = aWorld({ geofences: [quarter, at('kiosk', 600, 100)] });
  const { withinMetres } = nextOf(world, customer, aReport(0, { at: noon + minute }));
  expect(withinMetres).toBeLessThanOrEqual(500);
  expect(withinMetres).toBeGreaterThan(490);
});

describe('an excluded place', () => {
  const place = ([east, north]: [number, number]): Position => offset(cafe.lng, cafe.lat, east, north);
  const square = (metres: number): Position[] =>
    (
      [
        [-metres, -metres],
        [metres, -metres],
        [metres, metres],
        [-metres, metres],
        [-metres, -metres],
      ] as [number, number][]
    ).map(place);

  test('is no line to report at, even if it lies round a place that is not excluded', () => {
    const shape: Geofence['shape'] = { type: 'Polygon', coordinates: [square(1500), square(1000).reverse()] };
    const world = aWorld({ geofences: [aGeofence({ id: 'barracks', kind: 'exclusion', shape })] });
    expect(nextOf(world, aCustomer(), aReport(5000)).withinMetres).toBeGreaterThan(10_000);
  });

  test('renews no lease, so that the end of one is no reason to report from within its buffer', () => {
    const quarter = aGeofence({
      id: 'quarter',
      kind: 'area',
      shape: { type: 'Circle', center: [cafe.lng, cafe.lat], radiusMetres: 3000 },
    });
    // Its buffer reaches ten metres past the middle of the quarter.
    const clinic = aGeofence({
      id: 'clinic',
      kind: 'exclusion',
      shape: { type: 'Circle', center: place([0, 700]), radiusMetres: 100 },
    });
    const customer = inside(aWorld({ geofences: [quarter] }));
    const report = aReport(0, { at: noon + 15 * minute });
    const next = nextOf(aWorld({ geofences: [quarter, clinic] }), customer, report);
    expect(next).toEqual({ withinMetres: 3009, beforeSeconds: 900 });
  });
});
