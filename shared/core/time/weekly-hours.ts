// Hours: whether the clock on the wall stands within weekly windows, special dates, or the same hours of every day.
import { type DailyHours, dayOfWeek, type SpecialDays, type WeeklyHours } from '../../model/weekly-hours.ts';
import { localMinute, minutesPerDay } from './local-time.ts';

const always = [{ opens: '00:00', closes: '24:00' }];
/** 1970-01-01 was a Thursday: three days after Monday. */
const firstDayOfWeek = 3;

/**
 * Whether the local clock of the zone stands within the hours. Absent hours are always, an empty list is never; a date
 * among the special ones has its own windows. A window belongs to the date on which it opens.
 * By the clock on the wall: of an hour that a DST change repeats both passes count, one that it skips never comes.
 */
export function isWithin(hours: WeeklyHours | undefined, zone: string, at: number, special: SpecialDays = []): boolean {
  if (hours === undefined && special.length === 0) return true;
  const now = localMinute(zone, at);
  const today = Math.floor(now / minutesPerDay);
  // No window is longer than a day: what holds now opened today or yesterday.
  return [today, today - 1].some((day) =>
    windowsOf(day, hours, special).some(({ opens, closes }) => {
      const since = now - day * minutesPerDay - minuteOfDay(opens);
      return since >= 0 && since < windowMinutes(opens, closes);
    }),
  );
}

/** Whether the local clock of the zone stands within the hours of the day, which may reach over midnight. */
export function isWithinDaily({ from, until }: DailyHours, zone: string, at: number): boolean {
  const now = localMinute(zone, at) % minutesPerDay;
  const since = (now - minuteOfDay(from) + minutesPerDay) % minutesPerDay;
  return since < windowMinutes(from, until);
}

/** The windows that open on a day, counted from 1970-01-01. */
function windowsOf(
  day: number,
  hours: WeeklyHours | undefined,
  special: SpecialDays,
): { opens: string; closes: string }[] {
  if (special.length > 0) {
    const date = new Date(day * minutesPerDay * 60_000).toISOString().slice(0, 10);
    const ofDate = special.filter((candidate) => candidate.date === date);
    if (ofDate.length > 0) {
      return ofDate.flatMap(({ opens, closes }) =>
        opens !== undefined && closes !== undefined ? [{ opens, closes }] : [],
      );
    }
  }
  if (hours === undefined) return always;
  const name = dayOfWeek.options[(day + firstDayOfWeek) % 7]!;
  return hours.filter((window) => window.dayOfWeek.includes(name));
}

/** "22:00"–"02:00" is four hours, "00:00"–"00:00" the whole day. */
function windowMinutes(opens: string, closes: string): number {
  const length = minuteOfDay(closes) - minuteOfDay(opens);
  return length > 0 ? length : length + minutesPerDay;
}

function minuteOfDay(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
