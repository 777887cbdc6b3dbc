// Message budgets: an offer takes only its best moments, as many as it is to; what is told of them; and signals as fields of a moment.
import { expect, test } from 'vitest';
import { chance } from '../../../shared/core/decide/chance.ts';
import { choose, offersForTill } from '../../../shared/core/decide/choose.ts';
import { sense } from '../../../shared/core/decide/sense.ts';
import { english } from '../../../shared/core/explain/english.ts';
import { explain } from '../../../shared/core/explain/explain.ts';
import { namesFrom } from '../../../shared/core/explain/names.ts';
import { featuresOf } from '../../../shared/core/propensity/features.ts';
import { learn } from '../../../shared/core/propensity/learn.ts';
import { nextModel } from '../../../shared/core/propensity/next-model.ts';
import { newMessageBudget } from '../../../shared/core/propensity/policy.ts';
import { type OpenModel, openModel, startModel } from '../../../shared/core/propensity/published.ts';
import type { Customer } from '../../../shared/model/customer.ts';
import { decision as decisionSchema } from '../../../shared/model/decision.ts';
import { type Learnable, learnable, type PropensityModel } from '../../../shared/model/propensity.ts';
import { aCustomer, aGeofence, anOffer, aReport, aWorld, noon } from '../../support/town.ts';

const offers = [anOffer({ sendBudget: { share: 0.25 } })];

function enter(model: OpenModel, customer: Customer, channel?: 'inbox') {
  const world = { ...aWorld({ offers }), model };
  const { facts } = sense(world, customer, aReport(0), noon, 'phone');
  return choose(world, customer, facts!, noon, chance(customer.customerId), channel);
}

const sendingFrom = (p: number): OpenModel => ({ ...startModel, budgetOf: () => newMessageBudget(0.25, p) });

/** Somebody who likes coffee as much as the chance of her name says. */
function somebody(n: number): Customer {
  const customerId = `c${n}`;
  const evidence = { id: 'o', at: noon - 1, target: chance(customerId)(), strength: 2, teaches: false };
  const { residual } = learn(startModel.weights, undefined, featuresOf('coffee', {}), evidence);
  const own = { residual: Buffer.from(residual!.bytes).toString('base64'), habits: [], opportunities: [], seen: [] };
  return aCustomer({ customerId, propensity: own });
}

test('what is not among its best moments is refused, with what was compared, and explained', () => {
  const { decision } = enter(sendingFrom(0.2), aCustomer());
  const compared = { propensity: expect.closeTo(0.05, 2), quantile: 0.2, sendShare: 0.25 };
  expect(decision!.candidates).toMatchObject([{ reason: 'below-propensity', compared }]);
  expect(decisionSchema.parse(decision)).toBeTruthy();
  const said = explain(decision!, namesFrom(aWorld({ offers }).catalogue, 1, 'en'), english);
  expect(said.marketer).toContain('1 not among the best 25 % of moments, propensity 0.05 < 0.20');
  expect(said.flip).toContain('with 0.15 more propensity');
  expect(enter(sendingFrom(0.01), aCustomer()).reason).toBe('chosen');
  expect(enter(startModel, aCustomer()).reason).toBe('chosen');
  const { customer, decision: at } = enter(startModel, aCustomer());
  const till = { ...aWorld({ offers }), model: sendingFrom(0.2) };
  expect(offersForTill(till, customer, at!.facts, noon)).toHaveLength(1);
});

test('told are the moments in which nothing else stood in its way, sent or not, and in the inbox none', () => {
  const told = (choice: ReturnType<typeof enter>) => choice.learnables.flatMap((one) => one.opportunities ?? []);
  const moment = { budget: 'cocoa', share: 0.25, p: expect.closeTo(0.05, 2) };
  expect(told(enter(sendingFrom(0.2), aCustomer()))).toEqual([moment]);
  expect(told(enter(startModel, aCustomer()))).toEqual([moment]);
  expect(told(enter(startModel, aCustomer(), 'inbox'))).toEqual([]);
  const { location, profiling } = aCustomer().consents;
  expect(told(enter(startModel, aCustomer({ consents: { location, profiling } })))).toEqual([]);
  for (const one of enter(startModel, aCustomer()).learnables) expect(learnable.parse(one)).toEqual(one);
});

test('learnt a batch at a time, one in four is sent, and those are the likeliest', () => {
  let published: PropensityModel | undefined;
  let waiting: Learnable[] = [];
  const [sent, kept]: [number[], number[]] = [[], []];
  for (let n = 0; n < 1600; n++) {
    const { decision, learnables } = enter(published ? openModel(published) : startModel, somebody(n));
    waiting.push(...learnables);
    if (n >= 400) (decision!.reason === 'chosen' ? sent : kept).push(decision!.candidates[0]!.propensity!);
    if (n % 40 === 39) {
      published = nextModel(published, waiting, noon) ?? published;
      waiting = [];
    }
  }
  expect(sent.length / 1200).toBeGreaterThan(0.2);
  expect(sent.length / 1200).toBeLessThan(0.3);
  const mean = (list: number[]) => list.reduce((sum, p) => sum + p, 0) / list.length;
  expect(mean(sent)).toBeGreaterThan(1.3 * mean(kept));
  // after the first 256 one in four is told
  expect(published!.budgets!.cocoa!.seen).toBeLessThan(800);
  expect(published!.learnt, 'what lessons are known by is not crowded out').toEqual([]);
});

test('another share starts from where the former was; nothing told, nothing published', () => {
  const moments = (share: number): Learnable[] => [
    { id: 'm', at: noon, opportunities: Array.from({ length: 50 }, () => ({ budget: 'cocoa', share, p: 0.3 })) },
  ];
  const first = nextModel(undefined, moments(0.25), noon)!;
  expect(openModel(first).budgetOf('cocoa')).toMatchObject({ share: 0.25, seen: 50 });
  const second = nextModel(first, moments(0.5), noon)!;
  expect(openModel(second).budgetOf('cocoa')).toMatchObject({ share: 0.5, seen: 50 });
  expect(openModel(second).budgetOf('toString')).toBeUndefined();
  expect(nextModel(second, [{ id: 'm', at: noon }], noon)).toBeUndefined();
});

test('a pool is measured together: the best of a decision, and its own quantile for each share', () => {
  const pooled = (id: string, share: number, category: string) =>
    anOffer({ id, category, sendBudget: { share, pool: 'spring' } });
  const shop = [pooled('a', 0.25, 'coffee'), pooled('b', 0.25, 'tea'), pooled('c', 0.5, 'tea')];
  const asked: string[] = [];
  const model: OpenModel = {
    ...startModel,
    budgetOf(name) {
      asked.push(name);
      return undefined;
    },
  };
  const her = aCustomer({ preferences: { interests: ['tea'], mutedCategories: [] } });
  const { facts } = sense(aWorld({ offers: shop }), her, aReport(0), noon, 'phone');
  const { learnables } = choose({ ...aWorld({ offers: shop }), model }, her, facts!, noon, chance('pool'));
  expect(learnables.flatMap((one) => one.opportunities ?? [])).toEqual([
    { budget: 'spring/0.25', share: 0.25, p: expect.closeTo(0.2, 1) },
    { budget: 'spring/0.5', share: 0.5, p: expect.closeTo(0.2, 1) },
  ]);
  expect(new Set(asked)).toEqual(new Set(['spring/0.25', 'spring/0.5']));
});

test('signals that hold at the place are fields of the moment, the narrowest scope first, six at the most', () => {
  const known = (value: string | number | boolean) => ({ value, observedAt: noon - 1000, lifetimeSeconds: 3600 });
  const context = {
    'everywhere/queue': known(9),
    'tag/coffee/queue': known(3),
    'geofence/cafe/match': known('won'),
    'geofence/elsewhere/match': known('lost'),
    'everywhere/over': { ...known(true), lifetimeSeconds: 1 },
  };
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`everywhere/x${n}`, known(n)]));
  const world = aWorld({ geofences: [aGeofence()] });
  const { facts } = sense(world, aCustomer(), aReport(0), noon, 'phone');
  const fieldsWith = (there: typeof context | typeof many) => {
    const { decision } = choose(world, aCustomer(), { ...facts!, context: there }, noon, chance('signals'));
    return Object.entries(decision!.context!).filter(([name]) => name.startsWith('signal '));
  };
  expect(fieldsWith(context)).toEqual([
    ['signal match', 'won'],
    ['signal queue', 3],
  ]);
  expect(fieldsWith(many)).toHaveLength(6);
});
