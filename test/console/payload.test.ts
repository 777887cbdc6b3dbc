// Payload limits as they are counted while a text is written: the same as the API counts when it is saved.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { charactersOf, cut, filledIn, maxBytes, type Platform, visible, weigh } from '../../console/offers/payload.ts';
import { checkMessages } from '../../shared/core/decide/check-messages.ts';
import { offer } from '../../shared/model/offer.ts';

test('what the console warns of, the API warns of, and the other way round', () => {
  const text = (max: number) =>
    fc.string({ unit: fc.constantFrom('a', 'ø', ' ', '👨‍👩‍👧', '"', '\\', '−'), minLength: 1, maxLength: max });
  fc.assert(
    fc.property(text(120), text(400), (title, body) => {
      fc.pre(title.trim() !== '' && body.trim() !== '' && title.length <= 120 && body.length <= 400);
      const parsed = offer.safeParse({
        id: 'o',
        category: 'c',
        messages: { en: { title, body } },
        defaultLocale: 'en',
        where: { tags: ['t'] },
        startsAt: 1,
        endsAt: 2,
        value: 1,
      });
      fc.pre(parsed.success);
      const { errors, warnings } = checkMessages(parsed.data!, 'x');
      const said = [...errors, ...warnings].map(
        ({ path, message }) => `${path} ${/iPhone/.test(message) ? 'ios' : 'android'}`,
      );
      const counted = (['title', 'body'] as const).flatMap((part) =>
        (Object.keys(visible) as Platform[]).flatMap((platform) => {
          const weight = weigh({ title, body }, platform);
          return weight[part].characters > weight[part].seen ? [`messages.en.${part} ${platform}`] : [];
        }),
      );
      const heavy = (Object.keys(visible) as Platform[]).flatMap((platform) =>
        weigh({ title, body }, platform).bytes > maxBytes ? [`messages.en ${platform}`] : [],
      );
      expect([...counted, ...heavy].sort()).toEqual(said.sort());
    }),
    { numRuns: 300 },
  );
});

test('characters are counted as people count them, and cut there', () => {
  expect(charactersOf('Kakao 👨‍👩‍👧')).toBe(7);
  expect(cut('Kakao 👨‍👩‍👧 nu', 7)).toBe('Kakao 👨‍👩‍👧…');
  expect(cut('Kakao', 5)).toBe('Kakao');
});

test('placeholders are shown as a customer will see them', () => {
  const filled = filledIn('{code} at {geofenceName} until {offerEndsAt}', { place: 'Torvet', time: '14.00' });
  expect(filled).toBe('7K3MPX92QA at Torvet until 14.00');
});
