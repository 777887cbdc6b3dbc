// Outcomes over ports in memory: what one teaches, once, of whom and when; whatever is late, repeated, forged, interrupted or withdrawn.
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
import { memoryLessonQueue } from '../../shared/adapters/memory/lesson-queue.ts';
import { memoryModels } from '../../shared/adapters/memory/models.ts';
import { chance } from '../../shared/core/decide/chance.ts';
import { choose } from '../../shared/core/decide/choose.ts';
import { claim, endOf, finish } from '../../shared/core/decide/deliver.ts';
import { sense } from '../../shared/core/decide/sense.ts';
import { attributionWindowMs, reportingGraceMs } from '../../shared/core/propensity/outcomes.ts';
import type { Customer } from '../../shared/model/customer.ts';
import type { TerminalState } from '../../shared/model/delivery.ts';
import type { Outcome } from '../../shared/model/outcome.ts';
import type { Learnable } from '../../shared/model/propensity.ts';
import { keepModel } from '../../shared/usecases/kept-model.ts';
import { learnLessons } from '../../shared/usecases/learn-lessons.ts';
import { updateConsents } from '../../shared/usecases/manage-consents.ts';
import { recordOutcome, recordOutcomes } from '../../shared/usecases/record-outcome.ts';
import { consentPorts } from '../support/consent-ports.ts';
import { aCustomer, anOffer, aReport, aWorld, hour, minute, noon } from '../support/town.ts';

const onFault = (doing: string, cause: unknown) => {
  throw new Error(doing, { cause });
};
const closed = attributionWindowMs + reportingGraceMs;

function aShop() {
  const models = memoryModels();
  const ports = {
    customers: memoryCustomers(),
    models,
    model: keepModel(models),
    lessons: memoryLessonQueue(),
    onFault,
  };
  return {
    ports,
    her: async () => (await ports.customers.load('freja'))!,
    tell: (outcome: Partial<Outcome>, now = noon + hour) =>
      recordOutcome(
        ports,
        { customerId: 'freja', outcome: { id: `o${now}`, kind: 'redeemed', at: now, category: 'coffee', ...outcome } },
        now,
      ),
    learn: (now: number) => learnLessons(ports, ports.lessons.take(), now),
  };
}
type Shop = ReturnType<typeof aShop>;

/** She came in, and this is how it ended. */
async function offered(
  shop: Shop,
  { state = 'sent' as TerminalState, at = noon, holdoutShare = 0, changes = {} } = {},
) {
  const world = aWorld({ offers: [anOffer({ holdoutShare, caps: [], endsAt: at + 1e10 })] });
  const stored = await shop.ports.customers.load('freja');
  const before = stored ?? aCustomer(changes);
  const gone = { ...before, openVisits: [] };
  const { facts } = sense(world, gone, aReport(0, { at }), at, 'phone');
  const { customer, learnables, reason } = choose(world, gone, facts!, at, chance(at));
  expect(reason).toBe('chosen');
  const claimed = claim(customer, customer.pending!, at);
  const ended = finish(claimed, endOf(claimed.pending!, state, at));
  if (!stored) await shop.ports.customers.create(ended);
  else await shop.ports.customers.save(ended);
  await shop.ports.lessons.send(learnables);
  return claimed.pending!.deliveryId;
}

/** The propensity of coffee for her, if she came in now. */
function propensityOf(
  customer: Customer,
  model?: Awaited<ReturnType<Shop['ports']['model']['current']>>,
  at = noon + 2 * hour,
) {
  const world = aWorld({ offers: [anOffer({ caps: [], endsAt: at + 1e10 })] });
  const { facts } = sense(world, { ...customer, openVisits: [] }, aReport(0, { at }), at, 'phone');
  const { decision } = choose({ ...world, model }, { ...customer, openVisits: [] }, facts!, at, chance('p'));
  return decision!.candidates[0]!.propensity!;
}

let shop: Shop;
beforeEach(() => {
  shop = aShop();
});

describe('one outcome', () => {
  test('a redemption moves her propensity at once, and teaches everybody when the window has ended', async () => {
    await offered(shop);
    const before = propensityOf(await shop.her());
    expect(await shop.tell({})).toBe('learnt');
    expect(propensityOf(await shop.her())).toBeGreaterThan(1.5 * before);
    expect(shop.ports.lessons.take().filter(({ lesson }) => lesson)).toEqual([]);

    await offered(shop, { at: noon + closed });
    const [lesson, ...more] = shop.ports.lessons.take();
    expect(more).toEqual([]);
    expect(lesson).toMatchObject({ lesson: { target: 1 } });
    expect(JSON.stringify(lesson)).not.toContain('freja');
  });

  test('no redemption teaches the contrary, noticed when she next comes by', async () => {
    await offered(shop);
    await offered(shop, { at: noon + closed });
    expect(shop.ports.lessons.take()).toMatchObject([{ lesson: { target: 0 } }]);
    const her = await shop.her();
    expect(her.propensity!.opportunities).toHaveLength(1);
    const later = noon + closed + hour;
    const unlearnt = { ...her, propensity: { ...her.propensity!, residual: undefined } };
    expect(propensityOf(her, undefined, later)).toBeLessThan(0.95 * propensityOf(unlearnt, undefined, later));
  });

  test('or when her windows are said to be over, once, although she never came back', async () => {
    await offered(shop);
    const close = (now: number) => recordOutcome(shop.ports, { customerId: 'freja' }, now);
    await close(noon + closed - 1);
    expect(shop.ports.lessons.take()).toEqual([]);
    await close(noon + closed);
    const { version } = await shop.her();
    await close(noon + closed + hour);
    expect(shop.ports.lessons.take()).toMatchObject([{ lesson: { target: 0 } }]);
    expect(await shop.her()).toMatchObject({ version, propensity: { opportunities: [] } });
    await recordOutcome(shop.ports, { customerId: 'nobody' }, noon);
  });

  test('a purchase in the category counts as redemption; after the window, and in another category, as a habit alone', async () => {
    await offered(shop);
    const purchase = (id: string, category: string, at: number): Outcome => ({ id, kind: 'purchased', at, category });
    await recordOutcomes(
      shop.ports,
      'freja',
      [purchase('a', 'coffee', noon + hour), purchase('b', 'tea', noon + hour)],
      noon + hour,
    );
    const { opportunities, habits } = (await shop.her()).propensity!;
    expect(opportunities).toMatchObject([{ category: 'coffee', redeemedAt: noon + hour }]);
    expect(habits).toMatchObject([
      { category: 'coffee', purchases: 1, redemptions: 1 },
      { category: 'tea', purchases: 1, redemptions: 0 },
    ]);
    const { residual } = (await shop.her()).propensity!;
    await shop.tell({ kind: 'purchased', category: 'coffee' }, noon + attributionWindowMs);
    expect((await shop.her()).propensity).toMatchObject({ residual });
  });

  test('who was held out and buys all the same counts for what people do unasked', async () => {
    await offered(shop, { state: 'ghost', holdoutShare: 1 });
    const before = propensityOf(await shop.her());
    await shop.tell({ kind: 'purchased' });
    expect((await shop.her()).propensity!.residual).toBeUndefined();
    expect(propensityOf(await shop.her())).toBeLessThan(2 * before);
    await offered(shop, { at: noon + closed, state: 'ghost', holdoutShare: 1 });
    expect(shop.ports.lessons.take().at(-1)).toMatchObject({ held: { category: 'coffee', redeemed: true } });
  });

  test('what was not handed over opens no window', async () => {
    await offered(shop, { state: 'rejected' });
    expect((await shop.her()).propensity).toBeUndefined();
    expect(await shop.tell({ kind: 'opened' })).toBe('unattributed');
  });

  test('a dismissal needs an offer of hers, a mute does not; both are a no', async () => {
    const deliveryId = await offered(shop);
    const before = propensityOf(await shop.her());
    expect(await shop.tell({ kind: 'dismissed', deliveryId: 'somebody-else' })).toBe('unattributed');
    expect(await shop.tell({ id: 'x', kind: 'dismissed', deliveryId })).toBe('learnt');
    const dismissed = propensityOf(await shop.her());
    expect(dismissed).toBeLessThan(before);
    expect(await shop.tell({ id: 'y', kind: 'muted' })).toBe('learnt');
    expect(propensityOf(await shop.her())).toBeLessThan(dismissed);
    expect(shop.ports.lessons.take()).toEqual([]);
  });
});

describe('harm is bounded', () => {
  test('the same outcome twice is one, and one of last week none', async () => {
    await offered(shop);
    await shop.tell({ id: 'same' });
    const once = await shop.her();
    expect(await shop.tell({ id: 'same' }, noon + 2 * hour)).toBe('repeated');
    expect(await shop.tell({ id: 'old', at: noon - closed }, noon + 2 * hour)).toBe('late');
    expect(await shop.her()).toEqual(once);
  });

  test('without consent to profiling nothing is kept, and with its withdrawal all of it goes', async () => {
    const { location, push } = aCustomer().consents;
    await offered(shop, { changes: { consents: { location, push } } });
    const before = await shop.her();
    expect(before.propensity).toBeUndefined();
    expect(await shop.tell({})).toBe('no-profiling');
    expect(await shop.her()).toEqual(before);

    const consenting = aShop();
    await offered(consenting);
    await consenting.tell({});
    const presence = { arrive: async () => {}, leave: async () => {}, page: async () => ({ customerIds: [] }) };
    const ports = { ...consentPorts(), customers: consenting.ports.customers, presence, newId: String };
    await updateConsents(ports, 'freja', { profiling: false, textVersion: '1', source: 'app' }, noon);
    expect((await consenting.her()).propensity).toBeUndefined();
  });

  test('a stream of forged outcomes teaches everybody no more than one lesson for each offer Ravn made', async () => {
    const kinds = ['redeemed', 'purchased', 'opened', 'dismissed', 'muted', 'interested'] as const;
    const forged = fc.array(
      fc.record({
        kind: fc.constantFrom(...kinds),
        minutes: fc.integer({ min: -3000, max: 3000 }),
        id: fc.integer({ max: 60, min: 0 }),
      }),
      { maxLength: 80 },
    );
    await fc.assert(
      fc.asyncProperty(forged, fc.integer({ min: 1, max: 3 }), async (stream, offers) => {
        const one = aShop();
        for (let n = 0; n < offers; n++) await offered(one, { at: noon + n * hour });
        for (const { kind, minutes, id } of stream)
          await one.tell({ id: `f${id}`, kind, at: noon + minutes * minute }, noon + 4 * hour);
        await offered(one, { at: noon + closed + 3 * hour });
        const lessons = one.ports.lessons.take().filter(({ lesson }) => lesson);
        expect(lessons).toHaveLength(offers);
        const p = propensityOf(await one.her(), undefined, noon + closed + 4 * hour);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThan(1);
        expect(Buffer.from((await one.her()).propensity?.residual ?? '', 'base64').length).toBeLessThanOrEqual(512);
      }),
      { numRuns: 25 },
    );
  });

  test('two phones that tell at the same moment are both heard', async () => {
    await offered(shop);
    const results = await Promise.all(['a', 'b', 'c'].map((id) => shop.tell({ id, kind: 'interested' })));
    expect(results).toEqual(['learnt', 'learnt', 'learnt']);
    expect((await shop.her()).propensity!.seen).toHaveLength(3);
  });

  test('interrupted at any call and told again, it is learnt once', async () => {
    for (const call of ['load', 'send', 'save', 'after-save'] as const) {
      const one = aShop();
      await offered(one);
      const outcome: Outcome = { id: 'o', kind: 'redeemed', at: noon + hour, category: 'coffee' };
      const stop = (at: typeof call) => {
        if (at === call) throw new Error('crashed');
      };
      const crashing = {
        ...one.ports,
        customers: {
          ...one.ports.customers,
          load: async (id: string) => {
            stop('load');
            return one.ports.customers.load(id);
          },
          save: async (customer: Customer) => {
            stop('save');
            const saved = await one.ports.customers.save(customer);
            stop('after-save');
            return saved;
          },
        },
        lessons: {
          send: async (all: Learnable[]) => {
            stop('send');
            await one.ports.lessons.send(all);
          },
        },
      };
      await expect(recordOutcome(crashing, { customerId: 'freja', outcome }, noon + hour)).rejects.toThrow('crashed');
      await recordOutcome(one.ports, { customerId: 'freja', outcome }, noon + hour);
      expect((await one.her()).propensity!.habits).toMatchObject([{ redemptions: 1 }]);
      await one.learn(noon + hour);
      expect((await one.ports.models.current())!.counts.alone).toEqual({ coffee: 1 });
    }
  });
});

describe('everybody', () => {
  const lessonsOf = async (target: 0 | 1, people: number) => {
    const learnables = [];
    for (let n = 0; n < people; n++) {
      const one = aShop();
      await offered(one, { changes: { customerId: 'freja' } });
      if (target === 1) await one.tell({});
      await offered(one, { at: noon + closed });
      const [lesson] = one.ports.lessons.take().filter(({ lesson }) => lesson);
      learnables.push({ ...lesson!, id: `${target}-${n}`, lesson: { ...lesson!.lesson!, id: `${target}-${n}` } });
    }
    return learnables;
  };

  test('thirty redemptions move a stranger’s propensity, through the queue and a new version', async () => {
    const before = propensityOf(aCustomer());
    const lessons = await lessonsOf(1, 30);
    expect(await learnLessons(shop.ports, lessons, noon)).toBe(1);
    const model = await shop.ports.model.current(noon);
    expect(model).toMatchObject({ version: 1 });
    expect(propensityOf(aCustomer(), model)).toBeGreaterThan(3 * before);
    expect(await learnLessons(shop.ports, await lessonsOf(0, 60), noon)).toBe(2);
    const after = await shop.ports.model.current(noon + minute);
    expect(propensityOf(aCustomer(), after)).toBeLessThan(propensityOf(aCustomer(), model));
  });

  test('a batch that is delivered again, whole or in part, is learnt once', async () => {
    const lessons = await lessonsOf(1, 6);
    await learnLessons(shop.ports, [...lessons, ...lessons], noon);
    const once = await shop.ports.models.current();
    expect(once!.sent).toEqual({ of: 6, redeemed: 6 });
    expect(await learnLessons(shop.ports, lessons.slice(2), noon + 1)).toBeUndefined();
    expect(await shop.ports.models.current()).toEqual(once);
  });

  test('ten that learn at the same moment lose nothing; one that cannot publish lets the batch come again', async () => {
    const lessons = await lessonsOf(0, 4);
    await Promise.all(lessons.map((lesson) => learnLessons(shop.ports, [lesson], noon)));
    expect(await shop.ports.models.current()).toMatchObject({ version: 4, sent: { of: 4, redeemed: 0 } });
    const never = { ...shop.ports.models, publish: async () => false };
    const more = [{ ...lessons[0]!, id: 'more' }];
    await expect(learnLessons({ models: never, onFault }, more, noon)).rejects.toThrow('written by others');
    expect(await learnLessons(shop.ports, more, noon)).toBe(5);
  });

  test('others who bought this also bought: from 20 people on, a field of whoever comes next', async () => {
    const scoreAfter = async (people: number) => {
      const models = memoryModels();
      for (let n = 0; n < people; n++) {
        const one = aShop();
        await one.ports.customers.create(aCustomer());
        for (const category of ['coffee', 'cake']) {
          const outcome = { id: `${n}-${category}`, kind: 'purchased' as const, at: noon, category };
          await recordOutcome(one.ports, { customerId: 'freja', outcome }, noon);
        }
        await learnLessons({ models, onFault }, one.ports.lessons.take(), noon);
      }
      const model = await keepModel(models).current(noon);
      await shop.ports.customers.create(aCustomer());
      await shop.tell({ kind: 'purchased', category: 'coffee' }, noon);
      const world = { ...aWorld({ offers: [anOffer({ category: 'cake' })] }), model };
      const { facts } = sense(world, await shop.her(), aReport(0), noon, 'phone');
      return choose(world, await shop.her(), facts!, noon, chance('also')).decision!.context!.alsoRedeemed;
    };
    expect(await scoreAfter(19)).toBeUndefined();
    expect(await scoreAfter(20)).toBe(1);
  });

  test('once a day former models go, those of 91 days ago; what fails there fails no lesson', async () => {
    const asked: number[] = [];
    const faults: string[] = [];
    const removeFormer = async (before: number) => {
      asked.push(before);
      throw new Error('no answer');
    };
    const ports = { models: { ...shop.ports.models, removeFormer }, onFault: (doing: string) => faults.push(doing) };
    const day = 24 * hour;
    for (const at of [noon, noon + hour, noon + day, noon + day + 1, noon + 3 * day]) {
      const lesson = { id: `l${at}`, at, held: { category: 'coffee', redeemed: false } };
      expect(await learnLessons(ports, [lesson], at)).toBeGreaterThan(0);
    }
    expect(asked).toEqual([noon - 90 * day, noon - 88 * day]);
    expect(faults).toEqual(['removing former propensity models', 'removing former propensity models']);
  });

  test('a model is looked up again after 15 seconds, and opened once a version', async () => {
    let opened = 0;
    const { models } = shop.ports;
    const kept = keepModel({
      ...models,
      current: () => {
        opened++;
        return models.current();
      },
    });
    expect(await kept.current(noon)).toBeUndefined();
    await learnLessons(shop.ports, await lessonsOf(1, 1), noon);
    expect(await kept.current(noon + 14_999)).toBeUndefined();
    const [first, second] = await Promise.all([kept.current(noon + 15_000), kept.current(noon + 15_000)]);
    expect(first).toBe(second);
    await kept.current(noon + 40_000);
    expect(opened).toBe(1);
  });
});
