// Folding events into what the page shows.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addEvents, emptySummary, inGateOrder, maxLatest, total } from '../../console/live/summary.ts';
import { offerReason } from '../../shared/model/reason.ts';
import { decided, ended, entered, left, liveEvent } from './event.ts';

test('totals count visits, decisions, sends and other ends; leaving counts nowhere', () => {
  const events = [
    liveEvent(3, entered),
    liveEvent(2, left),
    liveEvent(4, decided({ chosen: 1, outranked: 2 })),
    liveEvent(5, decided({ capped: 1 }, 'capped')),
    liveEvent(6, ended('sent')),
    liveEvent(7, ended('expired')),
    liveEvent(8, ended('expired')),
    liveEvent(9, ended('ghost')),
  ];
  const summary = addEvents(emptySummary, events);
  expect(summary).toMatchObject({ since: 2, entered: 1, decisions: 2, sent: 1 });
  expect([...summary.otherEnds]).toEqual([
    ['expired', 2],
    ['ghost', 1],
  ]);
  expect(total(summary.otherEnds)).toBe(3);
});

test('candidates are added up by reason and stand in the order of the gates, unknown reasons before the outcomes', () => {
  let summary = addEvents(emptySummary, [liveEvent(1, decided({ chosen: 1, outranked: 2, 'outside-hours': 1 }))]);
  summary = addEvents(summary, [liveEvent(2, decided({ 'newer-server': 4, 'outside-hours': 2, capped: 1 }))]);
  expect(inGateOrder(summary.reasons)).toEqual([
    ['outside-hours', 3],
    ['capped', 1],
    ['newer-server', 4],
    ['outranked', 2],
    ['chosen', 1],
  ]);
});

test('every reason that an offer can end with has its place', () => {
  const counts = new Map(offerReason.options.toReversed().map((reason) => [reason as string, 1]));
  expect(inGateOrder(counts).map(([reason]) => reason)).toEqual(offerReason.options);
});

test('the summary does not depend on how events are ordered and cut into pages', () => {
  const event = fc.oneof(
    fc.constant(entered),
    fc
      .dictionary(fc.constantFrom('chosen', 'capped', 'outranked'), fc.integer({ min: 1, max: 9 }))
      .map((c) => decided(c)),
    fc.constantFrom('sent', 'rejected', 'expired').map((state) => ended(state)),
  );
  const events = fc
    .array(fc.record({ at: fc.nat(9999), event }), { maxLength: 150 })
    .map((drawn) => drawn.map(({ at, event }, i) => liveEvent(at, event, String(i))));
  const pages = events.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.nat(all.length)),
  );
  fc.assert(
    fc.property(pages, ([all, shuffled, cut]) => {
      const atOnce = addEvents(emptySummary, all);
      const inPages = addEvents(addEvents(emptySummary, shuffled.slice(0, cut)), shuffled.slice(cut));
      expect(inPages).toEqual(atOnce); // Maps are compared whatever their order
    }),
  );
});

test('the latest are the newest hundred, newest first, also when one comes late', () => {
  const many = Array.from({ length: maxLatest + 20 }, (_, i) => liveEvent(1000 + 2 * i));
  const late = liveEvent(1001 + 2 * (maxLatest + 15));
  const { latest, entered } = addEvents(addEvents(emptySummary, many), [late]);
  expect(entered).toBe(maxLatest + 21);
  expect(latest).toHaveLength(maxLatest);
  expect(latest[0]).toBe(many.at(-1));
  expect(latest.indexOf(late)).toBe(4);
  expect(latest.map(({ at }) => at)).toEqual(latest.map(({ at }) => at).sort((a, b) => b - a));
});
