// Reports: what is counted, once; which counts are shown, and that those that are not cannot be found from those that are.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countTallies } from '../../../shared/core/uplift/count.ts';
import { shownOf, shownParts, step } from '../../../shared/core/uplift/disclosure.ts';
import { reportOf } from '../../../shared/core/uplift/report.ts';
import { talliesOfDecision, talliesOfDeeds, tallyOfEnd } from '../../../shared/core/uplift/tallies.ts';
import type { DeliveryEnd } from '../../../shared/model/delivery.ts';
import { offerReport } from '../../../shared/model/report.ts';
import type { DayCounts, Tally } from '../../../shared/model/tally.ts';
import type { Trial } from '../../../shared/model/trial.ts';
import { decisionAt } from '../../adapters/contract/samples.ts';
import { hour, noon } from '../../support/town.ts';

const today = '2026-06-02';

function anEnd(n: number, changes: Partial<DeliveryEnd> = {}): DeliveryEnd {
  const assigned = { isHeldOut: false, holdoutShare: 0.1, hour: 12, weather: 'rain' as const };
  const names = { deliveryId: `d${n}`, decisionId: `c${n}`, offerId: 'cocoa', geofenceId: 'cafe' };
  return { ...names, state: 'sent', at: noon, assigned, ...changes };
}

const aTrial = (n: number, changes: Partial<Trial> = {}): Trial => ({
  ...{ offerId: 'cocoa', deliveryId: `d${n}`, category: 'coffee', geofenceId: 'cafe', isHeldOut: false },
  ...{ hour: 12, weather: 'rain', day: today, at: noon, until: noon + 24 * hour },
  ...changes,
});

const counted = (tallies: Tally[], before?: DayCounts) => countTallies(before, tallies) ?? before!;
const daysOf = (...tallies: Tally[]) => [counted(tallies)];

describe('counting', () => {
  test('adds what ended, where, when and in which arm', () => {
    const heldOut = { isHeldOut: true, holdoutShare: 0.1, hour: 13 };
    const day = counted([tallyOfEnd(anEnd(1)), tallyOfEnd(anEnd(2, { state: 'ghost', assigned: heldOut }))]);
    expect(day).toMatchObject({ offerId: 'cocoa', day: today, version: 1 });
    expect(day.counts).toEqual({
      'end|sent': 1,
      'end|ghost': 1,
      'customers|push': 1,
      'customers|holdout': 1,
      shares: 200_000,
      'weather|rain|sent': 1,
      'weather||heldOut': 1,
      'hour|12|sent': 1,
      'hour|13|heldOut': 1,
      'store|cafe|sent': 1,
      'store|cafe|heldOut': 1,
    });
  });

  test('a decision counts for each of its offers', () => {
    const refused = (offerId: string, reason: 'capped' | 'pending') => ({ offerId, geofenceId: 'cafe', reason });
    const candidates = [refused('cocoa', 'capped'), refused('cocoa', 'pending'), refused('tea', 'capped')];
    const tallies = talliesOfDecision({ ...decisionAt(noon, 'x'), candidates });
    expect(tallies.map(({ offerId, counts }) => [offerId, counts])).toEqual([
      ['cocoa', { 'reason|capped': 1, 'reason|pending': 1 }],
      ['tea', { 'reason|capped': 1 }],
    ]);
  });

  test('whatever is told twice, in whatever order and batches, counts once', () => {
    const all = Array.from({ length: 40 }, (_, n) => [
      tallyOfEnd(anEnd(n)),
      ...talliesOfDeeds({ trial: aTrial(n), deeds: ['opened', 'converted', 'bought'] }),
    ]).flat();
    const once = counted(all).counts;
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(all.length - 1), { minLength: 1 })), (batches) => {
        const inBatches = batches.map((batch) => batch.map((index) => all[index]!));
        const day = [...inBatches, all, all.slice(7)].reduce<DayCounts | undefined>(
          (before, batch) => counted(batch, before),
          undefined,
        );
        expect(day!.counts).toEqual(once);
      }),
    );
  });

  test('what has been counted changes nothing, and is known for 4,096 others', () => {
    const first = counted([tallyOfEnd(anEnd(0))]);
    expect(countTallies(first, [tallyOfEnd(anEnd(0))])).toBeUndefined();
    const others = Array.from({ length: 4096 }, (_, n) => tallyOfEnd(anEnd(n + 1)));
    expect(countTallies(counted(others.slice(1), first), [tallyOfEnd(anEnd(0))])).toBeUndefined();
    expect(counted(others, first).counted).toHaveLength(8 * 4096);
  });

  test('an item does not grow with the stores: what is beyond its room counts as one', () => {
    const ends = Array.from({ length: 5000 }, (_, n) => tallyOfEnd(anEnd(n, { geofenceId: `store-${n}` })));
    const { counts } = counted(ends);
    expect(Object.keys(counts).length).toBeLessThanOrEqual(2010);
    const stores = Object.entries(counts).filter(([name]) => name.startsWith('store|'));
    expect(stores.reduce((sum, [, count]) => sum + count, 0)).toBe(5000);
    expect(counts['store||sent']).toBeGreaterThan(3000);
  });
});

describe('a report', () => {
  const many = <One>(count: number, one: (n: number) => One) => Array.from({ length: count }, (_, n) => one(n));
  const heldOut = { isHeldOut: true, holdoutShare: 0.5, hour: 12, weather: 'rain' as const };
  const campaign = [
    ...many(400, (n) => tallyOfEnd(anEnd(n, { assigned: { ...heldOut, isHeldOut: false } }))),
    ...many(405, (n) => tallyOfEnd(anEnd(1000 + n, { state: 'ghost', assigned: heldOut }))),
    ...many(120, (n) => talliesOfDeeds({ trial: aTrial(n), deeds: ['opened', 'converted', 'bought'] })).flat(),
    ...many(40, (n) =>
      talliesOfDeeds({ trial: aTrial(1000 + n, { isHeldOut: true }), deeds: ['converted', 'bought'] }),
    ).flat(),
  ];

  test('tells the funnel, the rows and whether it helped', () => {
    const report = reportOf(daysOf(...campaign), 'cocoa', today, today);
    expect(offerReport.parse(report)).toEqual(report);
    expect(report.funnel).toMatchObject({ sent: 400, heldOut: 400, measured: 400, opened: 120, redeemed: 120 });
    expect(report.funnel).toMatchObject({ unknown: null, dismissed: null, evaluated: null });
    const row = { sent: 400, opened: 120, redeemed: 120, heldOut: 400, heldOutRedeemed: 40 };
    expect(report.by).toEqual({
      weather: [{ key: 'rain', ...row }],
      hour: [{ key: '12', ...row }],
      store: [{ key: 'cafe', ...row }],
    });
    expect(report.uplift).toMatchObject({
      since: today,
      push: { customers: 400, converted: 120 },
      holdout: { customers: 400, converted: 40 },
      difference: 0.2012,
      verdict: 'helped',
      sampleRatio: { expectedHoldoutShare: 0.5, ok: true },
    });
  });

  test('where no till tells of purchases the held-out cannot convert, and nothing is compared', () => {
    const codesOnly = campaign.filter(({ counts }) => !('push|bought' in counts || 'holdout|converted' in counts));
    const withoutPurchases = codesOnly.filter(({ counts }) => !('holdout|bought' in counts));
    expect(reportOf(daysOf(...withoutPurchases), 'cocoa', today, today).uplift.verdict).toBe('too-few');
  });

  test('whether it helped goes by all days, whichever are asked for', () => {
    const days = [counted(campaign), { ...counted([tallyOfEnd(anEnd(9999))]), day: '2026-06-03' }];
    const { uplift, funnel } = reportOf(days, 'cocoa', '2026-06-03', '2026-06-03');
    expect(funnel.sent).toBeNull();
    expect(uplift).toMatchObject({ since: today, verdict: 'helped' });
  });

  test('of nothing there is nothing', () => {
    const report = reportOf([], 'cocoa', today, today);
    expect(new Set(Object.values(report.funnel))).toEqual(new Set([null]));
    expect(report).toMatchObject({ reasons: {}, uplift: { verdict: 'too-few' }, by: { store: [] } });
  });

  test('shows no count of fewer than twenty anywhere, and none that is no multiple of it', () => {
    const cell = fc.nat(60);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(23), fc.constantFrom('a', 'b', 'c'), cell), { maxLength: 12 }), (cells) => {
        let n = 0;
        const tallies = cells.flatMap(([hour, geofenceId, size]) =>
          many(size, () => {
            n += 1;
            const assigned = { ...heldOut, isHeldOut: n % 3 === 0, hour };
            const end = anEnd(n, { geofenceId, assigned, state: n % 3 === 0 ? 'ghost' : 'sent' });
            const trial = aTrial(n, { geofenceId, hour, isHeldOut: n % 3 === 0 });
            return [tallyOfEnd(end), ...(n % 2 === 0 ? talliesOfDeeds({ trial, deeds: ['converted', 'bought'] }) : [])];
          }).flat(),
        );
        if (tallies.length === 0) return;
        const { funnel, reasons, by, uplift } = reportOf(daysOf(...tallies), 'cocoa', today, today);
        const rows = [...by.weather, ...by.hour, ...by.store].map(({ key: _, name: __, ...counts }) => counts);
        for (const counts of [funnel, reasons, uplift.push, uplift.holdout, ...rows])
          for (const count of Object.values(counts))
            if (count !== null) expect([count >= 20, count % 20]).toEqual([true, 0]);
        const smallest = Math.min(...[uplift.push, uplift.holdout].map(({ converted }) => converted ?? 0));
        if (uplift.difference !== undefined) expect(smallest).toBeGreaterThanOrEqual(20);
      }),
      { numRuns: 40 },
    );
  });
});

describe('what is not shown', () => {
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

  test('a suppressed part of a total might be at least ten different counts', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(70), { minLength: 1, maxLength: 30 }), (parts) => {
        const total = shownOf(
          0,
          parts.reduce((sum, part) => sum + part, 0),
        );
        const shown = shownParts(total, new Map(parts.map((part, key) => [key, shownOf(0, part)])));
        const known = [...shown.values()];
        const suppressed = known.filter((count) => count === null).length;
        if (suppressed === 0) return;
        // Every value of one suppressed part for which the others can be made up so that the same would be shown.
        const [low, high] = [0, 0].map((_, bound) =>
          known.reduce<number>((sum, count) => sum + (count ?? 0) + (bound === 1 ? step - 1 : 0), 0),
        ) as [number, number];
        const possible = range(0, step).filter((value) => {
          const [least, most] = [low + value, high - (step - 1) + value];
          return least <= total + step - 1 && most >= total;
        });
        expect(possible.length).toBeGreaterThanOrEqual(suppressed === known.length && parts.length === 1 ? 1 : 10);
        for (const [key, count] of shown) if (count !== null) expect(parts[key]!).toBeGreaterThanOrEqual(count);
      }),
    );
  });

  test('from the answers for every range of days no day’s few become known', () => {
    // All histories of three days with up to 39 events in all: those with the same answers for all ranges look the same.
    const sizes = range(0, 2 * step);
    const alike = new Map<string, number[][]>();
    for (const a of sizes)
      for (const b of sizes)
        for (const c of sizes) {
          const sums = [0, a, a + b, a + b + c];
          if (a + b + c >= 2 * step) continue;
          const answers = range(0, 3).flatMap((from) =>
            range(from + 1, 4).map((to) => shownOf(sums[from]!, sums[to]!)),
          );
          const key = answers.join();
          const histories = alike.get(key);
          if (histories) histories.push([a, b, c]);
          else alike.set(key, [[a, b, c]]);
        }
    for (const histories of alike.values())
      for (const day of [0, 1, 2]) {
        const values = new Set(histories.map((history) => history[day]!));
        expect(values.size).toBeGreaterThanOrEqual(step);
      }
  });

  test('ranges add up, so that one is never more than its parts', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e5), fc.nat(1e5), (before, one, other) => {
        const whole = shownOf(before, before + one + other);
        expect(shownOf(before, before + one) + shownOf(before + one, before + one + other)).toBe(whole);
        expect(Math.abs(whole - one - other)).toBeLessThan(step);
      }),
    );
  });
});
