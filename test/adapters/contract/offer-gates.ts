// The contract of OfferGates: a pause, an end and a budget bind exactly, whatever races.
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OfferGate, OfferGates } from '../../../shared/ports/offer-gates.ts';
import { type GateModel, gateCommands } from './offer-gate-commands.ts';

const gate: OfferGate = { offerId: 'latte', version: 1, live: true, endsAt: 1000, budgetUnits: 7 };
const claim = (deliveryId: string) => ({ offerId: 'latte', version: 1, deliveryId, now: 500 });

export function offerGatesContract(open: () => Promise<{ offerGates: OfferGates }>, propertyRuns: number) {
  describe('offer gates', () => {
    let gates: OfferGates;
    beforeEach(async () => {
      ({ offerGates: gates } = await open());
    });

    it('lets nothing through that was never set', async () => {
      expect(await gates.take(claim('d1'))).toBe('not-live');
      expect(await gates.balance('latte')).toBeUndefined();
      await gates.giveBack('latte', 'd1');
      await gates.settle('latte', 'd1');
      expect(await gates.balance('latte')).toBeUndefined();
    });

    it('names each refusal', async () => {
      await gates.set({ ...gate, live: false });
      expect(await gates.take(claim('d1'))).toBe('not-live');
      await gates.set({ ...gate, endsAt: 500 });
      expect(await gates.take(claim('d1'))).toBe('ended');
      await gates.set({ ...gate, endsAt: 501, budgetUnits: 1 });
      expect(await gates.take(claim('d1'))).toBe('taken');
      expect(await gates.take(claim('d2'))).toBe('budget-spent');
      await gates.set({ ...gate, version: 2 });
      expect(await gates.take(claim('d1'))).toBe('changed');
    });

    it('is not set back by who comes late', async () => {
      await gates.set({ ...gate, version: 3, live: false });
      await gates.set({ ...gate, version: 2, live: true });
      expect(await gates.take({ ...claim('d1'), version: 2 })).toBe('not-live');
      await gates.set({ ...gate, version: 3, live: true });
      expect(await gates.take({ ...claim('d1'), version: 3 })).toBe('taken');
    });

    it('lets a delivery through that holds its unit already, but not past a pause, a change or the end', async () => {
      await gates.set({ ...gate, budgetUnits: 1 });
      expect(await gates.take(claim('d1'))).toBe('taken');
      expect(await gates.take(claim('d1'))).toBe('taken');
      expect(await gates.balance('latte')).toEqual({ spent: 0, taken: ['d1'], left: 0 });
      expect(await gates.take({ ...claim('d1'), now: 1000 })).toBe('ended');
      expect(await gates.take({ ...claim('d1'), version: 2 })).toBe('changed');
      await gates.set({ ...gate, live: false, budgetUnits: 1 });
      expect(await gates.take(claim('d1'))).toBe('not-live');
    });

    it('has no bound without a budget', async () => {
      await gates.set({ ...gate, budgetUnits: undefined });
      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => gates.take(claim(`d${index}`))));
      expect(new Set(answers)).toEqual(new Set(['taken']));
      expect((await gates.balance('latte'))?.left).toBeUndefined();
    });

    it('lets exactly 7 of 50 racing deliveries through a budget of 7', async () => {
      await gates.set(gate);
      const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => gates.take(claim(`d${index}`))));
      expect(answers.filter((answer) => answer === 'taken')).toHaveLength(7);
      expect(answers.filter((answer) => answer === 'budget-spent')).toHaveLength(43);
      const { spent, taken, left } = (await gates.balance('latte'))!;
      expect({ spent, taken: taken.length, left }).toEqual({ spent: 0, taken: 7, left: 0 });
    });

    it('takes one unit for one delivery that arrives 20 times at once', async () => {
      await gates.set(gate);
      const answers = await Promise.all(Array.from({ length: 20 }, () => gates.take(claim('d1'))));
      expect(new Set(answers)).toEqual(new Set(['taken']));
      expect(await gates.balance('latte')).toEqual({ spent: 0, taken: ['d1'], left: 6 });
    });

    it('returns a unit once, however often it is given back', async () => {
      await gates.set(gate);
      await gates.take(claim('d1'));
      await gates.take(claim('d2'));
      await Promise.all(Array.from({ length: 10 }, () => gates.giveBack('latte', 'd1')));
      expect(await gates.balance('latte')).toEqual({ spent: 0, taken: ['d2'], left: 6 });
    });

    it('books a unit once, and what is booked is not given back', async () => {
      await gates.set(gate);
      await gates.take(claim('d1'));
      await Promise.all(Array.from({ length: 10 }, () => gates.settle('latte', 'd1')));
      await gates.giveBack('latte', 'd1');
      expect(await gates.balance('latte')).toEqual({ spent: 1, taken: [], left: 6 });
    });

    it('moves what is left by the difference when the budget changes', async () => {
      await gates.set(gate);
      await gates.take(claim('d1'));
      await gates.take(claim('d2'));
      await gates.settle('latte', 'd1');
      await gates.set({ ...gate, budgetUnits: 10 });
      expect(await gates.balance('latte')).toEqual({ spent: 1, taken: ['d2'], left: 8 });
      await gates.set({ ...gate, budgetUnits: 1 });
      expect(await gates.balance('latte')).toEqual({ spent: 1, taken: ['d2'], left: -1 });
      expect(await gates.take(claim('d3'))).toBe('budget-spent');
      await gates.set({ ...gate, budgetUnits: undefined });
      expect(await gates.take(claim('d3'))).toBe('taken');
      await gates.set({ ...gate, budgetUnits: 4 });
      const { spent, taken, left } = (await gates.balance('latte'))!;
      expect({ spent, taken: taken.sort(), left }).toEqual({ spent: 1, taken: ['d2', 'd3'], left: 1 });
    });

    it('keeps deliveries apart whose ids look like expressions', async () => {
      await gates.set(gate);
      for (const deliveryId of ['a.b', 'a', 'a[0]', '#a']) expect(await gates.take(claim(deliveryId))).toBe('taken');
      await gates.giveBack('latte', 'a');
      expect((await gates.balance('latte'))?.taken.sort()).toEqual(['#a', 'a.b', 'a[0]']);
    });

    it('conserves the budget through any history: spent + taken + left = budget', async () => {
      let histories = 0;
      await fc.assert(
        fc.asyncProperty(gateCommands, async (commands) => {
          const offerId = `offer-${histories++}`;
          const setup = () => ({
            model: { spent: 0, taken: new Set<string>() } satisfies GateModel,
            real: { gates, offerId },
          });
          await fc.asyncModelRun(setup, commands);
        }),
        { numRuns: propertyRuns },
      );
    });
  });
}
