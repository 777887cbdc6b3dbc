// Hours of the week as people say them: “weekdays 14–17”.
import type { Language } from '../shell/language.ts';
import { type Day, daysOfWeek, type WeeklyHours } from './offer.ts';

const grammar = {
  en: {
    always: 'at any hour',
    never: 'never',
    every: 'every day',
    weekdays: 'weekdays',
    weekends: 'weekends',
    whole: 'all day',
    and: 'and',
    timeMark: ':',
  },
  da: {
    always: 'på alle tider',
    never: 'aldrig',
    every: 'alle dage',
    weekdays: 'hverdage',
    weekends: 'weekender',
    whole: 'hele dagen',
    and: 'og',
    timeMark: '.',
  },
} satisfies Record<Language, unknown>;

/** “weekdays 14–17”, “Mon, Wed 9:30–11 and weekends all day”. */
export function hoursText(hours: WeeklyHours | undefined, language: Language): string {
  const words = grammar[language];
  if (!hours) return words.always;
  if (hours.length === 0) return words.never;
  const clock = (time: string) =>
    time
      .replace(/:00$/, '')
      .replace(/^0(?=\d)/, '')
      .replace(':', words.timeMark);
  return list(
    hours.map(({ dayOfWeek, opens, closes }) => {
      const isWhole = opens === '00:00' && (closes === '24:00' || closes === '00:00');
      return `${daysText(dayOfWeek, language)} ${isWhole ? words.whole : `${clock(opens)}–${clock(closes)}`}`;
    }),
    words.and,
  );
}

function daysText(days: readonly Day[], language: Language): string {
  const words = grammar[language];
  const isOn = daysOfWeek.map((day) => days.includes(day));
  const pattern = isOn.map((on) => (on ? '1' : '0')).join('');
  if (pattern === '1111111') return words.every;
  if (pattern === '1111100') return words.weekdays;
  if (pattern === '0000011') return words.weekends;
  const name = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' });
  return daysOfWeek
    .flatMap((_, n) => (isOn[n] ? [name.format(Date.UTC(2024, 0, 1 + n)).replace('.', '')] : [])) // 2024 began on a Monday
    .join(', ');
}

/** “a”, “a and b”, “a, b and c”. */
export function list(parts: readonly string[], and: string): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${and} ${parts.at(-1)}`;
}
