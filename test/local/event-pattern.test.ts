// EventBridge's documented pattern semantics as a table, and what must hold for any pattern as properties.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPattern, matches } from '../../local/eventbridge/event-pattern.ts';

const event = {
  source: 'ravn',
  'detail-type': 'VisitEntered',
  resources: ['arn:aws:geo:1', 'arn:aws:geo:2'],
  detail: {
    state: 'running',
    count: 5,
    ratio: 0.5,
    limit: -3,
    flag: true,
    nothing: null,
    empty: '',
    list: [],
    file: 'dir/a.png',
    ip: '10.0.0.7',
    ip6: '2001:db8::7',
    nested: { inner: 'x' },
    text: '50% * \\ off\nnow',
    people: [
      { first: 'Anna', last: 'Smith' },
      { first: 'John', last: 'Jones', age: 3 },
    ],
  },
};
const detail = (part: object) => ({ detail: part });

const table: [name: string, pattern: unknown, expected: boolean][] = [
  ['equal', { source: ['ravn'] }, true],
  ['one of a list', { source: ['other', 'ravn'] }, true],
  ['none of a list', { source: ['other'] }, false],
  ['all fields', { source: ['ravn'], 'detail-type': ['VisitEntered'] }, true],
  ['one field differs', { source: ['ravn'], 'detail-type': ['Other'] }, false],
  ['nested', detail({ nested: { inner: ['x'] } }), true],
  ['nested key absent', detail({ nested: { other: ['x'] } }), false],
  ['key absent', { region: ['eu-north-1'] }, false],
  ['event list, any element', { resources: ['arn:aws:geo:2'] }, true],
  ['event list, no element', { resources: ['arn:aws:geo:3'] }, false],
  ['list of objects, one element meets both', detail({ people: { first: ['John'], last: ['Jones'] } }), true],
  ['list of objects, two elements meet one each', detail({ people: { first: ['Anna'], last: ['Jones'] } }), false],
  ['number', detail({ count: [5] }), true],
  ['number is not its text', detail({ count: ['5'] }), false],
  ['boolean', detail({ flag: [true] }), true],
  ['null', detail({ nothing: [null] }), true],
  ['null is not absent', detail({ missing: [null] }), false],
  ['empty text', detail({ empty: [''] }), true],
  ['prefix', detail({ state: [{ prefix: 'run' }] }), true],
  ['prefix, other case', detail({ state: [{ prefix: 'RUN' }] }), false],
  ['prefix ignoring case', detail({ state: [{ prefix: { 'equals-ignore-case': 'RUN' } }] }), true],
  ['prefix of a number', detail({ count: [{ prefix: '5' }] }), false],
  ['suffix', detail({ file: [{ suffix: '.png' }] }), true],
  ['suffix ignoring case', detail({ file: [{ suffix: { 'equals-ignore-case': '.PNG' } }] }), true],
  ['equals-ignore-case', detail({ state: [{ 'equals-ignore-case': 'RunNing' }] }), true],
  ['equals-ignore-case is no prefix', detail({ state: [{ 'equals-ignore-case': 'RUN' }] }), false],
  ['anything-but', detail({ state: [{ 'anything-but': 'stopped' }] }), true],
  ['anything-but that value', detail({ state: [{ 'anything-but': 'running' }] }), false],
  ['anything-but of an absent key', detail({ missing: [{ 'anything-but': 'x' }] }), false],
  ['anything-but list', detail({ state: [{ 'anything-but': ['a', 'running'] }] }), false],
  ['anything-but number', detail({ count: [{ 'anything-but': 5 }] }), false],
  ['anything-but numbers', detail({ count: [{ 'anything-but': [1, 2] }] }), true],
  ['anything-but prefix', detail({ state: [{ 'anything-but': { prefix: 'run' } }] }), false],
  ['anything-but suffix', detail({ file: [{ 'anything-but': { suffix: '.jpg' } }] }), true],
  ['anything-but suffixes', detail({ file: [{ 'anything-but': { suffix: ['.jpg', '.png'] } }] }), false],
  ['anything-but ignoring case', detail({ state: [{ 'anything-but': { 'equals-ignore-case': 'RUNNING' } }] }), false],
  ['anything-but wildcard', detail({ file: [{ 'anything-but': { wildcard: '*/a.*' } }] }), false],
  ['anything-but, a list with another value', { resources: [{ 'anything-but': 'arn:aws:geo:1' }] }, true],
  ['numeric =', detail({ count: [{ numeric: ['=', 5.0] }] }), true],
  ['numeric <', detail({ count: [{ numeric: ['<', 5] }] }), false],
  ['numeric <=', detail({ count: [{ numeric: ['<=', 5] }] }), true],
  ['numeric range', detail({ count: [{ numeric: ['>', 0, '<=', 5] }] }), true],
  ['numeric range, outside', detail({ limit: [{ numeric: ['>', 0, '<=', 5] }] }), false],
  ['numeric of text', detail({ state: [{ numeric: ['>', 0] }] }), false],
  ['cidr', detail({ ip: [{ cidr: '10.0.0.0/29' }] }), true],
  ['cidr, outside', detail({ ip: [{ cidr: '10.0.1.0/24' }] }), false],
  ['cidr, single address', detail({ ip: [{ cidr: '10.0.0.7' }] }), true],
  ['cidr, version 6', detail({ ip6: [{ cidr: '2001:db8::/32' }] }), true],
  ['cidr of no address', detail({ state: [{ cidr: '0.0.0.0/0' }] }), false],
  ['exists', detail({ count: [{ exists: true }] }), true],
  ['exists, null', detail({ nothing: [{ exists: true }] }), true],
  ['exists, absent', detail({ missing: [{ exists: true }] }), false],
  ['exists, leaves only', detail({ nested: [{ exists: true }] }), false],
  ['exists false', detail({ missing: [{ exists: false }] }), true],
  ['exists false, present', detail({ count: [{ exists: false }] }), false],
  ['exists false, no leaf', detail({ nested: [{ exists: false }] }), true],
  ['exists false, empty list', detail({ list: [{ exists: false }] }), true],
  ['exists false, parent absent', { other: { key: [{ exists: false }] } }, true],
  ['exists false, some element has it', detail({ people: { age: [{ exists: false }] } }), false],
  ['exists false or a value', detail({ missing: ['x', { exists: false }] }), true],
  ['wildcard', detail({ file: [{ wildcard: 'dir/*.png' }] }), true],
  ['wildcard, nothing between', detail({ state: [{ wildcard: 'run*ning' }] }), true],
  ['wildcard is anchored', detail({ file: [{ wildcard: 'ir/*' }] }), false],
  ['wildcard, dot is a dot', detail({ file: [{ wildcard: 'dir/a?png' }] }), false],
  ['wildcard, escapes and a line break', detail({ text: [{ wildcard: '50% \\* \\\\ *now' }] }), true],
  ['$or, second', { $or: [{ source: ['other'] }, detail({ count: [5] })] }, true],
  ['$or, neither', { $or: [{ source: ['other'] }, detail({ count: [6] })] }, false],
  ['$or and another field', { source: ['other'], $or: [{ source: ['ravn'] }, detail({ count: [5] })] }, false],
  ['$or inside', detail({ $or: [{ count: [6] }, { $or: [{ ratio: [0.5] }, { ratio: [1] }] }] }), true],
];

test.each(table)('%s', (_, pattern, expected) => {
  expect(matches(pattern, event)).toBe(expected);
});

const refused: [name: string, pattern: unknown, message: RegExp][] = [
  ['unknown operator', detail({ state: [{ regex: '.*' }] }), /detail\.state has the unknown operator "regex"/],
  ['unknown inner operator', detail({ state: [{ 'anything-but': { cidr: 'x' } }] }), /"cidr" inside anything-but/],
  ['unknown prefix operator', detail({ state: [{ prefix: { suffix: 'x' } }] }), /"suffix" inside prefix/],
  ['two operators', detail({ state: [{ prefix: 'a', suffix: 'b' }] }), /two operators/],
  ['no operator', detail({ state: [{}] }), /unknown operator ""/],
  ['value without list', { source: 'ravn' }, /source must be an object or a list/],
  ['empty list', { source: [] }, /at least one/],
  ['empty object', { detail: {} }, /detail must not be empty/],
  ['empty pattern', {}, /must not be empty/],
  ['no pattern', undefined, /must be an object/],
  ['unknown comparison', detail({ count: [{ numeric: ['~', 5] }] }), /unknown comparison/],
  ['comparison with text', detail({ count: [{ numeric: ['<', '5'] }] }), /bad number/],
  ['three comparisons', detail({ count: [{ numeric: ['>', 1, '<', 2, '<', 3] }] }), /comparison/],
  ['empty range', detail({ count: [{ numeric: ['>', 5, '<', 5] }] }), /range/],
  ['range upside down', detail({ count: [{ numeric: ['<', 5, '>', 0] }] }), /range/],
  ['beyond the numbers', detail({ count: [{ numeric: ['<', 5e9 + 1] }] }), /bad number/],
  ['bad cidr', detail({ ip: [{ cidr: '10.0.0.0/33' }] }), /cidr/],
  ['exists text', detail({ ip: [{ exists: 'true' }] }), /true or false/],
  ['two asterisks', detail({ file: [{ wildcard: 'a**' }] }), /two asterisks/],
  ['bad escape', detail({ file: [{ wildcard: 'a\\n' }] }), /escape/],
  ['mixed anything-but', detail({ file: [{ 'anything-but': ['a', 1] }] }), /anything-but/],
  ['anything-but true', detail({ file: [{ 'anything-but': true }] }), /anything-but/],
  ['$or of one', { $or: [{ source: ['ravn'] }] }, /at least two/],
  ['too many alternatives', { a: or(32), b: or(32) }, /over 1000/],
];

function or(count: number) {
  return { $or: Array.from({ length: count }, (_, i) => ({ [`k${i}`]: ['x'] })) };
}

test.each(refused)('refused: %s', (_, pattern, message) => {
  expect(() => checkPattern(pattern)).toThrow(message);
});

describe('for any event', () => {
  const leaf = fc.oneof(fc.string({ maxLength: 4 }), fc.integer({ min: -9, max: 9 }), fc.boolean(), fc.constant(null));
  const record = fc.dictionary(fc.constantFrom('a', 'b', 'c'), leaf, { minKeys: 1 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '\\', '.'), maxLength: 6 });

  test('the pattern made of its own values matches', () => {
    fc.assert(
      fc.property(record, (values) => {
        const pattern = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, [value]]));
        expect(matches({ detail: pattern }, { detail: values })).toBe(true);
      }),
    );
  });

  test('a value is either excluded or not', () => {
    fc.assert(
      fc.property(text, text, (wanted, value) => {
        const operators = [{ prefix: wanted }, { suffix: wanted }, { 'equals-ignore-case': wanted }];
        for (const operator of operators) {
          const not = { 'anything-but': operator };
          expect(matches({ a: [operator] }, { a: value })).not.toBe(matches({ a: [not] }, { a: value }));
        }
      }),
    );
  });

  test('a wildcard without wildcards is an equality, whatever it must escape', () => {
    fc.assert(
      fc.property(text, text, (wanted, value) => {
        const wildcard = wanted.replace(/[\\*]/g, '\\$&');
        expect(matches({ a: [{ wildcard }] }, { a: value })).toBe(wanted === value);
      }),
    );
  });

  test('$or is the union of its patterns', () => {
    fc.assert(
      fc.property(record, leaf, leaf, (values, first, second) => {
        const patterns = [{ a: [first] }, { b: [second] }];
        const separately = patterns.some((pattern) => matches({ detail: pattern }, { detail: values }));
        expect(matches({ detail: { $or: patterns } }, { detail: values })).toBe(separately);
      }),
    );
  });

  test('exists true and false are opposites', () => {
    fc.assert(
      fc.property(record, (values) => {
        const exists = (flag: boolean) => matches({ detail: { a: [{ exists: flag }] } }, { detail: values });
        expect(exists(true)).toBe(!exists(false));
        expect(exists(true)).toBe('a' in values);
      }),
    );
  });
});
