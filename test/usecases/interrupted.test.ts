// The main job interrupted at every call of its ports, before and after: at most one push, one end, a budget that balances.
import { beforeEach, describe, expect, test } from 'vitest';
import { deliverOffer } from '../../shared/usecases/deliver-offer.ts';
import { reportPositions } from '../../shared/usecases/report-positions.ts';
import { aFuse, withFuse } from '../support/fuse.ts';
import { mainJobTown } from '../support/main-job-town.ts';
import { aReport, hour, minute, noon } from '../support/town.ts';

let town: Awaited<ReturnType<typeof mainJobTown>>;
beforeEach(async () => {
  town = await mainJobTown();
});

describe('a crash at every call, then redelivery', () => {
  test('at most one push, exactly one end, the budget balances', async () => {
    let crashes = 0;
    for (let point = 1; ; point++) {
      town = await mainJobTown();
      await town.report(0);
      const fuse = aFuse(point);
      await town.workOff(120, (message) => deliverOffer(withFuse(town.ports, fuse), message));
      if (!fuse.blown) break;
      crashes++;
      const where = `crash before or after call ${point}`;
      expect(town.ports.push.pushed().length, where).toBeLessThanOrEqual(1);
      const customer = await town.customer();
      expect(customer.pending, where).toBeUndefined();
      const { spent, taken, left } = (await town.ports.offerGates.balance('cocoa'))!;
      expect(spent + taken.length + left!, where).toBe(3);
      expect(taken, where).toEqual([]);
      const [recorded] = await town.ports.decisions.latest('freja', 10, town.clock.now);
      expect(recorded?.end?.state, where).toMatch(/^(sent|unknown)$/);
      for (const { state } of [...town.ends(), customer.lastEnd!]) expect(state, where).toBe(recorded!.end!.state);
      // A worker that stops between its claim and the gate of the offer has pushed nothing and used no unit.
      expect(spent, where).toBeGreaterThanOrEqual(town.ports.push.pushed().length);
    }
    // Every port call of the way was interrupted, once before and once after it took effect.
    expect(crashes).toBeGreaterThan(16);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['cancelled', () => town.publish([])],
    [
      'expired',
      async () => {
        town.clock.now += hour;
      },
    ],
  ])('one that is %s is recorded as that, and its unit is back', async (state, happens) => {
    for (let point = 1, blown = true; blown; point++) {
      town = await mainJobTown();
      await town.report(0);
      await happens();
      const fuse = aFuse(point);
      await town.workOff(120, (message) => deliverOffer(withFuse(town.ports, fuse), message));
      blown = fuse.blown;
      const where = `crash before or after call ${point}`;
      const [recorded] = await town.ports.decisions.latest('freja', 10, town.clock.now);
      // Whoever stops after the claim cannot tell any more whether something was pushed.
      expect([state, 'unknown'], where).toContain(recorded?.end?.state);
      if (!blown) expect(recorded?.end?.state).toBe(state);
      expect(await town.ports.offerGates.balance('cocoa'), where).toEqual({ spent: 0, taken: [], left: 3 });
    }
  });

  test('a report that ends a delivery and is interrupted leaves its end on record', async () => {
    for (let point = 1, blown = true; blown; point++) {
      town = await mainJobTown();
      await town.report(0);
      town.clock.now += minute;
      const fuse = aFuse(point);
      const reported = { customerId: 'freja', deviceId: 'phone', reports: [aReport(500, { at: town.clock.now })] };
      await reportPositions(withFuse({ ...town.ports, onFault: () => {} }, fuse), reported, town.clock.now).catch(
        () => {},
      );
      blown = fuse.blown;
      await reportPositions(town.ports, reported, town.clock.now);
      await town.workOff(120);
      const [recorded] = await town.ports.decisions.latest('freja', 10, town.clock.now);
      expect(recorded?.end, `crash before or after call ${point}`).toMatchObject({ state: 'cancelled', why: 'left' });
    }
  });

  test('a decision that could not be recorded is, before a later report drops it from the customer', async () => {
    const decisions = { ...town.ports.decisions, record: () => Promise.reject(new Error('throttled')) };
    const ports = { ...town.ports, decisions, onFault: () => {} };
    await reportPositions(ports, { customerId: 'freja', deviceId: 'phone', reports: [aReport(0)] }, noon);
    town.clock.now += minute;
    await town.report(500);
    expect(await town.ports.decisions.latest('freja', 10, town.clock.now)).toMatchObject([
      { reason: 'chosen', end: { state: 'cancelled', why: 'left' } },
    ]);
  });

  test('a report that is interrupted and sent again is answered, and leads to one push at most', async () => {
    let crashes = 0;
    for (let point = 1; ; point++) {
      town = await mainJobTown();
      const fuse = aFuse(point);
      const reported = { customerId: 'freja', deviceId: 'phone', reports: [aReport(0, { id: 'same' })] };
      await reportPositions(withFuse({ ...town.ports, onFault: () => {} }, fuse), reported, noon).catch(() => {});
      if (!fuse.blown) break;
      crashes++;
      const { results } = await reportPositions(town.ports, reported, noon + 1000);
      expect(['chosen', 'duplicate']).toContain(results[0]!.reason);
      await town.workOff();
      expect(town.ports.push.pushed()).toHaveLength(1);
      expect(await town.ports.decisions.latest('freja', 10, town.clock.now)).toMatchObject([
        { end: { state: 'sent' } },
      ]);
    }
    expect(crashes).toBeGreaterThan(8);
  });
});
