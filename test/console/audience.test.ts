// To whom: what the form makes of an audience is what the API takes, and nothing it was given is lost.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Asked,
  attributesOf,
  audienceText,
  isAskedTwice,
  rowsOf,
  tidiedAudience,
} from '../../console/offers/audience.ts';
import { newOffer } from '../../console/offers/use-offer.ts';
import { attributeCondition, attributeConditions } from '../../shared/model/attributes.ts';
import { audience } from '../../shared/model/offer.ts';

const value = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'å', ' ', ','), minLength: 1, maxLength: 4 }),
  fc.integer({ min: -3, max: 3 }),
  fc.boolean(),
);
const number = fc.integer({ min: -3, max: 3 });
const condition = fc
  .record(
    {
      equals: value,
      oneOf: fc.array(value, { minLength: 1, maxLength: 3 }),
      atLeast: number,
      atMost: number,
      present: fc.constant(true as const),
    },
    { requiredKeys: [] },
  )
  .filter((candidate) => attributeCondition.safeParse(candidate).success);

test('any attributes of the API go through the rows and come back asking the same', () => {
  const attributes = fc.dictionary(fc.constantFrom('tier', 'points', 'storeCard'), condition, { minKeys: 1 });
  fc.assert(
    fc.property(attributes, (all) => {
      const rows = rowsOf(all);
      const back = attributesOf(rows);
      expect(attributeConditions.safeParse(back).success).toBe(true);
      const texts = Object.fromEntries(
        Object.entries(all).map(([name, { equals, ...rest }]) => [
          name,
          typeof equals === 'string' && !rows.some((row) => row.name === name && row.asked === 'kept')
            ? { ...rest, oneOf: [equals] }
            : { ...rest, ...(equals !== undefined && { equals }) },
        ]),
      );
      expect(back).toEqual(texts);
      expect(rows.some((_, place) => isAskedTwice(rows, place))).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test('a row nobody has begun asks nothing; half a row is refused by the API where it stands', () => {
  const row = (name: string, asked: Asked, text = '') => ({ name, asked, text });
  expect(attributesOf([row('', 'oneOf')])).toBeUndefined();
  const faults = (rows: ReturnType<typeof row>[]) =>
    audience
      .safeParse(JSON.parse(JSON.stringify({ attributes: attributesOf(rows) })))
      .error?.issues.map(({ path }) => path.join('.'));
  expect(faults([row('tier', 'oneOf', ' , ')])).toEqual(['attributes.tier.oneOf']);
  expect(faults([row('points', 'atLeast')])).toEqual(['attributes.points']);
  expect(faults([row('', 'oneOf', 'gold')])).toEqual(['attributes.']);
  expect(faults([row('points', 'atLeast', '5'), row('points', 'atMost', '3')])).toEqual(['attributes.points.atMost']);
  const twice = [row('tier', 'oneOf', 'gold'), row('tier', 'oneOf', 'silver'), row('tier', 'present')];
  expect(twice.map((_, place) => isAskedTwice(twice, place))).toEqual([false, true, false]);
});

test('an audience of which nothing is left is none', () => {
  expect(tidiedAudience({ interests: [], visits: { atLeast: undefined }, attributes: undefined })).toBeUndefined();
  const first = { interests: ['tea'], visits: { atMost: 1 } };
  expect(tidiedAudience({ ...first, attributes: undefined })).toEqual(audience.parse(first));
});

test('the sentence says all of it, in both languages', () => {
  const offer = {
    ...newOffer('en', 0),
    segmentId: 'gold',
    audience: {
      interests: ['coffee', 'tea'],
      visits: { atMost: 1 },
      attributes: { tier: { oneOf: ['gold', 'silver'] }, points: { atLeast: 3 }, storeCard: { equals: true } },
    },
  };
  expect(audienceText(offer, 'en', () => 'Gold members')).toBe(
    'people in “Gold members” who like coffee or tea, on their first visit, with tier gold or silver, with points at least 3, with storeCard,',
  );
  expect(audienceText(offer, 'da')).toBe(
    'folk i „gold“ der kan lide coffee eller tea, på deres første besøg, med tier gold eller silver, med points mindst 3, med storeCard,',
  );
  const visits = (atLeast?: number, atMost?: number) =>
    audienceText({ ...newOffer('en', 0), audience: { visits: { atLeast, atMost } } }, 'en');
  expect([visits(2), visits(4), visits(1), visits(undefined, 3), visits(2, 5)]).toEqual([
    'people on a return visit,',
    'people from their visit number 4 on,',
    'people',
    'people on one of their first 3 visits,',
    'people on their visits 2 to 5,',
  ]);
});
