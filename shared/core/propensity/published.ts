// The published model: what everybody's outcomes have taught, opened for decisions, and what is assumed before the first.
import {
  type MessageBudget,
  type PropensityModel,
  propensityModel,
  type RedeemedShare,
} from '../../model/propensity.ts';
import { alsoRedeemedTable } from './also-redeemed.ts';
import type { CategoryTables } from './context.ts';
import { newWorldModel, openWorldModel, type WorldModel } from './world-model.ts';

export interface OpenModel {
  /** 0 is the start. */
  version: number;
  weights: WorldModel;
  tables: CategoryTables;
  /** How many redeem or buy in the category without having been sent anything; 0 until enough were held out to say. */
  unsentRate(category: string): number;
  /** A message budget by its name; none before the first of its opportunities were told. */
  budgetOf(name: string): MessageBudget | undefined;
}

/**
 * A push offer is redeemed by a few in a hundred; one in the customer's declared field of interest by several times as many.
 * Round numbers of the right size (mobile coupon campaigns report 1–10 %); outcomes replace them.
 */
const start = { rate: 0.05, interestedRate: 0.2 };

/** Held-out windows of a category before their share counts: the standard error of 5 % is then 1.5 points. */
const fewestHeldOut = 200;

/** The share redeemed starts as if so many sends had told the start's rate. */
const startWeight = 100;

export const startModel: OpenModel = {
  version: 0,
  weights: newWorldModel(0, start),
  tables: { alsoRedeemed: {}, rate: start.rate },
  unsentRate: () => 0,
  budgetOf: () => undefined,
};

/** Opens what was published. Throws on what is none. */
export function openModel(published: PropensityModel): OpenModel {
  const { version, weights, counts, sent, held, budgets = {} } = propensityModel.parse(published);
  return {
    version,
    weights: openWorldModel(new Uint8Array(Buffer.from(weights, 'base64'))),
    tables: { alsoRedeemed: alsoRedeemedTable(counts), rate: rateOf(sent) },
    unsentRate(category) {
      const share = Object.hasOwn(held, category) ? held[category]! : undefined;
      return share && share.of >= fewestHeldOut ? share.redeemed / share.of : 0;
    },
    budgetOf: (name) => (Object.hasOwn(budgets, name) ? budgets[name] : undefined),
  };
}

function rateOf({ of, redeemed }: RedeemedShare): number {
  return (redeemed + startWeight * start.rate) / (of + startWeight);
}
