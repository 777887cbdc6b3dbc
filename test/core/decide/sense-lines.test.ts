// Where the lines of sensing lie: on them, and just past them.
import { describe, expect, test } from 'vitest';
import * as parameters from '../../../shared/core/decide/parameters.ts';
import { sense } from '../../../shared/core/decide/sense.ts';
import { applyFacts } from '../../../shared/core/decide/visits.ts';
import { type Customer, maxOpenVisits } from '../../../shared/model/customer.ts';
import type { PositionReport } from '../../../shared/model/signal.ts';
import { aCustomer, aGeofence, aReport, aWorld, cafe, metresPerDegreeLat, minute, noon } from '../../support/town.ts';

const world = aWorld();
const of = (radiusMetres: number) =>
  aWorld({
    geofences: [aGeofence({ shape: { type: 'Circle', center: [cafe.lng, cafe.lat], radiusMetres } })],
  });
const reasonOf = (report: PositionReport, { customer = aCustomer(), at = world, now = noon } = {}) =>
  sense(at, customer, report, now, 'phone').reason ?? 'facts';
const inside = (): Customer => applyFacts(aCustomer(), sense(world, aCustomer(), aReport(0), noon, 'phone').facts!, 1);
const north = (metres: number, at: number, accuracyMetres = 10) => ({
  lng: cafe.lng,
  lat: cafe.lat + metres / metresPerDegreeLat,
  accuracyMetres,
  at,
});

describe('when a report counts', () => {
  test('five minutes old, and no older', () => {
    expect(reasonOf(aReport(0, { at: noon - 5 * minute }))).toBe('facts');
    expect(reasonOf(aReport(0, { at: noon - 5 * minute - 1 }))).toBe('stale');
  });

  test('two minutes ahead, and no more', () => {
    expect(reasonOf(aReport(0, { at: noon + 2 * minute }))).toBe('facts');
    expect(reasonOf(aReport(0, { at: noon + 2 * minute + 1 }))).toBe('future');
  });

  test('as soon as a pause is over', () => {
    const paused = (until: number) => reasonOf(aReport(0), { customer: aCustomer({ pausedUntil: until }) });
    expect(paused(noon + 1)).toBe('paused');
    expect(paused(noon)).toBe('facts');
    expect(paused(noon - minute)).toBe('facts');
  });

  test('without consent no position is wanted, wherever the phone is', () => {
    for (const granted of [undefined, { granted: false, at: noon }]) {
      const { next } = sense(world, aCustomer({ consents: { location: granted } }), aReport(0), noon);
      expect(next).toEqual({ withinMetres: 100_000, beforeSeconds: 900 });
    }
  });
});

describe('how much a vague fix says', () => {
  const vague = (metresNorth: number, accuracyMetres: number) =>
    aReport(metresNorth, { accuracyMetres, previous: north(metresNorth, noon - 5000, accuracyMetres) });

  test('inaccurate is more than a hundred metres, where a geofence lies within the error', () => {
    expect(reasonOf(vague(100, 100))).toBe('unconfirmed');
    expect(reasonOf(vague(100, 101))).toBe('inaccurate');
  });

  test('not where the geofence is near, but none of the places she may be is in it', () => {
    expect(reasonOf(vague(480, 120))).toBe('no-change');
  });

  test('nor where it holds nearly all of them', () => {
    expect(reasonOf(vague(0, 150), { at: of(3000) })).toBe('facts');
  });

  test('the same of somebody who has a visit there', () => {
    const later = (metresNorth: number, at = world) =>
      reasonOf(
        { ...vague(metresNorth, 150), id: 'later', at: noon + minute, previous: undefined },
        { customer: inside(), at, now: noon + minute },
      );
    expect(later(100)).toBe('inaccurate');
    expect(later(0, of(3000))).toBe('no-change');
  });

  test('an excluded place is nothing to be near to', () => {
    const clinic = aWorld({ geofences: [aGeofence({ id: 'clinic', kind: 'exclusion' })] });
    expect(reasonOf(vague(800, 300), { at: clinic })).toBe('not-near');
    expect(reasonOf(vague(800, 300))).toBe('no-change');
  });
});

describe('how a visit begins and ends', () => {
  test('not with a fix outside, although by the time it is heard she has walked in', () => {
    const now = noon + 10_000;
    const arriving = (metresNorth: number) =>
      aReport(metresNorth, { previous: north(metresNorth + 55, noon - 24_000) });
    expect(reasonOf(arriving(105), { now })).toBe('unconfirmed');
    expect(reasonOf(arriving(95), { now })).toBe('facts');
  });

  test('not with one fix outside: the one before must be outside too', () => {
    const leaving = (before: number) =>
      reasonOf(aReport(160, { at: noon + minute, previous: north(before, noon + minute - 30_000) }), {
        customer: inside(),
        now: noon + minute,
      });
    expect(leaving(100)).toBe('unconfirmed');
    expect(leaving(150)).toBe('facts');
  });

  test('is renewed past half of the lease, not at it', () => {
    const customer = inside();
    const half = noon + (customer.openVisits[0]!.leaseUntil - noon) / 2;
    expect(reasonOf(aReport(0, { at: half }), { customer, now: half })).toBe('no-change');
    expect(reasonOf(aReport(0, { at: half + 1 }), { customer, now: half + 1 })).toBe('facts');
  });

  test('also from far away, once its lease has long been over', () => {
    const customer = inside();
    const lapsed = customer.openVisits[0]!.leaseUntil + parameters.visitGapMs;
    const report = aReport(5000, { at: lapsed });
    expect(sense(world, customer, report, lapsed).facts?.transitions).toEqual([
      { kind: 'exit', geofenceId: 'cafe', visit: 1 },
    ]);
  });

  test('where an excluded place is in the catalogue, far away', () => {
    const far: [number, number] = [cafe.lng, cafe.lat + 1];
    const clinic = aGeofence({
      id: 'clinic',
      kind: 'exclusion',
      shape: { type: 'Circle', center: far, radiusMetres: 100 },
    });
    const { facts } = sense(aWorld({ geofences: [aGeofence(), clinic] }), aCustomer(), aReport(0), noon);
    expect(facts?.transitions).toMatchObject([{ kind: 'enter', geofenceId: 'cafe' }]);
  });

  test('only as many as are kept, together with those that are open', () => {
    const mall = Array.from({ length: maxOpenVisits + 4 }, (_, i) => aGeofence({ id: `shop-${i}` }));
    const later = aReport(0, { at: noon + minute });
    const { facts } = sense(aWorld({ geofences: [aGeofence(), ...mall] }), inside(), later, later.at);
    expect(facts?.transitions).toHaveLength(maxOpenVisits - 1);
  });
});
