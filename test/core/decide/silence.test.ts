// Silence: a phone that honours `next` misses no transition, whatever its day is like.
import { describe, expect, test } from 'vitest';
import * as parameters from '../../../shared/core/decide/parameters.ts';
import { sense } from '../../../shared/core/decide/sense.ts';
import { applyFacts } from '../../../shared/core/decide/visits.ts';
import type { World } from '../../../shared/core/decide/world.ts';
import { distanceMetres, offset } from '../../../shared/core/geo/geodesic.ts';
import { type Customer, maxOpenVisits } from '../../../shared/model/customer.ts';
import type { Transition } from '../../../shared/model/decision.ts';
import type { Geofence } from '../../../shared/model/geofence.ts';
import type { PositionReport } from '../../../shared/model/signal.ts';
import { seeded } from '../../cli/seeded.ts';
import { silentDay } from '../../support/silent-day.ts';
import {
  aCustomer,
  aGeofence,
  aReport,
  aWorld,
  cafe,
  hour,
  metresPerDegreeLat,
  minute,
  noon,
} from '../../support/town.ts';

/** 300 by default; `.ci/run` asks for 10,000. Another first seed: `RAVN_SILENT_FROM`. */
const days = Number(process.env.RAVN_SILENT_DAYS ?? 300);
const from = Number(process.env.RAVN_SILENT_FROM ?? 1);

test(`${days} day-long traces: no fix that was not sent would have caused a transition`, { timeout: 3_600_000 }, () => {
  const total = { fixes: 0, sent: 0, transitions: 0, attacks: 0, daysCompared: 0 };
  for (let seed = from; seed < from + days; seed++) {
    const { world, reports } = silentDay(seed);
    const random = seeded(~seed);
    const honouring = follower();
    const talkative = follower();
    const compared = seed % 4 === 0;
    let spoken: { report: PositionReport; withinMetres: number; beforeSeconds: number } | undefined;

    for (const report of reports) {
      total.fixes++;
      if (compared) talkative.take(world, report);
      const silent =
        spoken !== undefined &&
        report.at - spoken.report.at < spoken.beforeSeconds * 1000 &&
        distanceMetres(spoken.report.lng, spoken.report.lat, report.lng, report.lat) <= spoken.withinMetres;
      if (silent) {
        must(seed, report, honouring.transitionsOf(world, report));
        continue;
      }
      total.sent++;
      spoken = { report, ...honouring.take(world, report) };
      for (const attack of attacks(world, spoken, random)) {
        total.attacks++;
        must(seed, attack, honouring.transitionsOf(world, attack));
      }
    }
    total.transitions += honouring.transitions.length;
    // A visit lapses half an hour after its lease, which silence may have left a little shorter; otherwise the two are one.
    if (!compared || honouring.lapsed.join() !== talkative.lapsed.join()) continue;
    total.daysCompared++;
    expect(honouring.transitions, `seed ${seed}`).toEqual(talkative.transitions);
  }
  // The days must have put the promise to the test, and silence must have been worth the name.
  expect(total.transitions).toBeGreaterThan(days * 5);
  expect(total.attacks).toBeGreaterThan(days * 20);
  expect(total.daysCompared).toBeGreaterThan(days / 20);
  expect(total.sent).toBeLessThan(total.fixes * 0.6);
});

/** Millions of times, so without the costs of `expect`. */
function must(seed: number, report: PositionReport, transitions: Transition[]) {
  if (transitions.length > 0) {
    throw new Error(`seed ${seed}, at ${JSON.stringify(report)}: missed ${JSON.stringify(transitions)}`);
  }
}

/** A customer as the server knows her, and the transitions so far. */
function follower() {
  let customer: Customer = aCustomer();
  const self = {
    transitions: [] as string[],
    lapsed: [] as string[],
    transitionsOf: (world: World, report: PositionReport): Transition[] =>
      sense(world, customer, report, report.at).facts?.transitions ?? [],
    take(world: World, report: PositionReport) {
      const lapsing = customer.openVisits.filter(({ leaseUntil }) => report.at >= leaseUntil + parameters.visitGapMs);
      const { facts, next } = sense(world, customer, report, report.at);
      if (!facts) return next;
      self.lapsed.push(...lapsing.map(({ geofenceId }) => `${report.id} ${geofenceId}`));
      customer = applyFacts(customer, facts, 1);
      self.transitions.push(
        ...facts.transitions.map(({ kind, geofenceId, visit }) => `${report.id} ${kind} ${geofenceId} ${visit}`),
      );
      return next;
    },
  };
  return self;
}

/** Fixes at the very edge of the promise, towards what is nearest and wherever, as sure as can be and twice in a row. */
function* attacks(
  { catalogue }: World,
  { report, withinMetres, beforeSeconds }: { report: PositionReport; withinMetres: number; beforeSeconds: number },
  random: () => number,
): Generator<PositionReport> {
  if (withinMetres < 1) return;
  const angles = [2 * Math.PI * random()];
  const [nearest] = catalogue.index.nearest(report.lng, report.lat, 1);
  if (nearest) {
    const [lng, lat] = catalogue.geofence(nearest.id)!.circle.center;
    const east = ((lng - report.lng + 540) % 360) - 180;
    const towards = Math.atan2(lat - report.lat, east * Math.cos((lat * Math.PI) / 180));
    angles.push(towards, towards + Math.PI);
  }
  for (const angle of angles) {
    const [lng, lat] = offset(report.lng, report.lat, withinMetres * Math.cos(angle), withinMetres * Math.sin(angle));
    const at = report.at + Math.floor((random() < 0.5 ? 1 : random()) * (beforeSeconds * 1000 - 1));
    const accuracyMetres = [3, 10, 10, 40, 150][Math.floor(random() * 5)]!;
    yield { id: 'attack', at, lng, lat, accuracyMetres, previous: { at: at - 20_000, lng, lat, accuracyMetres } };
  }
}

describe('what is promised', () => {
  const nextOf = (world: World, customer: Customer, report: PositionReport) =>
    sense(world, customer, report, report.at).next;
  const inside = () => {
    const customer = aCustomer();
    return applyFacts(customer, sense(aWorld(), customer, aReport(0), noon, 'phone').facts!, 1);
  };

  test('nothing, where the next fix may begin a visit', () => {
    expect(nextOf(aWorld(), aCustomer(), aReport(0, { previous: undefined }))).toEqual({
      withinMetres: 0,
      beforeSeconds: 0,
    });
  });

  test('outside, the way to the nearest edge; inside, the way to 25 m past it', () => {
    expect(nextOf(aWorld(), aCustomer(), aReport(1100))).toEqual({ withinMetres: 994, beforeSeconds: 900 });
    expect(nextOf(aWorld(), inside(), aReport(0, { at: noon + 1000 }))).toMatchObject({ withinMetres: 124 });
  });

  test('the whole time where nobody gets in it, however empty the land is', () => {
    const { withinMetres, beforeSeconds } = nextOf(aWorld({ geofences: [] }), aCustomer(), aReport(0));
    expect(withinMetres).toBe(Math.floor(83 * 900 * 0.995));
    expect(beforeSeconds).toBe(900);
  });

  test('where as many visits are open as are kept, the way out, not nothing', () => {
    const mall = Array.from({ length: maxOpenVisits + 4 }, (_, i) => aGeofence({ id: `shop-${i}` }));
    const world = aWorld({ geofences: mall });
    const customer = aCustomer();
    const { facts } = sense(world, customer, aReport(0), noon);
    expect(facts!.transitions).toHaveLength(maxOpenVisits);
    const later = aReport(0, { at: noon + minute });
    expect(nextOf(world, applyFacts(customer, facts!, 1), later)).toMatchObject({ withinMetres: 124 });
  });

  describe('excluded places', () => {
    const clinic = aGeofence({ id: 'clinic', kind: 'exclusion' });
    const kiosk = (metresNorth: number) =>
      aGeofence({
        id: 'kiosk',
        // A store so near would be refused when it is published.
        kind: 'area',
        shape: { type: 'Circle', center: [cafe.lng, cafe.lat + metresNorth / metresPerDegreeLat], radiusMetres: 100 },
      });

    const wide: Geofence['shape'] = { type: 'Circle', center: [cafe.lng, cafe.lat], radiusMetres: 900 };
    test('within the buffer, the way out of it, although a geofence is there too', () => {
      const world = aWorld({ geofences: [clinic, aGeofence({ kind: 'area', shape: wide })] });
      expect(nextOf(world, aCustomer(), aReport(0))).toEqual({ withinMetres: 706, beforeSeconds: 900 });
    });

    test('within the buffer, the way to the nearest geofence beyond, where that is longer', () => {
      const world = aWorld({ geofences: [clinic, kiosk(5100)] });
      expect(nextOf(world, aCustomer(), aReport(0)).withinMetres).toBeGreaterThan(4900);
    });

    test('outside, neither the buffer nor what lies wholly within it is a line to report at', () => {
      const world = aWorld({ geofences: [clinic, kiosk(400)] });
      expect(nextOf(world, aCustomer(), aReport(1000)).withinMetres).toBeGreaterThan(10_000);
    });

    test('outside, what lies partly within the buffer is a line still', () => {
      const world = aWorld({ geofences: [clinic, kiosk(650)] });
      expect(nextOf(world, aCustomer(), aReport(1000)).withinMetres).toBeLessThanOrEqual(250);
    });

    test('within, an open visit is no reason to report: its lease could not be renewed', () => {
      const world = aWorld({ geofences: [clinic, aGeofence({ kind: 'area' })] });
      const late = aReport(0, { at: noon + 16 * minute });
      expect(nextOf(world, inside(), late)).toEqual({ withinMetres: 706, beforeSeconds: 900 });
    });
  });

  test('no longer than the lease of a visit holds, less two minutes; where the fix was no evidence, two minutes', () => {
    const evidence = aReport(0, { at: noon + 8 * minute });
    expect(nextOf(aWorld(), inside(), evidence).beforeSeconds).toBe(1020 - 480 - 120);
    const doubt = aReport(104, { at: noon + 16 * minute });
    expect(nextOf(aWorld(), inside(), doubt)).toEqual({ withinMetres: 20, beforeSeconds: 120 });
  });

  test('no longer than until a visit lapses', () => {
    const lapses = noon + 1020_000 + parameters.visitGapMs;
    const doubt = aReport(104, { at: lapses - 50_500 });
    expect(nextOf(aWorld(), inside(), doubt).beforeSeconds).toBe(50);
    expect(nextOf(aWorld(), inside(), { ...doubt, id: 'x', at: lapses - 10, mocked: true }).beforeSeconds).toBe(0);
  });

  test('nothing, while a visit is open whose geofence is gone and whose end a refused fix could not bring', () => {
    const elsewhere = aWorld({ geofences: [] });
    const mocked = aReport(5000, { at: noon + minute, mocked: true });
    expect(nextOf(elsewhere, inside(), mocked)).toEqual({ withinMetres: 0, beforeSeconds: 0 });
  });

  test('while paused, until the pause ends', () => {
    const paused = (ms: number) => nextOf(aWorld(), aCustomer({ pausedUntil: noon + ms }), aReport(0));
    expect(paused(hour)).toEqual({ withinMetres: 100_000, beforeSeconds: 900 });
    expect(paused(minute)).toEqual({ withinMetres: 100_000, beforeSeconds: 60 });
  });
});
