// Weekly hours round the present moment, so that the demo is alive at any time of day, and the same within the hour.

export interface WeeklyWindow {
  dayOfWeek: string[];
  opens: string;
  closes: string;
}

const everyDay = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** The clock on the wall at `now`, in minutes since midnight. */
export function minuteOfDay(timeZone: string, now: number): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).formatToParts(now);
  const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)!.value);
  return part('hour') * 60 + part('minute');
}

/** Every day from one minute of the day to another; both may lie outside of 0 to 1440, and past midnight is understood. */
export function daily(fromMinute: number, toMinute: number): WeeklyWindow[] {
  return [{ dayOfWeek: everyDay, opens: clock(fromMinute), closes: clock(toMinute) }];
}

/** `07:05`, of a minute of the day. */
export function clock(minute: number): string {
  const within = ((minute % 1440) + 1440) % 1440;
  return `${String(Math.floor(within / 60)).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`;
}
