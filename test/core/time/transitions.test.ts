// Windows and quiet hours, minute by minute, round every change of clocks of every zone from 2024 to 2028, against the
// plainest reading there is: what the clock and the calendar on the wall say. `.ci/run` asks all of them
// (RAVN_EVERY_TRANSITION=1), `npm test` some of every kind.
import { expect, test } from 'vitest';
import { isWithin, isWithinDaily } from '../../../shared/core/time/weekly-hours.ts';
import { type DayOfWeek, dayOfWeek, type SpecialDays, type WeeklyHours } from '../../../shared/model/weekly-hours.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const from = Date.UTC(2024, 0, 1);
const until = Date.UTC(2029, 0, 1);
/** A window may have opened a day before the change, and the hours it moves are over a day after. */
const aroundMs = 26 * hourMs;
const everyTransition = process.env.RAVN_EVERY_TRANSITION === '1';
/** In `npm test`: one transition in so many, beside those of the odd zones. */
const oneIn = 100;
/** Every day is looked at, or every eighth, which finds the same: no zone moves its clocks there and back within a week. */
const stepMs = everyTransition ? dayMs : 8 * dayMs;
const oddZones = [
  'Australia/Lord_Howe', // half an hour
  'Antarctica/Troll', // two hours
  'Africa/Casablanca', // the other way round, in Ramadan
  'America/Nuuk', // at 22:00 or 23:00 local time
  'Asia/Beirut', // at midnight
  'America/Havana', // at midnight and at one
  'Pacific/Chatham', // at 02:45
  'Asia/Gaza',
  'Europe/Copenhagen',
];

/** What the wall shows: the date, the weekday (0 is Monday), and minutes since midnight. */
interface Wall {
  date: string;
  weekday: number;
  minute: number;
}

interface Transition {
  zone: string;
  at: number;
}

const zones = Intl.supportedValuesOf('timeZone');
const found = zones.flatMap(transitionsOf);
const asked = everyTransition
  ? found
  : found.filter(
      ({ zone, at }, index) => index % oneIn === 0 || (oddZones.includes(zone) && at < Date.UTC(2025, 0, 1)),
    );

test('the clocks that are known to change are found, and change where the look-up says they may', () => {
  // 2024–2028 has ten changes in each zone of the European Union.
  expect(found.filter(({ zone }) => zone === 'Europe/Copenhagen')).toHaveLength(10);
  expect(found.filter(({ zone }) => zone === 'Asia/Tokyo')).toHaveLength(0);
  expect(found.length).toBeGreaterThan(1000);
  // core/time looks the offset up once a quarter of an hour.
  expect(found.filter(({ at }) => at % (15 * minuteMs) !== 0)).toEqual([]);
});

test(`48 windows × ${asked.length} of ${found.length} changes of clocks in ${zones.length} zones, every minute: no mismatch`, () => {
  let minutes = 0;
  const mismatches: string[] = [];
  for (const { zone, at } of asked) {
    const wall = wallOf(zone, at - aroundMs - dayMs, at + aroundMs);
    const windows = windowsFor(wall);
    // Yesterday's wall is needed too: a window may have opened on it.
    for (let index = dayMs / minuteMs; index < wall.length; index++) {
      const now = at - aroundMs - dayMs + index * minuteMs;
      const seen = wall[index]!;
      minutes++;
      for (const { name, expected, actual } of windows) {
        if (actual(zone, now) !== expected(seen)) mismatches.push(`${zone} ${new Date(now).toISOString()} ${name}`);
      }
    }
    if (mismatches.length > 20) break;
  }
  expect(mismatches).toEqual([]);
  process.stdout.write(`${minutes} minutes × 48 windows compared\n`);
}, 1_200_000);

interface Window {
  name: string;
  expected(wall: Wall): boolean;
  actual(zone: string, now: number): boolean;
}

/** 16 quiet hours, 16 weekly windows and 16 special dates, laid so that every hour of the day begins or ends some. */
function windowsFor(wall: Wall[]): Window[] {
  const dates = [...new Set(wall.map(({ date }) => date))];
  const clockOf = (minute: number) =>
    `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return Array.from({ length: 48 }, (_, n) => {
    const kind = n % 3;
    const step = Math.floor(n / 3);
    const opensAt = (step * 90 + (step % 4) * 15) % 1440;
    const closesAt = (opensAt + [30, 150, 615, 1110][step % 4]!) % 1440;
    const [opens, closes] = [clockOf(opensAt), clockOf(closesAt)];
    const spells = (minute: number, openedToday: boolean, openedYesterday: boolean) =>
      opensAt < closesAt
        ? openedToday && minute >= opensAt && minute < closesAt
        : (openedToday && minute >= opensAt) || (openedYesterday && minute < closesAt);
    if (kind === 0) {
      return {
        name: `quiet ${opens}-${closes}`,
        expected: ({ minute }) => spells(minute, true, true),
        actual: (zone, now) => isWithinDaily({ from: opens, until: closes }, zone, now),
      };
    }
    // Every other day of the week, so that yesterday's window and today's are not the same.
    const days = dayOfWeek.options.filter((_name, index) => (index + step) % 2 === 0);
    const weekly: WeeklyHours = [{ dayOfWeek: days, opens, closes }];
    const onWeekday = (weekday: number) => days.includes(dayOfWeek.options[weekday]!);
    if (kind === 1) {
      return {
        name: `weekly ${opens}-${closes} ${days}`,
        expected: ({ minute, weekday }) => spells(minute, onWeekday(weekday), onWeekday((weekday + 6) % 7)),
        actual: (zone, now) => isWithin(weekly, zone, now),
      };
    }
    const specialDate = dates[step % dates.length]!;
    const special: SpecialDays = step % 2 === 0 ? [{ date: specialDate }] : [{ date: specialDate, opens, closes }];
    const opened = (date: string, weekday: number) => (date === specialDate ? step % 2 === 1 : onWeekday(weekday));
    return {
      name: `special ${specialDate} ${opens}-${closes}`,
      expected: ({ minute, weekday, date }) =>
        spells(minute, opened(date, weekday), opened(dayBefore(date), (weekday + 6) % 7)),
      actual: (zone, now) => isWithin(weekly, zone, now, special),
    };
  });
}

const yesterdays = new Map<string, string>();
function dayBefore(date: string): string {
  let before = yesterdays.get(date);
  if (before === undefined) {
    before = new Date(Date.parse(date) - dayMs).toISOString().slice(0, 10);
    yesterdays.set(date, before);
  }
  return before;
}

function wallOf(zone: string, start: number, end: number): Wall[] {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'long',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const wall: Wall[] = [];
  for (let at = start; at < end; at += minuteMs) {
    // "Sunday, 31/03/2024, 03:00"
    const [weekday, day, time] = format.format(at).split(', ') as [string, string, string];
    wall.push({
      date: `${day.slice(6)}-${day.slice(3, 5)}-${day.slice(0, 2)}`,
      weekday: dayOfWeek.options.indexOf(weekday.toLowerCase() as DayOfWeek),
      minute: Number(time.slice(0, 2)) * 60 + Number(time.slice(3)),
    });
  }
  return wall;
}

/** Every moment at which the zone's clocks are moved: days between which the offset differs, halved down to the minute. */
function transitionsOf(zone: string): Transition[] {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset', year: 'numeric' });
  const offset = (at: number) => format.format(at).split(', ')[1];
  const transitions: Transition[] = [];
  let last = offset(from);
  for (let at = from; at < until; at += stepMs) {
    const next = Math.min(at + stepMs, until);
    const after = offset(next);
    if (after === last) continue;
    let [low, high] = [at / minuteMs, next / minuteMs];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offset(middle * minuteMs) === last) low = middle;
      else high = middle;
    }
    transitions.push({ zone, at: high * minuteMs });
    last = after;
  }
  return transitions;
}
