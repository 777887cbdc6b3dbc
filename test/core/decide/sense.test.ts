// Sensing: the position gates in their order, entering and leaving with doubt.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as parameters from '../../../shared/core/decide/parameters.ts';
import { sense } from '../../../shared/core/decide/sense.ts';
import { applyFacts } from '../../../shared/core/decide/visits.ts';
import type { Customer } from '../../../shared/model/customer.ts';
import { aCustomer, aGeofence, aReport, aWorld, cafe, metresPerDegreeLat, minute, noon } from '../../support/town.ts';

const world = aWorld();

describe('the gates, in order', () => {
  const refused = { granted: false, at: noon };
  test.each([
    ['duplicate', aCustomer({ lastReport: { id: 'r1', at: noon } }), aReport(0, { id: 'r1' })],
    ['stale', aCustomer({ lastReport: { id: 'r0', at: noon } }), aReport(0, { id: 'r1' })],
    ['stale', aCustomer(), aReport(0, { at: noon - 5 * minute - 1 })],
    ['future', aCustomer(), aReport(0, { at: noon + 2 * minute + 1 })],
    ['no-location-consent', aCustomer({ consents: { location: refused } }), aReport(0)],
    ['no-location-consent', aCustomer({ consents: {} }), aReport(0)],
    ['paused', aCustomer({ pausedUntil: noon + 1 }), aReport(0)],
    ['inaccurate', aCustomer(), aReport(0, { accuracyMetres: 400 })],
    ['impossible-jump', aCustomer(), aReport(0, { previous: { ...cafe, lat: cafe.lat + 1, at: noon - 60_000 } })],
    ['mocked', aCustomer(), aReport(0, { mocked: true })],
    ['not-near', aCustomer(), aReport(5000)],
    ['unconfirmed', aCustomer(), aReport(0, { previous: undefined })],
    ['no-change', aCustomer(), aReport(130)],
  ])('%s', (reason, customer, report) => {
    expect(sense(world, customer, report, noon)).toMatchObject({ reason });
  });

  test('an excluded place comes before everything about geofences, with a buffer of 610 m round its edge', () => {
    const hospital = aGeofence({ id: 'hospital', kind: 'exclusion' });
    const withHospital = aWorld({ geofences: [hospital, aGeofence({ id: 'quarter', kind: 'area' })] });
    expect(sense(withHospital, aCustomer(), aReport(0), noon)).toMatchObject({ reason: 'excluded-place' });
    expect(sense(withHospital, aCustomer(), aReport(700), noon)).toMatchObject({ reason: 'excluded-place' });
    expect(sense(withHospital, aCustomer(), aReport(720), noon).reason).not.toBe('excluded-place');
  });
});

describe('entering and leaving', () => {
  test('a good fix well inside, with one before it, enters; its number counts up', () => {
    const customer = aCustomer({ visitCounts: [{ geofenceId: 'cafe', visits: 3, lastAt: 1 }] });
    const { facts } = sense(world, customer, aReport(0), noon, 'phone');
    expect(facts).toMatchObject({
      transitions: [{ kind: 'enter', geofenceId: 'cafe', visit: 4 }],
      consider: ['cafe'],
      deviceId: 'phone',
    });
  });

  const north = (metres: number) => ({
    lng: cafe.lng,
    lat: cafe.lat + metres / metresPerDegreeLat,
    accuracyMetres: 10,
  });

  test('riding past is no visit, with a second fix inside or not, until she rides no more', () => {
    const arriving = aReport(0, { previous: { ...north(150), at: noon - 10_000 } });
    expect(sense(world, aCustomer(), arriving, noon)).toMatchObject({ reason: 'unconfirmed' });
    const riding = aReport(0, { previous: { ...north(80), at: noon - 10_000 } });
    expect(sense(world, aCustomer(), riding, noon)).toMatchObject({ reason: 'unconfirmed' });
    const atTheLights = aReport(0, {
      speedMetresPerSecond: 0,
      previous: { ...north(60), at: noon - 30_000, speedMetresPerSecond: 9 },
    });
    expect(sense(world, aCustomer(), atTheLights, noon)).toMatchObject({ reason: 'unconfirmed' });
    const parked = aReport(0, {
      speedMetresPerSecond: 0,
      previous: { ...north(0), at: noon - 30_000, speedMetresPerSecond: 0 },
    });
    expect(sense(world, aCustomer(), parked, noon).facts?.transitions).toHaveLength(1);
  });

  test('who rides through a quarter so large that she is in it for minutes visits it', () => {
    const shape = { type: 'Circle' as const, center: [cafe.lng, cafe.lat] as [number, number], radiusMetres: 3000 };
    const quarter = aWorld({ geofences: [aGeofence({ id: 'quarter', kind: 'area', shape })] });
    const riding = aReport(0, {
      speedMetresPerSecond: 8,
      previous: { ...north(240), at: noon - 30_000, speedMetresPerSecond: 8 },
    });
    expect(sense(quarter, aCustomer(), riding, noon).facts?.transitions).toHaveLength(1);
  });

  test('a way that crosses a geofence between two fixes is passing by, however slow', () => {
    for (const seconds of [60, 300, 900]) {
      const crossed = aReport(-300, { previous: { ...north(300), at: noon - seconds * 1000 } });
      expect(sense(world, aCustomer(), crossed, noon)).toMatchObject({ reason: 'not-near' });
    }
  });

  test('who walks in is in at once; who may have stood still, once two fixes say so', () => {
    const walking = aReport(70, { previous: { ...north(112), at: noon - 30_000 } });
    expect(sense(world, aCustomer(), walking, noon).facts?.transitions).toHaveLength(1);
    // 59 m between two fixes of 30 m may be an error alone.
    const wavering = aReport(70, {
      accuracyMetres: 30,
      previous: { ...north(129), accuracyMetres: 30, at: noon - 30_000 },
    });
    expect(sense(world, aCustomer(), wavering, noon)).toMatchObject({ reason: 'unconfirmed' });
    const again = aReport(70, {
      accuracyMetres: 30,
      previous: { ...north(72), accuracyMetres: 30, at: noon - 30_000 },
    });
    expect(sense(world, aCustomer(), again, noon).facts?.transitions).toHaveLength(1);
  });

  test('leaving takes a margin: at the edge nothing happens', () => {
    const customer = inside();
    expect(sense(world, customer, aReport(110, { at: noon + 1000 }), noon + 1000)).toMatchObject({
      reason: 'no-change',
    });
    expect(sense(world, customer, aReport(140, { at: noon + 1000 }), noon + 1000).facts?.transitions).toEqual([
      { kind: 'exit', geofenceId: 'cafe', visit: 1 },
    ]);
  });

  test('a visit is prolonged past half of its lease, not before: most reports of somebody who sits cost no write', () => {
    const customer = inside();
    const lease = customer.openVisits[0]!.leaseUntil - noon;
    const before = aReport(0, { at: noon + lease / 2 - minute });
    const after = aReport(0, { at: noon + lease / 2 + minute });
    expect(sense(world, customer, before, before.at)).toMatchObject({ reason: 'no-change' });
    expect(sense(world, customer, after, after.at).facts).toMatchObject({
      transitions: [],
      present: ['cafe'],
      consider: [],
    });
  });

  test('who was lost for longer than half an hour comes back for a new visit', () => {
    const customer = inside();
    const back = customer.openVisits[0]!.leaseUntil + parameters.visitGapMs;
    expect(sense(world, customer, aReport(0, { at: back }), back).facts?.transitions).toEqual([
      { kind: 'exit', geofenceId: 'cafe', visit: 1 },
      { kind: 'enter', geofenceId: 'cafe', visit: 2 },
    ]);
  });

  test('already inside when a new catalogue goes live: its offers are considered', () => {
    const later = aReport(0, { at: noon + minute });
    expect(sense(aWorld({ version: 2 }), inside(), later, later.at).facts).toMatchObject({
      transitions: [],
      consider: ['cafe'],
    });
  });

  test('a geofence that is gone from the catalogue is left', () => {
    const elsewhere = aWorld({ geofences: [aGeofence({ id: 'other', tags: [] })] });
    const later = aReport(0, { at: noon + minute });
    const { facts } = sense(elsewhere, inside(), later, later.at);
    expect(facts?.transitions).toContainEqual({ kind: 'exit', geofenceId: 'cafe', visit: 1 });
  });

  test('a walk along the edge, with noise within the margin, makes one visit at most', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -24, max: 24 }), { minLength: 200, maxLength: 200 }), (noise) => {
        let customer = aCustomer();
        let entered = 0;
        noise.forEach((metres, index) => {
          const at = noon + (index + 1) * 10_000;
          const { facts } = sense(world, customer, aReport(100 + metres, { at, accuracyMetres: 20 }), at);
          if (!facts) return;
          entered += facts.transitions.filter(({ kind }) => kind === 'enter').length;
          customer = applyFacts(customer, facts, 1);
        });
        expect(entered).toBeLessThanOrEqual(1);
      }),
      { numRuns: 50 },
    );
  });
});

function inside(): Customer {
  const customer = aCustomer();
  return applyFacts(customer, sense(world, customer, aReport(0), noon, 'phone').facts!, 1);
}
