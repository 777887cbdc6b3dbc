// Hours of the week as people say them: “weekdays 14–17”.
import { type Language, localeOf } from '../shell/language.ts';
import { type Day, daysOfWeek, type SpecialDay, type WeeklyHours, type WeeklyWindow } from './offer.ts';

const grammar = {
  en: {
    always: 'at any hour',
    never: 'never',
    every: 'every day',
    weekdays: 'weekdays',
    weekends: 'weekends',
    whole: 'all day',
    and: 'and',
    but: ', but ',
    not: (date: string) => `not on ${date}`,
    on: (hours: string, date: string) => `${hours} on ${date}`,
    otherwise: (days: number) => `otherwise on ${days} special days`,
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
    but: ', men ',
    not: (date: string) => `ikke den ${date}`,
    on: (hours: string, date: string) => `${hours} den ${date}`,
    otherwise: (days: number) => `anderledes på ${days} særlige dage`,
    timeMark: '.',
  },
} satisfies Record<Language, unknown>;

/** “weekdays 14–17”, “Mon, Wed 9:30–11 and weekends all day”, “at any hour, but not on 24 Dec 2026”. */
export function hoursText(hours: WeeklyHours | undefined, language: Language, special: SpecialDay[] = []): string {
  const words = grammar[language];
  const weekly = hours?.map((window) => `${daysText(window.dayOfWeek, language)} ${windowText(window, language)}`);
  const usual = !weekly ? words.always : weekly.length === 0 ? words.never : list(weekly, words.and);
  return special.length > 0 ? usual + words.but + specialText(special, language) : usual;
}

function windowText({ opens, closes }: Pick<WeeklyWindow, 'opens' | 'closes'>, language: Language): string {
  const { whole, timeMark } = grammar[language];
  const clock = (time: string) =>
    time
      .replace(/:00$/, '')
      .replace(/^0(?=\d)/, '')
      .replace(':', timeMark);
  const isWhole = opens === '00:00' && (closes === '24:00' || closes === '00:00');
  return isWhole ? whole : `${clock(opens)}–${clock(closes)}`;
}

/** More days than this are counted, not named. */
const namedAtMost = 3;

function specialText(special: readonly SpecialDay[], language: Language): string {
  const words = grammar[language];
  const days = Map.groupBy(special, ({ date }) => date);
  if (days.size > namedAtMost) return words.otherwise(days.size);
  const format = new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeZone: 'UTC' });
  return list(
    [...days].map(([date, windows]) => {
      const day = date ? format.format(Date.parse(date)) : '…';
      const open = windows.flatMap(({ opens, closes }) =>
        opens !== undefined && closes !== undefined ? [windowText({ opens, closes }, language)] : [],
      );
      return open.length > 0 ? words.on(list(open, words.and), day) : words.not(day);
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
