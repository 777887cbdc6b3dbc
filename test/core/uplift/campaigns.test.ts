// Campaigns played day by day with a known effect, or none: how often the intervals hold it, and how often "it helped" is said in vain.
import { expect, test } from 'vitest';
import { type Arm, alwaysValidInterval, fixedInterval, type Interval } from '../../../shared/core/uplift/intervals.ts';
import { sampleRatioOf } from '../../../shared/core/uplift/sample-ratio.ts';
import { verdictOf } from '../../../shared/core/uplift/verdict.ts';

/** `.ci/run` plays 2,000 of each kind. */
const campaigns = Number(process.env.RAVN_CAMPAIGNS ?? 150);
const days = 60;
/** What chance may add to a share found in so many campaigns: three standard errors of a share near .05. */
const slack = campaigns >= 2000 ? 0 : 3 * Math.sqrt((0.05 * 0.95) / campaigns);

interface Campaign {
  customersADay: number;
  holdoutShare: number;
  push: number;
  holdout: number;
}

/** Few customers and rare conversions, small holdouts, and the ones in between. */
const kinds = [
  { customersADay: 10, holdoutShare: 0.1, holdout: 0.05 },
  { customersADay: 40, holdoutShare: 0.05, holdout: 0.02 },
  { customersADay: 40, holdoutShare: 0.1, holdout: 0.1 },
  { customersADay: 200, holdoutShare: 0.05, holdout: 0.01 },
  { customersADay: 200, holdoutShare: 0.1, holdout: 0.04 },
  { customersADay: 100, holdoutShare: 0.5, holdout: 0.3 },
];
const effects = [0.01, 0.03, -0.01];

test.each(kinds)('an effect is held by the intervals: $customersADay a day, $holdoutShare held out', (kind) => {
  let [played, atTheEnd, always, wrong] = [0, 0, 0, 0];
  for (const [index, effect] of effects.entries()) {
    const campaign = { ...kind, push: kind.holdout + effect };
    if (campaign.push <= 0) continue;
    const holds = ([lower, upper]: Interval) => lower <= effect && effect <= upper;
    let [thisAtTheEnd, thisAlways, right] = [0, 0, 0];
    for (let seed = 1; seed <= campaigns; seed++) {
      const looks = play(campaign, index * campaigns + seed);
      const { push, holdout } = looks.at(-1)!;
      if (holds(fixedInterval(push, holdout))) thisAtTheEnd++;
      if (looks.every((look) => holds(alwaysValidInterval(look.push, look.holdout)))) thisAlways++;
      const said = looks.map((look) => verdictOf(look.push, look.holdout));
      if (said.includes(effect > 0 ? 'helped' : 'hurt')) right++;
      if (said.includes(effect > 0 ? 'hurt' : 'helped')) wrong++;
    }
    played += campaigns;
    atTheEnd += thisAtTheEnd;
    always += thisAlways;
    const told = [thisAtTheEnd, thisAlways, right].map((count) => `${((100 * count) / campaigns).toFixed(1)} %`);
    console.log(
      `${kind.customersADay} a day, ${100 * kind.holdoutShare} % held out, ${100 * kind.holdout} % convert unasked, effect ${100 * effect} points: ` +
        `held by the interval for one look ${told[0]}, for ${days} looks ${told[1]}; verdict by then ${told[2]}`,
    );
  }
  expect(atTheEnd / played).toBeGreaterThanOrEqual(0.94 - slack);
  expect(always / played).toBeGreaterThanOrEqual(0.94 - slack);
  expect(wrong / played).toBeLessThanOrEqual(0.032);
});

test.each(kinds)('without an effect it seldom helped: $customersADay a day, $holdoutShare held out', (kind) => {
  let [helped, hurt, suspected] = [0, 0, 0];
  for (let seed = 1; seed <= campaigns; seed++) {
    const looks = play({ ...kind, push: kind.holdout }, -seed);
    const said = looks.map((look) => verdictOf(look.push, look.holdout));
    if (said.includes('helped')) helped++;
    if (said.includes('hurt')) hurt++;
    const ratios = looks.map(({ push, holdout }) => {
      const customers = push.customers + holdout.customers;
      return sampleRatioOf(customers, holdout.customers, customers * kind.holdoutShare);
    });
    if (ratios.some((ratio) => ratio?.ok === false)) suspected++;
  }
  const told = [helped, hurt, suspected].map((count) => `${((100 * count) / campaigns).toFixed(2)} %`);
  console.log(
    `${kind.customersADay} a day, ${100 * kind.holdoutShare} % held out, ${100 * kind.holdout} % convert either way, looked at on ${days} days: ` +
      `"it helped" ${told[0]}, "it hurt" ${told[1]}; arms suspected ${told[2]}`,
  );
  expect(helped / campaigns).toBeLessThanOrEqual(0.032 + slack);
  expect(hurt / campaigns).toBeLessThanOrEqual(0.032 + slack);
  // sound arms
  expect(suspected / campaigns).toBeLessThanOrEqual(0.025 + slack);
});

test('arms that something has chosen between are found', () => {
  // Of those held out one in ten is lost: somebody counts only whom the app told of.
  let found = 0;
  for (let seed = 1; seed <= 50; seed++) {
    const { push, holdout } = play({ customersADay: 400, holdoutShare: 0.1, push: 0.05, holdout: 0.05 }, seed).at(-1)!;
    const lost = Math.round(0.1 * holdout.customers);
    const customers = push.customers + holdout.customers;
    if (sampleRatioOf(customers - lost, holdout.customers - lost, (customers - lost) * 0.1)?.ok === false) found++;
  }
  expect(found).toBeGreaterThanOrEqual(45);
});

/**
 * The counts at the end of each day. Customers come at random, convert within a day of it, which is mostly the next one for the counts, and
 * are counted as they come: what is looked at is never quite complete.
 */
function play({ customersADay, holdoutShare, push, holdout }: Campaign, seed: number): { push: Arm; holdout: Arm }[] {
  const random = generator(seed);
  const arms = { push: { customers: 0, converted: 0 }, holdout: { customers: 0, converted: 0 } };
  let tomorrow = { push: 0, holdout: 0 };
  const looks = Array.from({ length: days }, () => {
    arms.push.converted += tomorrow.push;
    arms.holdout.converted += tomorrow.holdout;
    tomorrow = { push: 0, holdout: 0 };
    for (let n = 0; n < customersADay * 2; n++) {
      if (random() < 0.5) continue;
      const arm = random() < holdoutShare ? 'holdout' : 'push';
      arms[arm].customers++;
      if (random() >= (arm === 'push' ? push : holdout)) continue;
      if (random() < 0.5) arms[arm].converted++;
      else tomorrow[arm]++;
    }
    return { push: { ...arms.push }, holdout: { ...arms.holdout } };
  });
  // The day after the last nobody new comes, and all is counted.
  arms.push.converted += tomorrow.push;
  arms.holdout.converted += tomorrow.holdout;
  return [...looks, arms];
}

/** SplitMix32: good enough for coins, and fast. */
function generator(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b9) ^ 0x5bf03635;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let bits = state ^ (state >>> 16);
    bits = Math.imul(bits, 0x21f0aaad);
    bits ^= bits >>> 15;
    bits = Math.imul(bits, 0x735a2d97);
    bits ^= bits >>> 15;
    return (bits >>> 0) / 2 ** 32;
  };
}
