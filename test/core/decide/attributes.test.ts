// Attributes in an audience: absent is outside, types are never mixed, and what she is does not stand in the record.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unfitAttribute } from '../../../shared/core/decide/attributes.ts';
import { chance } from '../../../shared/core/decide/chance.ts';
import { choose } from '../../../shared/core/decide/choose.ts';
import { sense } from '../../../shared/core/decide/sense.ts';
import { explain } from '../../../shared/core/explain/explain.ts';
import { languageFor } from '../../../shared/core/explain/languages.ts';
import { namesFrom } from '../../../shared/core/explain/names.ts';
import {
  type AttributeCondition,
  type Attributes,
  attributeCondition,
  attributes,
} from '../../../shared/model/attributes.ts';
import { aCustomer, anOffer, aReport, aWorld, noon } from '../../support/town.ts';

const number = fc.integer({ min: -3, max: 3 });
const value = fc.oneof(number, fc.boolean(), fc.constantFrom('gold', 'silver', '1', 'true'));
const condition: fc.Arbitrary<AttributeCondition> = fc.oneof(
  fc.record({ oneOf: fc.array(value, { minLength: 1 }), atLeast: number }),
  fc.record({ equals: value }),
  fc.record({ oneOf: fc.array(value, { minLength: 1, maxLength: 4 }) }),
  fc.record({ atLeast: number }),
  fc.record({ atMost: number }),
  fc.tuple(number, number).map(([a, b]) => ({ atLeast: Math.min(a, b), atMost: Math.max(a, b) })),
  fc.constant({ present: true as const }),
);

/** Said another way: every condition is a set of values, listed from all there are in this test. */
const everyValue = [-3, -2, -1, 0, 1, 2, 3, true, false, 'gold', 'silver', '1', 'true'];
function fits({ equals, oneOf = everyValue, atLeast, atMost }: AttributeCondition): unknown[] {
  const inBounds = (one: unknown) => typeof one === 'number' && !(one < (atLeast ?? -9)) && !(one > (atMost ?? 9));
  return oneOf.filter(
    (one) =>
      (equals === undefined || one === equals) && ((atLeast === undefined && atMost === undefined) || inBounds(one)),
  );
}

test('in the audience is who has, for every condition, one of its values', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('tier', 'card', 'years'), condition, { minKeys: 1 }),
      fc.option(fc.dictionary(fc.constantFrom('tier', 'card', 'years'), value), { nil: undefined }),
      (wanted, has) => {
        const expected = Object.entries(wanted).every(
          ([name, asked]) => has !== undefined && Object.hasOwn(has, name) && fits(asked).includes(has[name]!),
        );
        expect(unfitAttribute(wanted, has) === undefined).toBe(expected);
      },
    ),
  );
});

test('a wider condition never loses anybody', () => {
  fc.assert(
    fc.property(number, number, value, (least, wider, has) => {
      const inside = unfitAttribute({ a: { atLeast: least } }, { a: has }) === undefined;
      if (inside && wider <= least) expect(unfitAttribute({ a: { atLeast: wider } }, { a: has })).toBeUndefined();
    }),
  );
});

test('what is asked is checked when it is written', () => {
  for (const good of [{ equals: 'gold' }, { oneOf: [1, true] }, { atLeast: 5 }, { atMost: -5 }, { present: true }])
    expect(attributeCondition.parse(good)).toEqual(good);
  for (const bad of [{}, { atLeast: 3, atMost: 2 }, { atLeast: '3' }, { present: false }, { is: 1 }])
    expect(attributeCondition.safeParse(bad).success, JSON.stringify(bad)).toBe(false);
  const many = Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`a${n}`, n]));
  for (const bad of [many, { 'a b': 1 }, { a: null }, { a: '' }, { a: 'x'.repeat(61) }, { constructor: 1 }])
    expect(attributes.safeParse(bad).success, JSON.stringify(bad)).toBe(false);
});

function decide(has: Attributes | undefined, wanted: Record<string, AttributeCondition>, profiling = true) {
  const world = aWorld({ offers: [anOffer({ audience: { attributes: wanted } })] });
  const { consents } = aCustomer();
  const customer = aCustomer({
    attributes: has,
    consents: { ...consents, profiling: { granted: profiling, at: noon } },
  });
  const { facts } = sense(world, customer, aReport(0), noon, 'phone');
  const decision = choose(world, customer, facts!, noon, chance('a')).decision!;
  const words = (tag: string) => explain(decision, namesFrom(world.catalogue, 1, tag), languageFor([tag])).flip;
  return { decision, words };
}

test('the gate asks it, and only with consent to profiling', () => {
  const wanted = { tier: { equals: 'gold' } };
  expect(decide({ tier: 'gold' }, wanted).decision.reason).toBe('chosen');
  expect(decide({ tier: 'silver' }, wanted).decision.reason).toBe('not-in-audience');
  expect(decide(undefined, wanted).decision.reason).toBe('not-in-audience');
  expect(decide({ tier: 'gold' }, wanted, false).decision.candidates[0]!.compared).toEqual({ profilingConsent: false });
});

test('the record says what was asked, and not what she is', () => {
  const { decision, words } = decide({ years: 1234567, tier: 'secret-tier' }, { years: { atMost: 3 } });
  expect(decision.candidates[0]!.compared).toEqual({ attribute: 'years', condition: 'atMost', bound: 3, stated: true });
  expect(JSON.stringify(decision)).not.toMatch(/1234567|secret-tier/);
  expect(words('en')).toContain('with years of at most 3');
  expect(words('da')).toContain('med years på højst 3');
  expect(decide({}, { tier: { present: true } }).words('en')).toContain('with tier known');
  expect(decide({ tier: 'a' }, { tier: { oneOf: ['b', 'c'] } }).words('da')).toContain('med en anden tier');
});
