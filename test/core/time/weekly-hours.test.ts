// Weekly hours against a brute-force reading of the wall clock, minute by minute, over days on which clocks change.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localMinute } from '../../../shared/core/time/local-time.ts';
import { openedBetween } from '../../../shared/core/time/opened-between.ts';
import { isWithin } from '../../../shared/core/time/weekly-hours.ts';
import { type DayOfWeek, dayOfWeek, type WeeklyHours, weeklyWindow } from '../../../shared/model/weekly-hours.ts';

test('a day may close at 24:00, but not open then: that would be never', () => {
  const window = { dayOfWeek: ['monday'], opens: '00:00', closes: '24:00' };
  expect(weeklyWindow.safeParse(window).success).toBe(true);
  expect(weeklyWindow.safeParse({ ...window, opens: '24:00', closes: '00:00' }).success).toBe(false);
});

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Days on which a zone changes its clocks, half an hour in Lord Howe's case, and one zone that never does. */
const days = [
  { zone: 'Europe/Copenhagen', from: '2026-03-29T00:00Z' },
  { zone: 'Europe/Copenhagen', from: '2026-10-25T00:00Z' },
  { zone: 'America/New_York', from: '2026-03-08T00:00Z' },
  { zone: 'America/New_York', from: '2026-11-01T00:00Z' },
  { zone: 'Australia/Lord_Howe', from: '2026-04-04T00:00Z' },
  { zone: 'Australia/Lord_Howe', from: '2026-10-03T00:00Z' },
  { zone: 'Asia/Kathmandu', from: '2026-06-01T00:00Z' },
  { zone: 'Pacific/Apia', from: '2011-12-29T00:00Z' },
];

test.each(days)('the minute of the week is the clock on the wall in $zone on $from', ({ zone, from }) => {
  const clock = wallClock(zone);
  for (let at = Date.parse(from); at < Date.parse(from) + 2 * dayMs; at += minuteMs) {
    expect(minuteOfWeek(localMinute(zone, at)), new Date(at).toISOString()).toBe(clock(at));
  }
});

test('hours hold exactly while the wall clock stands in one of their windows', () => {
  const time = fc.integer({ min: 0, max: 24 * 60 - 1 }).map(formatTime);
  const hours: fc.Arbitrary<WeeklyHours> = fc.array(
    fc.record({ dayOfWeek: fc.subarray(dayOfWeek.options, { minLength: 1 }), opens: time, closes: time }),
    { maxLength: 3 },
  );
  fc.assert(
    fc.property(fc.constantFrom(...days), hours, ({ zone, from }, weekly) => {
      const clock = wallClock(zone);
      const open = bruteForceMinutes(weekly);
      for (let at = Date.parse(from); at < Date.parse(from) + dayMs; at += 7 * minuteMs) {
        expect(isWithin(weekly, zone, at)).toBe(open.has(clock(at)));
      }
    }),
    { numRuns: 60 },
  );
});

test('absent hours are always, an empty list is never', () => {
  expect(isWithin(undefined, 'Europe/Copenhagen', 0)).toBe(true);
  expect(isWithin([], 'Europe/Copenhagen', 0)).toBe(false);
});

test('an offer whose hours begin is found by the one minute in which they begin, by the local clock', () => {
  const on = {
    startsAt: 0,
    endsAt: Number.MAX_SAFE_INTEGER,
    hours: [{ weekly: [{ dayOfWeek: dayOfWeek.options, opens: '16:30', closes: '18:00' }] }],
    timeZone: 'Europe/Copenhagen',
  };
  // The day before clocks go forward 16:30 is 15:30 UTC, the day after 14:30.
  const openings = minutesOf('2026-03-28T00:00Z', 3).filter((at) => openedBetween(on, at - minuteMs, at));
  expect(openings.map((at) => new Date(at).toISOString())).toEqual([
    '2026-03-28T15:30:00.000Z',
    '2026-03-29T14:30:00.000Z',
    '2026-03-30T14:30:00.000Z',
  ]);
});

test('a tick that is late or early neither loses nor repeats an opening', () => {
  const on = {
    startsAt: 0,
    endsAt: Number.MAX_SAFE_INTEGER,
    hours: [{ weekly: [{ dayOfWeek: dayOfWeek.options, opens: '09:00', closes: '10:00' }] }],
    timeZone: 'America/New_York',
  };
  const start = Date.parse('2026-11-01T00:00Z');
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 400, maxLength: 400 }), (gaps) => {
      let from = start;
      let found = 0;
      for (const gap of gaps) {
        if (openedBetween(on, from, from + gap)) found++;
        from += gap;
      }
      const expected = minutesOf(new Date(start).toISOString(), Math.ceil((from - start) / dayMs)).filter(
        (at) => at > start && at <= from && openedBetween(on, at - minuteMs, at),
      );
      expect(found).toBe(expected.length);
    }),
    { numRuns: 40 },
  );
});

function minutesOf(from: string, dayCount: number): number[] {
  return Array.from({ length: dayCount * 24 * 60 }, (_, minute) => Date.parse(from) + minute * minuteMs);
}

/** 0 is Monday 00:00; 1970-01-01 was a Thursday. */
function minuteOfWeek(local: number): number {
  return (local + 3 * 24 * 60) % (7 * 24 * 60);
}

/** Reads the wall clock the slow and obvious way. */
function wallClock(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const day = dayOfWeek.options.indexOf(parts.weekday!.toLowerCase() as DayOfWeek);
    return day * 24 * 60 + Number(parts.hour) * 60 + Number(parts.minute);
  };
}

function bruteForceMinutes(weekly: WeeklyHours): Set<number> {
  const minutes = new Set<number>();
  for (const { dayOfWeek: names, opens, closes } of weekly) {
    for (const name of names) {
      let minute = dayOfWeek.options.indexOf(name) * 24 * 60 + parseTime(opens);
      do {
        minutes.add(minute % (7 * 24 * 60));
        minute++;
      } while (minute % (24 * 60) !== parseTime(closes) % (24 * 60));
    }
  }
  return minutes;
}

function parseTime(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function formatTime(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
