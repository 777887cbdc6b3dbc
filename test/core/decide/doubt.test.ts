// What goes wrong with position reports: repeated, out of order, late, early, skewed, jumping, faked, vague and wavering ones.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sense } from '../../../shared/core/decide/sense.ts';
import { applyFacts } from '../../../shared/core/decide/visits.ts';
import type { World } from '../../../shared/core/decide/world.ts';
import type { Customer } from '../../../shared/model/customer.ts';
import type { Transition } from '../../../shared/model/decision.ts';
import type { PositionReport } from '../../../shared/model/signal.ts';
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

const world = aWorld();
const day = 24 * hour;

interface Arrival {
  report: PositionReport;
  now: number;
}

/** Lets a customer's reports arrive one after another, as a use case does. */
function live(arrivals: Arrival[], { customer = aCustomer(), at = world }: { customer?: Customer; at?: World } = {}) {
  const reasons: string[] = [];
  const transitions: (Transition & { at: number })[] = [];
  for (const { report, now } of arrivals) {
    const { facts, reason } = sense(at, customer, report, now);
    reasons.push(reason ?? 'facts');
    if (!facts) continue;
    transitions.push(...facts.transitions.map((transition) => ({ ...transition, at: report.at })));
    customer = applyFacts(customer, facts, 1);
  }
  return { customer, reasons, transitions, entered: transitions.filter(({ kind }) => kind === 'enter') };
}

/** A fix every so often along distances north of the café's middle, each with the one before it. */
function along(metres: number[], options: { everyMs?: number; startsAt?: number; accuracyMetres?: number } = {}) {
  const { everyMs, startsAt, accuracyMetres } = { everyMs: 30_000, startsAt: noon, accuracyMetres: 10, ...options };
  const fixes = metres.map((north, n) => ({
    at: startsAt + n * everyMs,
    lng: cafe.lng,
    lat: cafe.lat + north / metresPerDegreeLat,
    accuracyMetres,
  }));
  return fixes.map((fix, n): PositionReport => ({ id: `n${n}`, ...fix, previous: fixes[n - 1] }));
}

const onTime = (reports: PositionReport[]): Arrival[] => reports.map((report) => ({ report, now: report.at }));
const visit = [180, 140, 100, 60, 30, 0, 0, 0, 30, 60, 100, 140, 180, 220];

describe('F1 repeated', () => {
  test('every request one to five times gives what one gives', () => {
    const once = live(onTime(along(visit)));
    expect(once.transitions.map(({ kind }) => kind)).toEqual(['enter', 'exit']);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 14, maxLength: 14 }), (times) => {
        const repeated = onTime(along(visit)).flatMap((arrival, n) => Array<Arrival>(times[n]!).fill(arrival));
        const { customer, transitions } = live(repeated);
        expect({ customer, transitions }).toEqual({ customer: once.customer, transitions: once.transitions });
      }),
    );
  });
});

describe('F2 out of order', () => {
  test('all 720 orders of six reports: nothing goes back in time, and no visit is added', () => {
    const six = along([160, 60, 0, 0, 60, 160]);
    const now = six.at(-1)!.at;
    let changed = 0;
    for (const order of permutations(six)) {
      const { transitions, entered } = live(order.map((report) => ({ report, now })));
      const times = transitions.map(({ at }) => at);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(entered.length).toBeLessThanOrEqual(1);
      changed += entered.length;
    }
    expect(changed).toBeGreaterThan(360);
  });

  test('what is older than the last written report is stale', () => {
    const reports = along(visit);
    const { customer } = live(onTime(reports.slice(0, 7)));
    expect(sense(world, customer, reports[1]!, reports[6]!.at)).toMatchObject({ reason: 'stale' });
  });
});

describe('F3 late', () => {
  test('a day offline, then a thousand points at once: nothing is triggered', () => {
    const reports = along(
      Array.from({ length: 1000 }, (_, n) => 150 * Math.sin(n / 10)),
      { everyMs: day / 1000, startsAt: noon - day },
    );
    const { entered, reasons } = live(reports.map((report) => ({ report: { ...report }, now: noon + 10 * minute })));
    expect(entered).toEqual([]);
    expect(new Set(reasons)).toEqual(new Set(['stale']));
  });

  test('who walked through some minutes ago is not there now; who sat down then is', () => {
    const now = noon + 4 * minute;
    const [, walking] = along([80, 40], { startsAt: noon - 30_000 });
    expect(sense(world, aCustomer(), walking!, noon).facts?.transitions).toHaveLength(1);
    expect(sense(world, aCustomer(), walking!, now)).toMatchObject({ reason: 'unconfirmed' });
    const [, sitting] = along([40, 40], { startsAt: noon - 30_000 });
    expect(sense(world, aCustomer(), sitting!, now).facts?.transitions).toHaveLength(1);
  });
});

describe('F4 early', () => {
  test.each([
    ['three minutes ahead', noon + 3 * minute],
    ['the year 9999', Date.UTC(9999, 11, 31)],
    ['the last moment there is', 8.64e15],
  ])('%s is refused, and the next report triggers as if nothing had been', (_, at) => {
    const { reasons, entered } = live([
      { report: aReport(0, { id: 'early', at }), now: noon },
      { report: aReport(0), now: noon },
    ]);
    expect(reasons).toEqual(['future', 'facts']);
    expect(entered).toHaveLength(1);
  });

  test('a fix before that lies in the future, or at the same moment, counts as none', () => {
    for (const at of [noon, noon + 1, Date.UTC(9999, 0, 1)]) {
      expect(sense(world, aCustomer(), aReport(0, { previous: { ...cafe, at } }), noon)).toMatchObject({
        reason: 'unconfirmed',
      });
    }
  });
});

test('F5 a clock that is wrong by less than the gates allow changes nothing for who stays; by more, nothing is triggered until it is set', () => {
  fc.assert(
    fc.property(fc.integer({ min: -26 * hour, max: 26 * hour }), (skew) => {
      const staying = along([0, 0, 0]);
      const skewed = onTime(staying).map(({ report, now }) => {
        const previous = report.previous && { ...report.previous, at: report.previous.at + skew };
        return { report: { ...report, at: report.at + skew, previous }, now };
      });
      const { entered, customer } = live(skewed);
      expect(entered).toHaveLength(skew >= -5 * minute && skew <= 2 * minute ? 1 : 0);
      if (entered.length > 0) return;
      const set = along([0, 0], { startsAt: noon + 10 * minute });
      expect(live(onTime(set), { customer }).entered).toHaveLength(1);
    }),
  );
});

describe('F6 jumps', () => {
  const far = 60_000;

  test('a single outlier, however far, begins and ends nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 160, max: far }), (nth, metres) => {
        const elsewhere = live(onTime(along(Array.from({ length: 22 }, (_, n) => (n === nth + 1 ? 0 : metres)))));
        expect(elsewhere.entered).toEqual([]);
        const here = live(onTime(along(Array.from({ length: 24 }, (_, n) => (n === nth + 2 ? metres : 0)))));
        expect(here.transitions.map(({ kind }) => kind)).toEqual(['enter']);
      }),
    );
  });

  test('after a jump two fixes must agree', () => {
    const { reasons } = live(onTime(along([far, far, 0, 0])));
    expect(reasons).toEqual(['not-near', 'not-near', 'impossible-jump', 'facts']);
  });
});

test('F7 what the operating system says is faked triggers nothing', () => {
  const faked = along(visit).map((report) => ({ ...report, mocked: true }));
  expect(live(onTime(faked)).transitions).toEqual([]);
});

describe('F8 vague', () => {
  test('reduced accuracy (1 to 20 km) never enters a store, wherever the fix falls; it may enter a region', () => {
    const region = aWorld({
      geofences: [aGeofence({ shape: { type: 'Circle', center: [cafe.lng, cafe.lat], radiusMetres: 60_000 } })],
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 20_000 }),
        fc.integer({ min: -90, max: 90 }),
        (accuracyMetres, metres) => {
          const reports = along([metres, metres, metres, metres], { accuracyMetres, everyMs: 10 * minute });
          expect(live(onTime(reports)).entered).toEqual([]);
          expect(live(onTime(reports), { at: region }).entered).toHaveLength(1);
        },
      ),
    );
  });

  test('reduced accuracy does not end a visit either, until it is farther away than it is vague', () => {
    const { customer } = live(onTime(along([0, 0])));
    const vague = (metres: number) =>
      live(
        onTime(along([metres, metres], { accuracyMetres: 5000, startsAt: noon + 5 * minute, everyMs: 10 * minute })),
        {
          customer,
        },
      ).transitions;
    expect(vague(4000)).toEqual([]);
    expect(vague(16_000)).toMatchObject([{ kind: 'exit' }]);
  });

  test.each([undefined, 0, 1.7])(
    'stated accuracy %s: one fix is never enough, two that agree are',
    (accuracyMetres) => {
      const walking = along([150, 70, 28, 0, 0], { accuracyMetres });
      const { reasons } = live(onTime(walking));
      expect(reasons[1]).toBe('unconfirmed');
      expect(reasons.slice(2)).toContain('facts');
      // 1.7 m stated and 200 m off, once: not even on foot.
      const lying = along([200, 200, 0, 200, 200], { everyMs: 120_000, accuracyMetres });
      expect(live(onTime(lying)).entered).toEqual([]);
    },
  );

  test('a whole trace without accuracy has its visit, one report later', () => {
    const stated = live(onTime(along(visit)));
    const silent = live(onTime(along(visit, { accuracyMetres: undefined })));
    expect(silent.transitions.map(({ kind }) => kind)).toEqual(['enter', 'exit']);
    expect(silent.entered[0]!.at - stated.entered[0]!.at).toBeLessThanOrEqual(30_000);
  });
});

test('F9 a random walk on the edge, a hundred thousand fixes: a visit now and then, no flapping', () => {
  const fixes = Number(process.env.RAVN_EDGE_FIXES ?? 100_000);
  let seed = 1;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  let metres = 100;
  const walk = Array.from({ length: fixes }, () => {
    metres = 100 + Math.max(-24, Math.min(24, metres - 100 + 20 * (random() - 0.5)));
    return metres;
  });
  const crossings = walk.filter((now, n) => n > 0 && now <= 100 !== walk[n - 1]! <= 100).length;
  expect(crossings).toBeGreaterThan(fixes / 20);
  const { entered, transitions } = live(onTime(along(walk, { accuracyMetres: 15 })));
  expect(entered.length).toBeGreaterThan(0);
  // Never farther out than the margin, she never leaves; only a lease that ran out while she was just outside ends a visit.
  const hours = (walk.length * 30_000) / hour;
  expect(entered.length).toBeLessThan(hours / 12);
  expect(transitions.filter(({ kind }) => kind === 'exit').length).toBe(entered.length - 1);
});

function permutations<T>(of: T[]): T[][] {
  if (of.length <= 1) return [of];
  return of.flatMap((one, n) => permutations([...of.slice(0, n), ...of.slice(n + 1)]).map((rest) => [one, ...rest]));
}
