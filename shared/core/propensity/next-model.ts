// The next model: a batch of what windows taught is applied to the one in force. Each lesson counts once, however often it is delivered.
import type {
  BudgetedOpportunity,
  Learnable,
  MessageBudget,
  PropensityModel,
  RedeemedShare,
} from '../../model/propensity.ts';
import { countFirstTimes } from './also-redeemed.ts';
import { applyLessons } from './apply-lessons.ts';
import { hash } from './features.ts';
import { budgetAfter } from './policy.ts';
import { startModel } from './published.ts';
import { openWorldModel, worldModelBytes } from './world-model.ts';

/** A lesson that is delivered again is known by its id until so many others have come: four batches. */
const maxLearnt = 4096;
/** "Others also redeemed" tells apart so many categories: 200 KB of pairs at the most. */
const maxCategories = 128;
/** Message budgets that are kept: 100 KB at the most. */
const maxBudgets = 1000;
/** Shares of redemptions follow the seasons: half of a window is forgotten after so long. */
const halfLifeMs = 180 * 86_400_000;

/** Undefined where everything was known already. Pure. */
export function nextModel(
  before: PropensityModel | undefined,
  learnables: readonly Learnable[],
  now: number,
): PropensityModel | undefined {
  const known = new Set(before?.learnt);
  const opportunities = learnables.flatMap(({ opportunities = [] }) => opportunities);
  const fresh = learnables.filter(({ id, lesson, held, firstTime }) => {
    if (!lesson && !held && !firstTime) return false;
    const isNew = !known.has(nameOf(id));
    known.add(nameOf(id));
    return isNew;
  });
  if (fresh.length === 0 && opportunities.length === 0) return undefined;

  const weights = before ? openWorldModel(new Uint8Array(Buffer.from(before.weights, 'base64'))) : startModel.weights;
  const lessons = fresh.flatMap(({ lesson }) => lesson ?? []);
  const held = fresh.flatMap(({ held }) => held ?? []);
  const left = 2 ** (-Math.max(0, now - (before?.at ?? now)) / halfLifeMs);
  const sent = lessons.reduce((share, { target }) => counted(share, target === 1), faded(before?.sent, left));
  const heldShares = new Map(
    Object.entries(before?.held ?? {}).map(([category, share]) => [category, faded(share, left)]),
  );
  for (const { category, redeemed } of held) heldShares.set(category, counted(heldShares.get(category), redeemed));

  const counts = before?.counts ?? { alone: {}, together: {} };
  const mayCount = (category: string, alone: object) =>
    Object.hasOwn(alone, category) || Object.keys(alone).length < maxCategories;
  let next = counts;
  for (const { firstTime } of fresh) {
    if (!firstTime || !mayCount(firstTime.category, next.alone)) continue;
    const others = firstTime.others.filter((other) => Object.hasOwn(next.alone, other));
    next = countFirstTimes(next, [{ category: firstTime.category, others }]);
  }
  return {
    ...before,
    version: (before?.version ?? 0) + 1,
    at: now,
    weights: Buffer.from(worldModelBytes(applyLessons(weights, lessons, now))).toString('base64'),
    counts: next,
    sent,
    held: Object.fromEntries([...heldShares].slice(0, maxCategories)),
    budgets: budgetsAfter(before?.budgets, opportunities),
    learnt: [...known].slice(-maxLearnt),
  };
}

/** Those last seen are kept. */
function budgetsAfter(
  before: Record<string, MessageBudget> = {},
  opportunities: BudgetedOpportunity[],
): Record<string, MessageBudget> {
  const budgets = new Map(Object.entries(before));
  for (const opportunity of opportunities) {
    const { budget: name } = opportunity;
    const next = budgetAfter(budgets.get(name), opportunity);
    budgets.delete(name);
    budgets.set(name, next);
  }
  return Object.fromEntries([...budgets].slice(-maxBudgets));
}

const nameOf = (id: string): string => hash(id, 13).toString(36);

function faded(share: RedeemedShare | undefined, left: number): RedeemedShare {
  return { of: left * (share?.of ?? 0), redeemed: left * (share?.redeemed ?? 0) };
}

function counted({ of, redeemed }: RedeemedShare = { of: 0, redeemed: 0 }, isRedeemed: boolean): RedeemedShare {
  return { of: of + 1, redeemed: redeemed + (isRedeemed ? 1 : 0) };
}
