// A history of one offer gate as random commands, each checked against a plain model of what the gate promises.
import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { OfferGate, OfferGates } from '../../../shared/ports/offer-gates.ts';

export interface GateModel {
  gate?: Omit<OfferGate, 'offerId'>;
  spent: number;
  taken: Set<string>;
}

interface Real {
  gates: OfferGates;
  offerId: string;
}

type Command = fc.AsyncCommand<GateModel, Real>;

/** Carries out the step on both sides, then compares the whole balance. */
const command = (name: string, step: (model: GateModel, real: Real) => Promise<void>): Command => ({
  check: () => true,
  toString: () => name,
  async run(model, real) {
    await step(model, real);
    const balance = await real.gates.balance(real.offerId);
    if (!model.gate) return expect(balance).toBeUndefined();
    const { budgetUnits } = model.gate;
    expect(balance && { ...balance, taken: balance.taken.sort() }).toEqual({
      spent: model.spent,
      taken: [...model.taken].sort(),
      left: budgetUnits === undefined ? undefined : budgetUnits - model.spent - model.taken.size,
    });
  },
});

function expected(model: GateModel, version: number, deliveryId: string, now: number) {
  const { gate, spent, taken } = model;
  if (!gate?.live) return 'not-live';
  if (gate.version !== version) return 'changed';
  if (now >= gate.endsAt) return 'ended';
  if (taken.has(deliveryId)) return 'taken';
  return spent + taken.size < (gate.budgetUnits ?? Number.POSITIVE_INFINITY) ? 'taken' : 'budget-spent';
}

// Few values, so that histories meet the same delivery, version and moment again and again.
const deliveryId = fc.constantFrom('d1', 'd2', 'd3', 'd4');
const version = fc.constantFrom(1, 1, 1, 2);
const now = fc.constantFrom(10, 10, 10, 20);

const set = fc
  .record({
    version,
    live: fc.constantFrom(true, true, true, false),
    endsAt: fc.constantFrom(20, 30),
    budgetUnits: fc.option(fc.nat(4), { nil: undefined }),
  })
  .map((gate) =>
    command(`set(${JSON.stringify(gate)})`, async (model, { gates, offerId }) => {
      await gates.set({ offerId, ...gate });
      if (gate.version >= (model.gate?.version ?? 0)) model.gate = gate;
    }),
  );

const take = fc.tuple(version, deliveryId, now).map(([version, deliveryId, now]) =>
  command(`take(v${version}, ${deliveryId}, ${now})`, async (model, { gates, offerId }) => {
    const answer = await gates.take({ offerId, version, deliveryId, now });
    expect(answer).toBe(expected(model, version, deliveryId, now));
    if (answer === 'taken') model.taken.add(deliveryId);
  }),
);

const giveBack = deliveryId.map((id) =>
  command(`giveBack(${id})`, async (model, { gates, offerId }) => {
    await gates.giveBack(offerId, id);
    model.taken.delete(id);
  }),
);

const settle = deliveryId.map((id) =>
  command(`settle(${id})`, async (model, { gates, offerId }) => {
    await gates.settle(offerId, id);
    if (model.taken.delete(id)) model.spent += 1;
  }),
);

export const gateCommands = fc.commands([set, take, take, giveBack, settle], { maxCommands: 30 });
