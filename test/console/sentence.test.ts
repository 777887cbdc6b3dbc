// An offer as a sentence, in both languages.
import { expect, test } from 'vitest';
import { hoursText } from '../../console/offers/hours-text.ts';
import type { Offer, SpecialDay } from '../../console/offers/offer.ts';
import { plainText, sentenceOf, span } from '../../console/offers/sentence.ts';
import { authored, newOffer } from '../../console/offers/use-offer.ts';

const noon = Date.UTC(2026, 10, 20, 12);
const cocoa: Offer = {
  id: 'cocoa',
  category: 'coffee',
  messages: { da: { title: 'Varm kakao −20 %', body: 'Kom ind.' } },
  defaultLocale: 'da',
  where: { tags: ['coffee', 'bakery'], geofenceIds: ['torvet'] },
  startsAt: noon,
  endsAt: noon + 86_400_000,
  hours: [{ dayOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], opens: '14:00', closes: '17:30' }],
  weather: { kinds: ['rain', 'snow'], temperatureC: { atMost: 5 } },
  caps: [
    { per: 'customer', limit: 3, windowMinutes: 1440 },
    { per: 'offer', limit: 1, windowMinutes: 3 * 1440 },
  ],
  budgetUnits: 500,
  value: 1,
};
const names = { geofence: (id: string) => (id === 'torvet' ? 'Torvet' : undefined), timeZone: 'UTC' };

test('everything that is set is said', () => {
  expect(plainText(sentenceOf(cocoa, 'en', names))).toBe(
    'Send “Varm kakao −20 %” under coffee to people who come in to any place tagged coffee or bakery and Torvet, when it rains or snows and is at most 5 °C, weekdays 14–17:30, at most 1 per 3 days, budget 500 sends, from 20 Nov 2026 until 21 Nov 2026.',
  );
  expect(plainText(sentenceOf(cocoa, 'da', names))).toBe(
    'Send “Varm kakao −20 %” under coffee til folk der kommer ind i et sted med tag coffee eller bakery og Torvet, når det regner eller sner og er højst 5 °C, hverdage 14–17.30, højst 1 pr. 3 dage, budget 500 afsendelser, fra 20. nov. 2026 til 21. nov. 2026.',
  );
});

test('what is not set has words too, and every slot is there once', () => {
  const parts = sentenceOf(newOffer('en', noon), 'en', { timeZone: 'UTC' });
  expect(plainText(parts)).toBe(
    'Send a new offer under a category to people who come in to some places, in any weather, at any hour, at most 1 per 3 days, no limit on sends, from 20 Nov 2026 until 4 Dec 2026.',
  );
  const slots = parts.flatMap(({ slot }) => slot ?? []);
  expect(new Set(slots).size).toBe(slots.length);
  const other: Offer = {
    ...cocoa,
    caps: [],
    weather: { isDaylight: true },
    on: { dwellMinutes: 10 },
    segmentId: 'gold',
  };
  expect(plainText(sentenceOf(other, 'en', { ...names, segment: () => 'Gold members' }))).toContain(
    'to people in “Gold members” who have been 10 minutes at any place tagged coffee or bakery and Torvet, when the weather fits, weekdays 14–17:30, as often as it fits',
  );
});

test('hours are said as people say them', () => {
  const all = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
  const text = (dayOfWeek: readonly (typeof all)[number][], opens: string, closes: string) =>
    hoursText([{ dayOfWeek: [...dayOfWeek], opens, closes }], 'en');
  expect(text(all, '00:00', '24:00')).toBe('every day all day');
  expect(text(['saturday', 'sunday'], '09:30', '11:00')).toBe('weekends 9:30–11');
  expect(text(['monday', 'wednesday'], '08:00', '09:00')).toBe('Mon, Wed 8–9');
  expect(hoursText([], 'en')).toBe('never');
});

test('a text that shows something says so, and what those get who allow less', () => {
  const said = (changes: Partial<Offer>, language: 'en' | 'da' = 'en') =>
    plainText(sentenceOf({ ...cocoa, ...changes }, language, names)).split(' coffee ')[0];
  const subtleMessages = { da: { title: 'Kakao', body: 'Kom ind.' } };
  expect(said({ personalization: 'open' })).toBe(
    'Send “Varm kakao −20 %”, which shows what customers have done, only where they allow that, under',
  );
  expect(said({ personalization: 'open', reveals: 'interests', subtleMessages })).toBe(
    'Send “Varm kakao −20 %”, which shows what customers like, or “Kakao” where they allow less, under',
  );
  expect(said({ personalization: 'open', reveals: 'interests', subtleMessages }, 'da')).toBe(
    'Send “Varm kakao −20 %”, som viser, hvad kunderne kan lide, eller “Kakao”, hvor de tillader mindre, under',
  );
  // kept while it is being written, and neither said nor sent
  expect(said({ reveals: 'interests', subtleMessages })).toBe('Send “Varm kakao −20 %” under');
  expect(authored({ ...cocoa, reveals: 'interests', subtleMessages })).toEqual(authored(cocoa));
  expect(authored({ ...cocoa, personalization: 'open', subtleMessages: {} })).toMatchObject({
    subtleMessages: { da: { title: '', body: '' } },
  });
});

test('special days are said after the usual hours', () => {
  const text = (special: SpecialDay[], language: 'en' | 'da' = 'en') => hoursText(undefined, language, special);
  const [closed, short] = [{ date: '2026-12-24' }, { date: '2026-12-31', opens: '10:00', closes: '14:30' }];
  expect(text([])).toBe('at any hour');
  expect(text([closed])).toBe('at any hour, but not on 24 Dec 2026');
  expect(text([closed, short, { ...short, opens: '16:00', closes: '24:00' }])).toBe(
    'at any hour, but not on 24 Dec 2026 and 10–14:30 and 16–24 on 31 Dec 2026',
  );
  expect(text([closed, short], 'da')).toBe('på alle tider, men ikke den 24. dec. 2026 og 10–14.30 den 31. dec. 2026');
  const many = [closed, short, { date: '2027-01-01' }, { date: '2027-01-02' }];
  expect(text(many)).toBe('at any hour, but otherwise on 4 special days');
});

test('minutes in the largest unit that fits', () => {
  expect([30, 60, 90, 1440, 4320, 10_080].map(span)).toEqual([
    [30, 'minutes'],
    [1, 'hours'],
    [90, 'minutes'],
    [1, 'days'],
    [3, 'days'],
    [1, 'weeks'],
  ]);
});

test('a language nobody has written a text in is not sent, but the one that must be there', () => {
  const messages = { da: { title: '', body: '' }, en: { title: ' ', body: '' }, de: { title: 'Kakao', body: '' } };
  expect(authored({ ...cocoa, state: 'live', messages })).toMatchObject({ messages: { da: {}, de: {} } });
  expect(authored({ ...cocoa, state: 'live', messages })).not.toHaveProperty('messages.en');
  expect(authored({ ...cocoa, state: 'live' })).not.toHaveProperty('state');
});
