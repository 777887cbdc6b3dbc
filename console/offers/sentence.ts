// An offer as one sentence, in parts: what stands fixed, and the slots a marketer fills. The form shows it, and so does the list.
import type { Language } from '../shell/language.ts';
import { audienceText } from './audience.ts';
import { contextText } from './context.ts';
import { hoursText, list } from './hours-text.ts';
import type { Offer, WeatherKind } from './offer.ts';

export type Slot =
  | 'message'
  | 'category'
  | 'audience'
  | 'trigger'
  | 'where'
  | 'weather'
  | 'context'
  | 'hours'
  | 'caps'
  | 'budget'
  | 'dates';
export interface Part {
  slot?: Slot;
  text: string;
}

export interface Names {
  /** Of a geofence, by its id. */
  geofence?: (id: string) => string | undefined;
  segment?: (id: string) => string | undefined;
  /** The marketer's own, for dates. */
  timeZone?: string;
}

const grammar = {
  en: {
    send: 'Send',
    unnamed: 'a new offer',
    shows: { interests: 'which shows what customers like', history: 'which shows what customers have done' },
    orOther: (title: string) => `or ${title} where they allow less,`,
    elseNone: 'only where they allow that,',
    otherText: 'another text',
    from: ' under ',
    noCategory: 'a category',
    to: ' to ',
    enter: 'who come in to',
    present: 'who are at',
    dwell: (minutes: number) => `who have been ${minutes} minutes at`,
    nowhere: 'some places',
    tagged: (tags: string) => `any place tagged ${tags}`,
    places: (count: number) => `${count} places`,
    and: 'and',
    or: 'or',
    when: 'when it ',
    andWhen: ', and when ',
    anyWeather: 'in any weather',
    below: (c: string) => `is at most ${c} °C`,
    above: (c: string) => `is at least ${c} °C`,
    other: 'when the weather fits',
    kinds: {
      clear: 'is clear',
      cloud: 'is cloudy',
      rain: 'rains',
      sleet: 'sleets',
      snow: 'snows',
      fog: 'is foggy',
      thunder: 'thunders',
    },
    cap: (limit: number, per: string) => `at most ${limit} per ${per}`,
    noCap: 'as often as it fits',
    day: 'day',
    days: 'days',
    hour: 'hour',
    hours: 'hours',
    minutes: 'minutes',
    week: 'week',
    weeks: 'weeks',
    noBudget: 'no limit on sends',
    sends: (count: string) => `budget ${count} sends`,
    dates: ', from ',
    until: 'until',
  },
  da: {
    send: 'Send',
    unnamed: 'et nyt tilbud',
    shows: { interests: 'som viser, hvad kunderne kan lide', history: 'som viser, hvad kunderne har gjort' },
    orOther: (title: string) => `eller ${title}, hvor de tillader mindre,`,
    elseNone: 'kun hvor de tillader det,',
    otherText: 'en anden tekst',
    from: ' under ',
    noCategory: 'en kategori',
    to: ' til ',
    enter: 'der kommer ind i',
    present: 'der er i',
    dwell: (minutes: number) => `der har været ${minutes} minutter i`,
    nowhere: 'nogle steder',
    tagged: (tags: string) => `et sted med tag ${tags}`,
    places: (count: number) => `${count} steder`,
    and: 'og',
    or: 'eller',
    when: 'når det ',
    andWhen: ', og når ',
    anyWeather: 'i al slags vejr',
    below: (c: string) => `er højst ${c} °C`,
    above: (c: string) => `er mindst ${c} °C`,
    other: 'når vejret passer',
    kinds: {
      clear: 'er klart',
      cloud: 'er skyet',
      rain: 'regner',
      sleet: 'sluder',
      snow: 'sner',
      fog: 'er tåget',
      thunder: 'tordner',
    },
    cap: (limit: number, per: string) => `højst ${limit} pr. ${per}`,
    noCap: 'så tit det passer',
    day: 'dag',
    days: 'dage',
    hour: 'time',
    hours: 'timer',
    minutes: 'minutter',
    week: 'uge',
    weeks: 'uger',
    noBudget: 'uden loft over antallet',
    sends: (count: string) => `budget ${count} afsendelser`,
    dates: ', fra ',
    until: 'til',
  },
} satisfies Record<Language, { kinds: Record<WeatherKind, string>; [word: string]: unknown }>;

type Grammar = (typeof grammar)[Language];

export function sentenceOf(offer: Offer, language: Language, names: Names = {}): Part[] {
  const words = grammar[language];
  const gap = { text: ' ' };
  return [
    { text: `${words.send} ` },
    { slot: 'message', text: messageOf(offer, words) },
    { text: words.from },
    { slot: 'category', text: offer.category || words.noCategory },
    { text: words.to },
    { slot: 'audience', text: audienceText(offer, language, names.segment) },
    gap,
    { slot: 'trigger', text: triggerOf(offer, words) },
    gap,
    { slot: 'where', text: whereOf(offer, words, names) },
    { text: ', ' },
    { slot: 'weather', text: weatherOf(offer, words) },
    // said only where something is asked: most offers ask nothing
    ...(offer.context?.length
      ? [{ text: words.andWhen }, { slot: 'context' as const, text: contextText(offer.context, language) }]
      : []),
    { text: ', ' },
    { slot: 'hours', text: hoursText(offer.hours, language, offer.specialHours) },
    { text: ', ' },
    { slot: 'caps', text: capOf(offer, words) },
    { text: ', ' },
    {
      slot: 'budget',
      text: offer.budgetUnits ? words.sends(offer.budgetUnits.toLocaleString(language)) : words.noBudget,
    },
    { text: words.dates },
    { slot: 'dates', text: datesOf(offer, words, language, names.timeZone) },
    { text: '.' },
  ];
}

/** As it is read aloud, and shown where nothing is filled in. */
export const plainText = (parts: readonly Part[]): string => parts.map(({ text }) => text).join('');

/** “X”; of an open text also what it shows, and what those get who allow less: “X”, which shows …, or “Y” where they allow less. */
function messageOf(
  { messages, defaultLocale, personalization, reveals, subtleMessages }: Offer,
  words: Grammar,
): string {
  const titleIn = (texts: Offer['messages'], missing: string) => {
    const title = texts[defaultLocale]?.title.trim();
    return title ? `“${title}”` : missing;
  };
  const title = titleIn(messages, words.unnamed);
  if (personalization !== 'open') return title;
  const otherwise = subtleMessages ? words.orOther(titleIn(subtleMessages, words.otherText)) : words.elseNone;
  return `${title}, ${words.shows[reveals ?? 'history']}, ${otherwise}`;
}

function triggerOf({ on }: Offer, words: Grammar): string {
  if (typeof on === 'object') return words.dwell(on.dwellMinutes);
  return on === 'present' ? words.present : words.enter;
}

function whereOf({ where: { tags = [], geofenceIds = [] } }: Offer, words: Grammar, { geofence }: Names): string {
  const named =
    geofenceIds.length > 3 ? [words.places(geofenceIds.length)] : geofenceIds.map((id) => geofence?.(id) ?? id);
  const parts = [...(tags.length > 0 ? [words.tagged(list(tags, words.or))] : []), ...named];
  return parts.length > 0 ? list(parts, words.and) : words.nowhere;
}

function weatherOf({ weather }: Offer, words: Grammar): string {
  if (!weather) return words.anyWeather;
  const { atLeast, atMost } = weather.temperatureC ?? {};
  const parts = [
    ...(weather.kinds?.length
      ? [
          list(
            weather.kinds.map((kind) => words.kinds[kind]),
            words.or,
          ),
        ]
      : []),
    ...(atLeast === undefined ? [] : [words.above(String(atLeast))]),
    ...(atMost === undefined ? [] : [words.below(String(atMost))]),
  ];
  return parts.length > 0 ? words.when + list(parts, words.and) : words.other;
}

function capOf({ caps }: Offer, words: Grammar): string {
  const cap = caps?.find(({ per }) => per === 'offer');
  if (!cap) return words.noCap;
  const [count, unit] = span(cap.windowMinutes);
  const one = { minutes: words.minutes, hours: words.hour, days: words.day, weeks: words.week }[unit];
  return words.cap(cap.limit, count === 1 ? one : `${count} ${words[unit]}`);
}

export type Unit = 'minutes' | 'hours' | 'days' | 'weeks';
export const minutesIn: Record<Unit, number> = { minutes: 1, hours: 60, days: 1440, weeks: 10_080 };

/** A number of minutes in the largest unit that fits: 4320 is 3 days. */
export function span(minutes: number): [count: number, unit: Unit] {
  const unit = (['weeks', 'days', 'hours'] as const).find((one) => minutes % minutesIn[one] === 0) ?? 'minutes';
  return [minutes / minutesIn[unit], unit];
}

function datesOf({ startsAt, endsAt }: Offer, words: Grammar, language: Language, timeZone?: string): string {
  const date = new Intl.DateTimeFormat(language === 'da' ? 'da-DK' : 'en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone,
  });
  return `${date.format(startsAt)} ${words.until} ${date.format(endsAt)}`;
}
