// Conditions on a team's own systems: each comparison the form offers is one the API takes, and stays the one it is.
import { expect, test } from 'vitest';
import { begun, comparisonOf, comparisons, contextText } from '../../console/offers/context.ts';
import type { ContextCondition } from '../../console/offers/offer.ts';
import { plainText, sentenceOf } from '../../console/offers/sentence.ts';
import { newOffer } from '../../console/offers/use-offer.ts';
import { contextCondition } from '../../shared/model/context.ts';

const overHttp = (condition: ContextCondition): unknown => JSON.parse(JSON.stringify(condition));

test('a comparison stays what it is, begun and filled in, and the API takes it', () => {
  for (const comparison of comparisons) {
    const row: ContextCondition = { name: 'stock.croissant', scope: 'geofence', ...begun(comparison) };
    expect(comparisonOf(row)).toBe(comparison);
    const filled = { ...row };
    if ('atLeast' in row) filled.atLeast = 1;
    if ('atMost' in row) filled.atMost = 3;
    if ('equals' in row && typeof row.equals !== 'boolean') filled.equals = comparison === 'text' ? 'open' : 2;
    expect(contextCondition.parse(overHttp(filled))).toEqual(filled);
    expect(comparisonOf(overHttp(filled) as ContextCondition)).toBe(comparison);
  }
});

test('a row without a value is refused, where the form shows it', () => {
  const paths = (condition: ContextCondition) =>
    contextCondition.safeParse(overHttp(condition)).error?.issues.map(({ path }) => path.join('.'));
  const named = { name: 'queue.minutes', scope: 'everywhere' } as const;
  expect(comparisons.map((comparison) => paths({ ...named, ...begun(comparison) }))).toEqual([
    [''], // at least
    [''], // at most
    [''], // between
    [''], // number
    ['equals'],
    undefined, // true
    undefined, // false
  ]);
  expect(paths({ ...named, name: '', equals: true })).toContain('name');
  expect(paths({ ...named, scope: { tag: '' }, equals: true })?.every((path) => path.startsWith('scope'))).toBe(true);
  expect(paths({ ...named, atLeast: 3, atMost: 1 })).toEqual(['atMost']);
});

test('the sentence says them where there are any', () => {
  const offer = {
    ...newOffer('en', 0),
    context: [
      { name: 'stock.croissant', atLeast: 1 },
      { name: 'queue.minutes', scope: { tag: 'bakery' }, atLeast: 2, atMost: 5.5 },
      { name: 'match', scope: 'everywhere' as const, equals: 'won' },
      { name: '', equals: false },
    ],
  };
  expect(plainText(sentenceOf(offer, 'en'))).toContain(
    ', in any weather, and when stock.croissant at the place is at least 1, queue.minutes at bakery is 2 to 5.5, match everywhere is “won” and something at the place is false, at any hour,',
  );
  expect(contextText(offer.context, 'da')).toBe(
    'stock.croissant på stedet er mindst 1, queue.minutes ved bakery er 2 til 5,5, match overalt er “won” og noget på stedet er falsk',
  );
  expect(sentenceOf({ ...offer, context: undefined }, 'en').some(({ slot }) => slot === 'context')).toBe(false);
});
