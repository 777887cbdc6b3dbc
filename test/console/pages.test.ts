// Small pure parts of pages: addresses, periods, intervals, traces, hours, weather; and that both languages say everything.
import { expect, test } from 'vitest';
import { mapWords } from '../../console/map/words.ts';
import { offerWords } from '../../console/offers/words.ts';
import { ageText, nextReadMs, periodNow } from '../../console/results/freshness.ts';
import { intervalScale, lastWeeks, reportPath } from '../../console/results/report.ts';
import { resultWords } from '../../console/results/words.ts';
import { initialLanguage } from '../../console/shell/language.ts';
import { parseRoute, routeTo } from '../../console/shell/route.ts';
import { shellWords } from '../../console/shell/words.ts';
import { readReports } from '../../console/try/simulation.ts';
import { tryWords } from '../../console/try/words.ts';
import { span, within } from '../../console/why/decision.ts';
import { whyWords } from '../../console/why/words.ts';

test('an address leads to a page and back, whatever an id holds', () => {
  for (const id of ['cocoa', 'a/b', '50%', 'ø'])
    expect(parseRoute(routeTo({ page: 'offers', id }))).toEqual({ page: 'offers', id });
  expect(parseRoute('#/nowhere')).toEqual({ page: 'offers' });
  expect(parseRoute('#/map/%')).toEqual({ page: 'map', id: '%' });
  expect(parseRoute('')).toEqual({ page: 'offers' });
});

test('the language is the browser’s, unless another was chosen', () => {
  const chosen = (language: string | null) => ({ getItem: () => language });
  expect(initialLanguage('da-DK', chosen(null))).toBe('da');
  expect(initialLanguage('nb-NO', chosen(null))).toBe('en');
  expect(initialLanguage('da-DK', chosen('en'))).toBe('en');
});

test('no word is missing in either language, and none is left untranslated by oversight', () => {
  for (const { en, da } of [mapWords, offerWords, resultWords, shellWords, tryWords, whyWords])
    for (const [name, word] of Object.entries(en)) {
      const other: unknown = da[name as never];
      expect(typeof other, name).toBe(typeof word);
      if (typeof word === 'object') expect(Object.keys(other as object).sort(), name).toEqual(Object.keys(word).sort());
    }
});

test('a period is four weeks, and an interval is drawn with zero in the middle', () => {
  const period = lastWeeks(Date.UTC(2026, 10, 22, 12));
  expect(period).toEqual({ from: '2026-10-26', to: '2026-11-22' });
  expect(reportPath('a b', period)).toBe('/v1/offers/a%20b/report?from=2026-10-26&to=2026-11-22');
  const { zero, low, high, difference } = intervalScale([-0.02, 0.1], 0.04);
  expect([0 < low, low < zero, zero < difference, difference < high, high < 1]).toEqual([true, true, true, true, true]);
});

test('figures are read again every minute, sooner after a failure; their age is said', () => {
  expect([nextReadMs(0), nextReadMs(1), nextReadMs(9), nextReadMs(1, 30)]).toEqual([60_000, 1000, 15_000, 30_000]);
  const age = (ms: number, locale = 'en-GB') => ageText(1000, 1000 + ms, locale);
  expect([age(-5), age(59_999), age(60_000), age(59 * 60_000), age(150 * 60_000), age(60_000, 'da-DK')]).toEqual([
    'now',
    'now',
    '1 minute ago',
    '59 minutes ago',
    '2 hours ago',
    'for 1 minut siden',
  ]);
});

test('the last four weeks go on with the day, a chosen period stays', () => {
  const [then, now] = [Date.UTC(2026, 10, 22, 23), Date.UTC(2026, 10, 23, 1)];
  expect(periodNow(lastWeeks(then), then, now)).toEqual({ from: '2026-10-27', to: '2026-11-23' });
  const chosen = { from: '2026-11-01', to: '2026-11-22' };
  expect(periodNow(chosen, then, now)).toBe(chosen);
});

test('traces are a JSON value a line; the first that is none is named', () => {
  expect(readReports('{"id":1}\n\n{"id":2}\n')).toEqual({ lines: [{ id: 1 }, { id: 2 }] });
  expect(readReports('{"id":1}\nnonsense')).toEqual({ badLine: 2 });
});

test('an hour of a day is an hour, also on the day the clocks change', () => {
  expect(span('', '3')).toBeUndefined();
  const hour = span('2026-11-22', '3')!;
  expect(hour.to - hour.from).toBe(3_600_000);
  const decisions = [{ at: hour.from }, { at: hour.to }] as never;
  expect(within(decisions, hour)).toEqual([{ at: hour.from }]);
  expect(within(decisions, undefined)).toHaveLength(2);
});
