// Openings: which weekly hours began between two moments.
import type { WeeklyHours } from '../../model/weekly-hours.ts';
import { isWithin } from './weekly-hours.ts';

const minuteMs = 60_000;

/**
 * Whether something that is on during all of these hours and dates came on in (`from`, `to`]: on at some full minute,
 * and off the minute before. `to` minus `from` is a minute as a rule; every minute of a longer gap is looked at.
 */
export function openedBetween(
  on: { startsAt: number; endsAt: number; hours: (WeeklyHours | undefined)[]; timeZone: string },
  from: number,
  to: number,
): boolean {
  const isOn = (at: number) =>
    at >= on.startsAt && at < on.endsAt && on.hours.every((hours) => isWithin(hours, on.timeZone, at));
  for (let minute = Math.floor(from / minuteMs) + 1; minute * minuteMs <= to; minute++) {
    if (isOn(minute * minuteMs) && !isOn((minute - 1) * minuteMs)) return true;
  }
  return false;
}
