// Held out from an offer: the way of a push to the last step, and then none, also where its worker crashes.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Offer } from '../../shared/model/offer.ts';
import { deliverOffer } from '../../shared/usecases/deliver-offer.ts';
import { aFuse, withFuse } from '../support/fuse.ts';
import { mainJobTown } from '../support/main-job-town.ts';
import { anOffer } from '../support/town.ts';

let town: Awaited<ReturnType<typeof mainJobTown>>;
beforeEach(async () => {
  town = await mainJobTown();
});

describe('held out', () => {
  const heldOut = [anOffer({ budgetUnits: 3, holdoutShare: 1 })];

  test('the same way as a push, but for the push: claimed, its unit spent, its cap used, on record as ghost', async () => {
    town = await mainJobTown({ offers: heldOut });
    await town.report(0);
    await town.workOff();
    expect(town.ports.push.pushed()).toEqual([]);
    expect(town.ends()).toMatchObject([{ state: 'ghost' }]);
    expect(await town.ports.offerGates.balance('cocoa')).toEqual({ spent: 1, taken: [], left: 2 });
    expect(await town.customer()).toMatchObject({ sends: [{ offerId: 'cocoa', geofenceId: 'cafe' }] });
    expect((await town.customer()).pending).toBeUndefined();
    const [recorded] = await town.ports.decisions.latest('freja', 10, town.clock.now);
    expect(recorded).toMatchObject({ reason: 'chosen', arm: 'holdout', end: { state: 'ghost' } });
    expect(town.ports.bus.published()).toContainEqual(
      expect.objectContaining({ type: 'DecisionMade', arm: 'holdout' }),
    );
  });

  test('refused at the claim for the same reasons', async () => {
    town = await mainJobTown({ offers: heldOut });
    await town.report(0);
    await town.publish([{ ...heldOut[0]!, state: 'paused' }]);
    await town.workOff();
    expect(town.ends()).toMatchObject([{ state: 'cancelled', why: 'not-live' }]);
    expect((await town.ports.offerGates.balance('cocoa'))!).toMatchObject({ spent: 0, taken: [] });
  });

  /** What is left of a delivery, by the call at which its worker crashed. */
  async function crashedEverywhere(offers: Offer[]) {
    const outcomes = new Map<string, { state?: string; balance?: object; sends: number; pushes: number }>();
    for (let point = 1; ; point++) {
      town = await mainJobTown({ offers });
      await town.report(0);
      const fuse = aFuse(point);
      await town.workOff(120, (message) => deliverOffer(withFuse(town.ports, fuse), message));
      if (!fuse.blown) return outcomes;
      const [recorded] = await town.ports.decisions.latest('freja', 10, town.clock.now);
      const { pending, sends } = await town.customer();
      expect(pending, fuse.at).toBeUndefined();
      outcomes.set(fuse.at!, {
        state: recorded?.end?.state,
        balance: await town.ports.offerGates.balance('cocoa'),
        sends: sends.length,
        pushes: town.ports.push.pushed().length,
      });
    }
  }

  test('a crash at every call: never a push, always ghost, and what is used is what the pushed arm uses', async () => {
    const ghosts = await crashedEverywhere(heldOut);
    const pushed = await crashedEverywhere([anOffer({ budgetUnits: 3 })]);
    expect(ghosts.size).toBeGreaterThan(16);
    // Both arms were interrupted at the same calls, but for the push itself.
    expect([...ghosts.keys()]).toEqual([...pushed.keys()].filter((at) => !at.includes('push.push')));
    for (const [at, { state, balance, sends, pushes }] of ghosts) {
      expect({ state, pushes }, at).toEqual({ state: 'ghost', pushes: 0 });
      expect(pushed.get(at)!.state, at).toMatch(/^(sent|unknown)$/);
      expect({ balance, sends }, at).toEqual({ balance: pushed.get(at)!.balance, sends: pushed.get(at)!.sends });
      // One place under the caps for each; the unit is missing where the gate of the offer had not been asked, only.
      expect(sends, at).toBe(1);
      const asked = !/before offerGates.take|after customers.save 1/.test(at);
      expect(balance, at).toEqual(asked ? { spent: 1, taken: [], left: 2 } : { spent: 0, taken: [], left: 3 });
    }
  });
});
