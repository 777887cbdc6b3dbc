// The policy: greedy but for a recorded share, within a message budget, varied, and tired of sending; and what can be asked of its log.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../../bench/silence/random.ts';
import { fewestEffective, offPolicyReport, underThreshold } from '../../../shared/core/propensity/off-policy.ts';
import {
  afterOpportunity,
  chooseOffer,
  type Eligible,
  explorationShare,
  newMessageBudget,
  scoreOf,
  thresholdOf,
} from '../../../shared/core/propensity/policy.ts';

const at = Date.UTC(2026, 2, 1, 12);
const hour = 3_600_000;
const offer = (offerId: string, p: number, more: Partial<Eligible> = {}): Eligible => ({
  offerId,
  category: offerId,
  p,
  value: 10,
  cost: 0.1,
  ...more,
});
const calm = { sends: [], at };

describe('choosing', () => {
  test('takes the best, and says how likely that was', () => {
    const choice = chooseOffer([offer('a', 0.1), offer('b', 0.3), offer('c', 0.2)], calm, 0.5)!;
    expect(choice.chosen.offerId).toBe('b');
    expect(choice.probability).toBeCloseTo(1 - explorationShare + explorationShare / 3);
  });

  test('the probabilities it records are the ones it draws with, and add up to one', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.05, max: 0.9, noNaN: true }), { minLength: 1, maxLength: 6 }), (ps) => {
        const offers = ps.map((p, i) => offer(`o${i}`, p));
        const recorded = new Map<string, number>();
        const drawn = new Map<string, number>();
        const draws = 6000;
        for (let i = 0; i < draws; i++) {
          const { chosen, probability } = chooseOffer(offers, calm, (i + 0.5) / draws)!;
          recorded.set(chosen.offerId, probability);
          drawn.set(chosen.offerId, (drawn.get(chosen.offerId) ?? 0) + 1 / draws);
        }
        expect([...recorded.values()].reduce((sum, p) => sum + p)).toBeCloseTo(1);
        for (const [id, probability] of recorded)
          expect(Math.abs(drawn.get(id)! - probability)).toBeLessThan(2 / draws);
      }),
      { numRuns: 20 },
    );
  });

  test('the order of the candidates does not matter, not even among equals', () => {
    const offers = [offer('b', 0.3), offer('a', 0.3), offer('c', 0.3)];
    expect(chooseOffer(offers, calm, 0.9)!.chosen.offerId).toBe('a');
    expect(chooseOffer([...offers].reverse(), calm, 0.9)!.chosen.offerId).toBe('a');
  });

  test('sends nothing that is under its minimum or costs more than it brings', () => {
    expect(chooseOffer([offer('a', 0.1, { minimum: 0.2 })], calm, 0.5)).toBeUndefined();
    expect(chooseOffer([offer('a', 0.1, { cost: 2 })], calm, 0.5)).toBeUndefined();
    expect(chooseOffer([offer('a', 0.1, { pHold: 0.12 })], calm, 0.001)).toBeUndefined();
    expect(chooseOffer([], calm, 0.5)).toBeUndefined();
  });

  test('each send of the week makes the next dearer; those before it do not', () => {
    const sent = (hours: number) => ({ category: 'x', at: at - hours * hour });
    const score = (sends: { category: string; at: number }[]) => scoreOf(offer('a', 0.3), { sends, at });
    expect(score([sent(1)])).toBeLessThan(score([]));
    expect(score([sent(1), sent(2)])).toBeLessThan(score([sent(1)]));
    expect(score([sent(24 * 8)])).toBe(score([]));
  });

  test('after three of one category another goes first, if there is one', () => {
    const sends = [1, 2, 3].map((n) => ({ category: 'coffee', at: at - n * 24 * hour }));
    const [coffee, books] = [offer('l', 0.5, { category: 'coffee' }), offer('n', 0.1, { category: 'books' })];
    expect(chooseOffer([coffee, books], { sends, at }, 0.5)!.chosen).toBe(books);
    expect(chooseOffer([coffee], { sends, at }, 0.5)!.chosen).toBe(coffee);
    const varied = [...sends.slice(0, 2), { category: 'books', at: at - hour }];
    expect(chooseOffer([coffee, books], { sends: varied, at }, 0.5)!.chosen).toBe(coffee);
  });
});

test('a message budget sends its share, and goes on doing so when people change', () => {
  const random = seeded(4);
  for (const share of [0.1, 0.25, 0.5]) {
    let budget = newMessageBudget(share);
    const sentIn = (from: number, spread: number) => {
      let sent = 0;
      for (let i = 0; i < 4000; i++) {
        const p = from + spread * random() ** 2;
        if (i >= 2000 && p >= thresholdOf(budget)) sent += 1;
        budget = afterOpportunity(budget, p);
      }
      return sent / 2000;
    };
    expect(Math.abs(sentIn(0.01, 0.2) - share)).toBeLessThan(0.03);
    expect(Math.abs(sentIn(0.3, 0.6) - share)).toBeLessThan(0.03);
  }
  expect(() => newMessageBudget(1)).toThrow(RangeError);
});

describe('off-policy', () => {
  // Three offers redeemed by 10, 30 and 50 in a hundred; in force was a policy that took them by 60 : 30 : 10.
  const log = (count: number, seed: number) => {
    const random = seeded(seed);
    return Array.from({ length: count }, () => {
      const draw = random();
      const arm = draw < 0.6 ? 0 : draw < 0.9 ? 1 : 2;
      return { arm, probability: [0.6, 0.3, 0.1][arm]!, reward: random() < [0.1, 0.3, 0.5][arm]! ? 1 : 0 };
    });
  };
  const asked = (target: number[], count: number, seed: number) =>
    offPolicyReport(log(count, seed).map(({ arm, ...choice }) => ({ ...choice, target: target[arm]! })));

  test('finds what another policy would have got, within its interval 95 times in 100', () => {
    const truth = 0.2 * 0.1 + 0.3 * 0.3 + 0.5 * 0.5;
    let covered = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const report = asked([0.2, 0.3, 0.5], 3000, seed);
      if (report.refused !== undefined) throw new Error(report.refused);
      if (report.interval[0] <= truth && truth <= report.interval[1]) covered += 1;
      expect(Math.abs(report.estimate - truth)).toBeLessThan(0.1);
    }
    expect(covered).toBeGreaterThanOrEqual(182);
  });

  test('of the policy in force it says what it got', () => {
    const report = asked([0.6, 0.3, 0.1], 2000, 1);
    expect(report.refused).toBeUndefined();
    if (report.refused === undefined) expect(report.estimate).toBeCloseTo(report.before);
  });

  test('refuses few choices, thin overlap and what is no probability', () => {
    expect(asked([0.6, 0.3, 0.1], fewestEffective - 1, 1).refused).toBe('too-few-choices');
    expect(offPolicyReport([]).refused).toBe('too-few-choices');
    expect(asked([0, 0, 1], 500, 1).refused).toBe('thin-overlap');
    const good = Array.from({ length: 5000 }, () => ({ probability: 1, target: 1, reward: 0 }));
    expect(offPolicyReport([...good, { probability: 0.0001, target: 1, reward: 1 }]).refused).toBe('thin-overlap');
    for (const probability of [0, -1, 2, Number.NaN]) {
      expect(offPolicyReport([...good, { probability, target: 1, reward: 1 }]).refused).toBe('invalid-probability');
    }
  });

  test('a higher threshold is judged by what would still have been sent', () => {
    const sends = Array.from({ length: 1000 }, (_, i) => ({
      probability: 0.98,
      p: i / 1000,
      reward: i >= 500 ? 1 : 0,
    }));
    expect(offPolicyReport(underThreshold(sends, 0.5))).toMatchObject({
      estimate: 1,
      before: 0.5,
      effectiveChoices: 500,
    });
  });
});
