// Weekly hours: whether a moment lies in them, by the clock on the wall.
import { type DayOfWeek, dayOfWeek, type WeeklyHours } from '../../model/weekly-hours.ts';
import { minuteOfWeek } from './local-time.ts';

const minutesPerDay = 24 * 60;
const minutesPerWeek = 7 * minutesPerDay;

/**
 * Whether the local clock of the zone stands within the hours. Absent hours are always, an empty list is never.
 * By the clock on the wall: of an hour that a DST change repeats both passes count, one that it skips never comes.
 */
export function isWithin(hours: WeeklyHours | undefined, zone: string, at: number): boolean {
  if (hours === undefined) return true;
  const now = minuteOfWeek(zone, at);
  return hours.some((window) => {
    const length = windowMinutes(window.opens, window.closes);
    const opens = minuteOfDay(window.opens);
    return window.dayOfWeek.some((day) => sinceOpening(now, dayIndex(day), opens) < length);
  });
}

/** "22:00"–"02:00" is four hours, "00:00"–"00:00" the whole day. */
function windowMinutes(opens: string, closes: string): number {
  const length = minuteOfDay(closes) - minuteOfDay(opens);
  return length > 0 ? length : length + minutesPerDay;
}

function sinceOpening(now: number, day: number, opens: number): number {
  return (now - day * minutesPerDay - opens + minutesPerWeek) % minutesPerWeek;
}

function minuteOfDay(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function dayIndex(day: DayOfWeek): number {
  return dayOfWeek.options.indexOf(day);
}
