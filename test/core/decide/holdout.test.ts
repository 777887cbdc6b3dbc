// Holdout: the share is what was asked for, sticks to customer and offer, and is drawn independently for every offer.
import { expect, test } from 'vitest';
import { chance } from '../../../shared/core/decide/chance.ts';
import { choose } from '../../../shared/core/decide/choose.ts';
import { claim, endOf, finish, lapse } from '../../../shared/core/decide/deliver.ts';
import { isHeldOut } from '../../../shared/core/decide/holdout.ts';
import { sense } from '../../../shared/core/decide/sense.ts';
import { aCustomer, anOffer, aReport, aWorld, noon } from '../../support/town.ts';

/** `.ci/run` asks a million. */
const count = Number(process.env.RAVN_HOLDOUT_CUSTOMERS ?? 200_000);
/** A tenth of a point for a million, in proportion for fewer. */
const tolerance = 0.001 * Math.sqrt(1_000_000 / count);

test(`of ${count} customers the share is held out within ${(100 * tolerance).toFixed(2)} points, and two offers draw independently`, () => {
  const [first, second] = [0.1, 0.3];
  let inFirst = 0;
  let inSecond = 0;
  let inBoth = 0;
  for (let n = 0; n < count; n++) {
    const a = isHeldOut(`customer-${n}`, 'cocoa', first);
    const b = isHeldOut(`customer-${n}`, 'tea', second);
    if (a) inFirst++;
    if (b) inSecond++;
    if (a && b) inBoth++;
  }
  expect(Math.abs(inFirst / count - first)).toBeLessThan(tolerance);
  expect(Math.abs(inSecond / count - second)).toBeLessThan(tolerance);
  expect(Math.abs(inBoth / count - first * second)).toBeLessThan(tolerance);
});

test('the arm sticks, and a share that is raised keeps those who were held out', () => {
  for (let n = 0; n < 2000; n++) {
    const id = `customer-${n}`;
    expect(isHeldOut(id, 'cocoa', 0)).toBe(false);
    expect(isHeldOut(id, 'cocoa', 1)).toBe(true);
    expect(isHeldOut(id, 'cocoa', 0.2)).toBe(isHeldOut(id, 'cocoa', 0.2));
    if (isHeldOut(id, 'cocoa', 0.2)) expect(isHeldOut(id, 'cocoa', 0.4)).toBe(true);
  }
  // These never move: another key or another way of hashing would deal every running comparison anew.
  const heldOut = Array.from({ length: 12 }, (_, n) => n).filter((n) => isHeldOut(`customer-${n}`, 'cocoa', 0.5));
  expect(heldOut).toEqual([0, 2, 6, 9, 11]);
});

test('drawn after every gate: who is refused belongs to no arm, and both arms are decided alike', () => {
  const enter = (holdoutShare: number, changes = {}) => {
    const world = aWorld({ offers: [anOffer({ holdoutShare, ...changes })] });
    const { facts } = sense(world, aCustomer(), aReport(0), noon, 'phone');
    return choose(world, aCustomer(), facts!, noon, chance('arm'));
  };
  const [pushed, held] = [enter(0), enter(1)];
  expect(pushed.decision).toEqual({ ...held.decision, arm: 'push' });
  expect(held).toMatchObject({
    reason: 'chosen',
    decision: { arm: 'holdout' },
    customer: { pending: { arm: 'holdout' } },
  });
  expect(enter(1, { state: 'paused' }).decision).not.toHaveProperty('arm');
});

test('a held-out delivery counts against caps like a push, and one whose worker died is a ghost, not unknown', () => {
  const world = aWorld({ offers: [anOffer({ holdoutShare: 1 })] });
  const { facts } = sense(world, aCustomer(), aReport(0), noon, 'phone');
  const { customer } = choose(world, aCustomer(), facts!, noon, chance('arm'));
  const claimed = claim(customer, customer.pending!, noon);
  expect(claimed.sends).toHaveLength(1);
  expect(finish(claimed, endOf(claimed.pending!, 'ghost', noon)).sends).toHaveLength(1);
  expect(lapse(claimed, claimed.pending!.answerDueAt!)).toMatchObject({
    ended: { state: 'ghost' },
    customer: { sends: [{ offerId: 'cocoa', geofenceId: 'cafe' }] },
  });
});
