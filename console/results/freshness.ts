// How the results stay fresh: when they are read again, and how their age is said.
import { retryDelayMs } from '../live/watch.ts';
import { lastWeeks, type Period } from './report.ts';

/** Counts reach the reports about a minute late (`countAfterSeconds`): to read them more often shows nothing new. */
const everyMs = 60_000;

/** How long to wait before they are read again: after an answer, or after so many failures in a row. */
export function nextReadMs(failures: number, retryAfterSeconds?: number): number {
  return failures === 0 ? everyMs : retryDelayMs(failures, retryAfterSeconds);
}

/** “just now”, “2 minutes ago”, “3 hours ago”; nothing is said by the second, which would flicker. */
export function ageText(readAt: number, now: number, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const minutes = Math.floor(Math.max(0, now - readAt) / 60_000);
  if (minutes === 0) return format.format(0, 'second');
  return minutes < 60 ? format.format(-minutes, 'minute') : format.format(-Math.floor(minutes / 60), 'hour');
}

/** The last four weeks go on with the days while a page stays open; a period that was chosen stays. */
export function periodNow(period: Period, chosenAt: number, now: number): Period {
  const usual = lastWeeks(chosenAt);
  return period.from === usual.from && period.to === usual.to ? lastWeeks(now) : period;
}
