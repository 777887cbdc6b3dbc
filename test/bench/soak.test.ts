// The soak's judge, which must find what grows; its scales; and a month of a small city, where what has a time to live goes when it is over.
import { describe, expect, test } from 'vitest';
import { liveInCity, type Weighed } from '../../bench/soak/city.ts';
import { itemBytes } from '../../bench/soak/item-bytes.ts';
import { grown } from '../../bench/soak/judge.ts';
import { kinds } from '../../bench/soak/table.ts';

describe('the judge', () => {
  const years = (changes: (week: number) => Partial<Weighed> = () => ({})): Weighed[] =>
    Array.from({ length: 104 }, (_, week) => ({
      day: 7 * (week + 1),
      reports: 3000 * (week + 1),
      pushes: 0,
      largestCustomer: 16_000,
      meanCustomer: 15_000,
      held: Object.fromEntries(kinds.map((kind) => [kind, { items: 100, bytes: 1000 }])) as Weighed['held'],
      heapBytes: 40e6 + 100_000 * (week % 3),
      ...changes(week),
    }));
  const grownItems = (kind: (typeof kinds)[number]) => (week: number) => {
    const [one] = years();
    return { held: { ...one!.held, [kind]: { items: 100 + week, bytes: 1000 } } };
  };

  test.each<[string, (week: number) => Partial<Weighed>, RegExp | undefined]>([
    ['nothing', () => ({}), undefined],
    ['a customer a little', (week) => ({ largestCustomer: 16_000 + 10 * week }), undefined],
    ['a customer', (week) => ({ largestCustomer: 16_000 + 60 * week }), /^largest customer/],
    ['decisions', grownItems('decision'), /^decisions/],
    ['presence', grownItems('presence'), /^presence/],
    ['ten bytes of heap a report', (week) => ({ heapBytes: 40e6 + 10 * 3000 * week }), /^heap: 10\.0/],
  ])('%s', (_, changes, expected) => {
    const found = grown(years(changes));
    if (expected) expect(found).toEqual([expect.stringMatching(expected)]);
    else expect(found).toEqual([]);
  });
});

test.each<[string, Record<string, unknown>, number]>([
  ['names and text, in UTF-8', { pk: 'æ', n: undefined }, 2 + 2],
  ['numbers, two digits a byte', { n: 1_780_000_000_000, m: -12.5, z: 0 }, 1 + 3 + 1 + 4 + 1 + 1],
  ['lists and maps', { l: [true, null], m: { a: 'b' } }, 1 + 3 + 2 * 2 + 1 + 3 + 1 + 2],
])('the size of %s', (_, item, bytes) => {
  expect(itemBytes(item)).toBe(bytes);
});

test('a fortnight of three customers', async () => {
  const weeks: Weighed[] = [];
  await liveInCity({ customers: 3, days: 14, differentDays: 3, heapBytes: () => 0 }, (week) => weeks.push(week));
  expect(weeks.map(({ day }) => day)).toEqual([7, 14]);
  const { held, pushes } = weeks[1]!;
  expect(pushes).toBeGreaterThan(5);
  expect(held.decision.items).toBeGreaterThan(weeks[0]!.held.decision.items);
  // nobody is in more than a few places, whatever was left without a word was removed at midnight
  expect(held.presence.items).toBeLessThan(10);
  expect(held.counts.items).toBeGreaterThan(10);
});
