// Counting over ports in memory: a customer's first delivery and what she does with it reach the report, once, whatever is interrupted or sent again.
import { beforeEach, describe, expect, test } from 'vitest';
import { memoryBatchQueue } from '../../shared/adapters/memory/batch-queue.ts';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
import { memoryDecisions } from '../../shared/adapters/memory/decisions.ts';
import { memoryLessonQueue } from '../../shared/adapters/memory/lesson-queue.ts';
import { memoryModels } from '../../shared/adapters/memory/models.ts';
import { memoryStats } from '../../shared/adapters/memory/stats.ts';
import { memoryTombstoneArchive, memoryTombstones } from '../../shared/adapters/memory/tombstones.ts';
import { chance } from '../../shared/core/decide/chance.ts';
import { choose } from '../../shared/core/decide/choose.ts';
import { claim, endOf, finish, lapse, release } from '../../shared/core/decide/deliver.ts';
import { sense } from '../../shared/core/decide/sense.ts';
import { totalsOf, upliftOf } from '../../shared/core/uplift/report.ts';
import type { Customer } from '../../shared/model/customer.ts';
import type { TerminalState } from '../../shared/model/delivery.ts';
import type { OutcomeKind } from '../../shared/model/outcome.ts';
import type { DayCounts, Tally } from '../../shared/model/tally.ts';
import { countAll } from '../../shared/usecases/count-tallies.ts';
import { countedDecisions } from '../../shared/usecases/counted-decisions.ts';
import { type ErasePorts, eraseCustomer } from '../../shared/usecases/erase-customer.ts';
import { keepModel } from '../../shared/usecases/kept-model.ts';
import { recordOutcome } from '../../shared/usecases/record-outcome.ts';
import { reportOffer, reportOffers } from '../../shared/usecases/report-offers.ts';
import { aSeal } from '../support/consent-ports.ts';
import { aFuse, withFuse } from '../support/fuse.ts';
import { aCustomer, anOffer, aReport, aWorld, hour, noon } from '../support/town.ts';

const day = 24 * hour;
const today = '2026-06-02';

function aShop() {
  const decisions = memoryDecisions();
  const tallies = memoryBatchQueue<{ tallies: Tally[] }>();
  const stats = memoryStats();
  const faults: string[] = [];
  let now = noon;
  const counting = { decisions, tallies, clock: () => now, onFault: (doing: string) => void faults.push(doing) };
  const ports = {
    customers: memoryCustomers(),
    model: keepModel(memoryModels()),
    lessons: memoryLessonQueue(),
    tallies,
  };
  return {
    ...{ ports, counting, decisions: countedDecisions(counting), stats, tallies, faults },
    at: (moment: number) => {
      now = moment;
    },
    /** Everything that ever lay in the queue is delivered again. */
    counts: async (of = today, offerId = 'cocoa') => {
      await countAll(
        { stats },
        tallies.sent().flatMap((message) => message.tallies),
      );
      return (await stats.load(offerId, of))?.counts ?? {};
    },
    tell: (customerId: string, kind: OutcomeKind, changes: object = {}, at = noon + hour) => {
      const outcome = { id: `${kind}-${at}`, kind, at, category: 'coffee', ...changes };
      return recordOutcome(ports, { customerId, outcome }, at);
    },
  };
}
type Shop = ReturnType<typeof aShop>;

let shop: Shop;
beforeEach(() => {
  shop = aShop();
});

/** She came in and it was claimed. */
function claimed(before: Customer, { at = noon, holdoutShare = 0, offerId = 'cocoa' } = {}) {
  const world = aWorld({ offers: [anOffer({ id: offerId, holdoutShare, caps: [], endsAt: at + 1e10 })] });
  const gone = { ...before, openVisits: [] };
  const { facts } = sense(world, gone, aReport(0, { at }), at, 'phone');
  const { customer, decision } = choose(world, gone, facts!, at, chance(at));
  expect(decision?.reason).toBe('chosen');
  return { decision: decision!, customer: claim(customer, customer.pending!, at) };
}

/** She came in, and this is how it ended. */
async function offered(
  { ports, decisions }: Shop,
  { state = 'sent' as TerminalState, at = noon, holdoutShare = 0, changes = {} as Partial<Customer> } = {},
) {
  const { customerId } = aCustomer(changes);
  const stored = await ports.customers.load(customerId);
  const { customer, decision } = claimed(stored ?? aCustomer(changes), { at, holdoutShare });
  const ended = finish(customer, endOf(customer.pending!, state, at));
  if (stored) await ports.customers.save(ended);
  else await ports.customers.create(ended);
  await decisions.record(customerId, decision);
  await decisions.recordEnd(customerId, ended.lastEnd!);
  return ended.lastEnd!;
}

describe('what is counted of a delivery', () => {
  test('the reason, the end, and the customer in her arm', async () => {
    await offered(shop);
    expect(await shop.counts()).toEqual({
      'reason|chosen': 1,
      'end|sent': 1,
      'customers|push': 1,
      shares: 0,
      'weather||sent': 1,
      'hour|12|sent': 1,
      'store|cafe|sent': 1,
    });
  });

  test('a customer counts with her first delivery, each delivery with its end', async () => {
    for (const at of [noon, noon + day, noon + 2 * day]) await offered(shop, { at });
    expect(await shop.counts()).toMatchObject({ 'end|sent': 1, 'customers|push': 1 });
    for (const of of ['2026-06-03', '2026-06-04']) {
      const counts = await shop.counts(of);
      expect(counts).toMatchObject({ 'end|sent': 1 });
      expect(counts).not.toHaveProperty(['customers|push']);
    }
  });

  test.each(['sent', 'unknown', 'rejected'] as const)('%s assigns to the push, ghost to the holdout', async (state) => {
    await offered(shop, { state });
    expect(await shop.counts()).toMatchObject({ [`end|${state}`]: 1, 'customers|push': 1 });
    const other = aShop();
    await offered(other, { state: 'ghost', holdoutShare: 1 });
    expect(await other.counts()).toMatchObject({ 'end|ghost': 1, 'customers|holdout': 1, shares: 1_000_000 });
  });

  test('who was rejected has had her first delivery: the next one assigns nobody', async () => {
    await offered(shop, { state: 'rejected' });
    await offered(shop, { at: noon + day });
    expect(await shop.counts('2026-06-03')).not.toHaveProperty(['customers|push']);
  });

  test.each(['cancelled', 'expired'] as const)('what was %s assigns nobody: no arm had come into it', async (state) => {
    await offered(shop, { state });
    expect(await shop.counts()).toMatchObject({ [`end|${state}`]: 1 });
    expect(await shop.counts()).not.toHaveProperty(['customers|push']);
  });

  test('what the provider would not take counts as assigned, though its moment passes', () => {
    const { customer } = claimed(aCustomer());
    const late = noon + day;
    const tried = release(customer, customer.pending!);
    expect(lapse(tried, late).ended).toMatchObject({ state: 'expired', assigned: { isHeldOut: false } });
    const untried = release(customer, customer.pending!, false);
    expect(lapse(untried, late).ended).not.toHaveProperty('assigned');
  });

  test('without consent to profiling ends are counted, and nobody', async () => {
    const { profiling: _, ...consents } = aCustomer().consents;
    await offered(shop, { changes: { consents } });
    await shop.tell('freja', 'redeemed', { offerId: 'cocoa' });
    expect(await shop.counts()).toEqual({ 'reason|chosen': 1, 'end|sent': 1 });
    // Who consents later has had her first delivery.
    const her = (await shop.ports.customers.load('freja'))!;
    await shop.ports.customers.save({ ...her, consents: aCustomer().consents });
    await offered(shop, { at: noon + day });
    expect(await shop.counts('2026-06-03')).not.toHaveProperty(['customers|push']);
  });
});

describe('what she does with it', () => {
  test('each thing once, by whatever outcomes it is told', async () => {
    const { deliveryId } = await offered(shop);
    for (const kind of ['delivered', 'opened', 'dismissed', 'redeemed'] as const)
      for (const id of ['a', 'b'])
        await shop.tell('freja', kind, { id: `${kind}-${id}`, deliveryId, offerId: 'cocoa' });
    for (const id of ['a', 'b']) await shop.tell('freja', 'purchased', { id: `bought-${id}` });
    expect(await shop.counts()).toMatchObject({
      'push|opened': 1,
      'push|dismissed': 1,
      'push|converted': 1,
      'push|bought': 1,
      'store|cafe|opened': 1,
      'store|cafe|redeemed': 1,
    });
  });

  test('who is held out converts by what she buys in the category, in any store', async () => {
    await offered(shop, { state: 'ghost', holdoutShare: 1 });
    await shop.tell('freja', 'purchased', { category: 'tea' });
    expect(await shop.counts()).not.toHaveProperty(['holdout|converted']);
    await shop.tell('freja', 'purchased');
    expect(await shop.counts()).toMatchObject({ 'holdout|converted': 1, 'store|cafe|heldOutRedeemed': 1 });
  });

  test.each([-1, day])('not %i ms after', async (after) => {
    await offered(shop);
    await shop.tell('freja', 'purchased', { at: noon + after }, noon + day);
    expect(await shop.counts()).not.toHaveProperty(['push|converted']);
    await shop.tell('freja', 'purchased', { id: 'in time', at: noon + day - 1 }, noon + day);
    expect(await shop.counts()).toMatchObject({ 'push|converted': 1 });
  });

  test('withdrawing the consent ends it', async () => {
    await offered(shop);
    const { propensity: _, ...her } = (await shop.ports.customers.load('freja'))!;
    const { profiling: __, ...consents } = her.consents;
    await shop.ports.customers.save({ ...her, consents });
    await shop.tell('freja', 'purchased');
    expect(await shop.counts()).not.toHaveProperty(['push|converted']);
  });
});

describe('interrupted', () => {
  test('an end that is booked again and again counts once, whether it was recorded or not', async () => {
    const { lastEnd } = finish(
      claimed(aCustomer()).customer,
      endOf(claimed(aCustomer()).customer.pending!, 'sent', noon),
    );
    const recordEnd = shop.counting.decisions.recordEnd;
    shop.counting.decisions.recordEnd = async () => {
      throw new Error('crashed');
    };
    await expect(countedDecisions(shop.counting).recordEnd('freja', lastEnd!)).rejects.toThrow('crashed');
    shop.counting.decisions.recordEnd = recordEnd;
    await offered(shop);
    for (const _ of [1, 2]) await shop.decisions.recordEnd('freja', lastEnd!);
    expect(shop.tallies.sent().filter(({ tallies }) => tallies[0]!.counts['end|sent'])).toHaveLength(2);
    expect(await shop.counts()).toMatchObject({ 'end|sent': 1, 'customers|push': 1 });
  });

  test('who erases herself before anybody has booked her end is in her arm, wherever the erasure dies', async () => {
    for (let point = 1, blown = true; blown; point++) {
      shop = aShop();
      const { decision, customer } = claimed(aCustomer());
      const her = finish(customer, endOf(customer.pending!, 'sent', noon));
      await shop.decisions.record(her.customerId, decision);
      let isClosed = false;
      const fuse = aFuse(point);
      const ports = {
        customers: { load: async () => (isClosed ? undefined : her) },
        decisions: shop.decisions,
        offerGates: { settle: async () => {}, giveBack: async () => {} },
        erasureQueue: { send: async () => {} },
        tombstones: memoryTombstones(),
        archive: memoryTombstoneArchive(),
        records: {
          keysOf: async () => [],
          remove: async () => {},
          async close() {
            const former = isClosed ? undefined : her;
            isClosed = true;
            return former;
          },
        },
      };
      const erasing = (some: object) => ({ ...some, seal: aSeal }) as unknown as ErasePorts;
      await eraseCustomer(erasing(withFuse(ports, fuse)), her.customerId, noon + hour).catch(() => undefined);
      await eraseCustomer(erasing(ports), her.customerId, noon + 2 * hour);
      expect(await shop.counts(), fuse.at).toMatchObject({ 'end|sent': 1, 'customers|push': 1 });
      blown = fuse.blown;
    }
  });

  test('an end that nobody recorded for two days is not counted any more', async () => {
    const end = await offered(shop);
    shop.at(noon + 2 * day);
    await shop.decisions.recordEnd('freja', { ...end, decisionId: 'lost' });
    expect(shop.tallies.sent()).toHaveLength(2);
  });

  test('a queue that takes nothing holds up no decision, and is told of', async () => {
    shop.counting.tallies = {
      ...shop.tallies,
      send: async () => {
        throw new Error('down');
      },
    };
    const { decision } = claimed(aCustomer());
    expect(await countedDecisions(shop.counting).record('freja', decision)).toBe(true);
    expect(shop.faults).toEqual(['counting a decision']);
  });

  test('two workers with one batch, and a third with half of it: each tally once', async () => {
    const batch = Array.from({ length: 200 }, (_, n) => ({
      ...{ id: `tally${100 + n}`, offerId: `offer-${n % 3}`, day: today },
      counts: { 'end|sent': 1 },
    }));
    const { stats } = shop;
    await Promise.allSettled([
      countAll({ stats }, batch),
      countAll({ stats }, batch),
      countAll({ stats }, batch.slice(90)),
    ]);
    await countAll({ stats }, batch);
    const loaded = await Promise.all([0, 1, 2].map((n) => stats.load(`offer-${n}`, today)));
    expect(loaded.reduce((sum, one) => sum + one!.counts['end|sent']!, 0)).toBe(200);
  });

  test('a batch writes each offer and day once', async () => {
    let writes = 0;
    const stats = {
      ...shop.stats,
      save: (counts: DayCounts) => {
        writes++;
        return shop.stats.save(counts);
      },
    };
    const batch = Array.from({ length: 1000 }, (_, n) => ({
      ...{ id: `t${1e6 + n}`, offerId: 'hot', day: today },
      counts: { 'end|sent': 1 },
    }));
    await countAll({ stats }, batch);
    expect(writes).toBe(1);
  });
});

test('from customers to the report: what is counted is what happened, and it helped', async () => {
  const customers = 240;
  const holdoutShare = 0.5;
  let [pushed, heldOut, bought] = [0, 0, 0];
  for (let n = 0; n < customers; n++) {
    const customerId = `c${n}`;
    const { customer } = claimed(aCustomer({ customerId }), { holdoutShare });
    const isHeldOut = customer.pending!.arm === 'holdout';
    if (isHeldOut) heldOut++;
    else pushed++;
    await offered(shop, { changes: { customerId }, holdoutShare, state: isHeldOut ? 'ghost' : 'sent' });
    // every second of those pushed to, every fifth of the others
    if (n % (isHeldOut ? 5 : 2) !== 0) continue;
    bought++;
    await shop.tell(customerId, 'purchased');
  }
  const counts = await shop.counts();
  expect([counts['end|sent'], counts['end|ghost'], counts['customers|push']]).toEqual([pushed, heldOut, pushed]);
  expect(counts['push|bought']! + counts['holdout|bought']!).toBe(bought);

  const worlds = { current: async () => aWorld() };
  const report = await reportOffer({ stats: shop.stats, worlds }, 'cocoa', {}, noon);
  expect(report).toMatchObject({ from: '2026-05-06', to: today, uplift: { sampleRatio: { ok: true } } });
  expect(report.uplift).toEqual(upliftOf(today, totalsOf([{ day: today, counts }])));
  expect(report.by.store).toMatchObject([{ key: 'cafe', name: 'Café Ravn' }]);
  expect(report.uplift.verdict).toBe('helped');
  const { offers } = await reportOffers({ stats: shop.stats, worlds }, { to: today }, noon + day);
  const { sent } = report.funnel;
  expect(offers).toMatchObject([{ offerId: 'cocoa', title: 'Varm kakao', verdict: 'helped', sent }]);
});
