// Openings: which hours began between two moments.
import type { SpecialDays, WeeklyHours } from '../../model/weekly-hours.ts';
import { isWithin } from './weekly-hours.ts';

const minuteMs = 60_000;

/** Hours as authored: absent weekly hours are always. */
export interface Hours {
  weekly?: WeeklyHours;
  special?: SpecialDays;
}

/**
 * Whether something that is on during all of these hours and dates came on in (`from`, `to`]: on at some full minute,
 * and off the minute before. `to` minus `from` is a minute as a rule; every minute of a longer gap is looked at.
 */
export function openedBetween(
  on: { startsAt: number; endsAt: number; hours: Hours[]; timeZone: string },
  from: number,
  to: number,
): boolean {
  const isOn = (at: number) =>
    at >= on.startsAt &&
    at < on.endsAt &&
    on.hours.every(({ weekly, special }) => isWithin(weekly, on.timeZone, at, special));
  for (let minute = Math.floor(from / minuteMs) + 1; minute * minuteMs <= to; minute++) {
    if (isOn(minute * minuteMs) && !isOn((minute - 1) * minuteMs)) return true;
  }
  return false;
}
