// Trying an offer: what a job counts, whatever interrupts, doubles or stops it; and what it never tells.
import { beforeAll, describe, expect, test } from 'vitest';
import { memoryQueue } from '../../shared/adapters/memory/queue.ts';
import { memorySimulations } from '../../shared/adapters/memory/simulations.ts';
import { nothingAuthored } from '../../shared/model/authored.ts';
import type { Offer } from '../../shared/model/offer.ts';
import {
  type SimulationMessage,
  type SimulationResult,
  type SimulationSource,
  simulationJob,
  simulationRequest,
  simulationResult,
} from '../../shared/model/simulation.ts';
import { type ReplayPorts, replayOffer } from '../../shared/usecases/replay-offer.ts';
import { type StartPorts, showSimulation, startSimulation, stopSimulation } from '../../shared/usecases/try-offer.ts';
import { aPast, day, type Past, streetOffers } from '../support/past.ts';
import { aReport, hour, minute, noon } from '../support/town.ts';

const [cocoa] = streetOffers as [Offer];
const thirtyDays: SimulationSource = { kind: 'decisions', days: 30 };

const regulars = {
  id: 'regulars',
  name: 'Regulars',
  audience: { visits: { atLeast: 1000 } },
  ...{ version: 1, changedAt: noon, changedBy: 'mia' },
};

let past: Past;
/** What the walkers of one job make of the offer. */
let walked: Promise<SimulationResult>;
beforeAll(async () => {
  // Two dozen people, each at a store every two hours or so, for a day.
  const steps = Array.from({ length: 240 }, (_, n) => ({
    customer: (n * 7) % 24,
    waitMinutes: 6,
    place: (n + Math.floor(n / 24)) % 4,
    isLate: false,
  }));
  past = await aPast(steps, { customers: 24 });
  walked = resultOf(cocoa, { kind: 'sample' });
  await walked;
});

/** The jobs over that past, with a clock to turn. */
function aDesk() {
  const clock = { now: noon };
  let ids = 0;
  const simulations = memorySimulations();
  const queue = memoryQueue<SimulationMessage>(() => clock.now);
  const ports: ReplayPorts & StartPorts = {
    authored: {
      read: async () => ({ revision: 1, version: 1, authored: { ...nothingAuthored, segments: [regulars] } }),
    },
    worlds: past.ports.worlds,
    simulations,
    simulationQueue: queue,
    sample: past.sample,
    decisions: past.ports.decisions,
    customers: past.ports.customers,
    newId: () => `run-${ids++}`,
    clock: () => clock.now,
  };
  return {
    clock,
    ports,
    queue,
    start: (offer: Offer, source = thirtyDays, compareWith?: 'live') =>
      startSimulation(ports, { offer, source, compareWith }, { by: 'mia' }, clock.now),
    show: (id: string) => showSimulation(ports, id, clock.now),
    /** Works the queue off; a message that fails is there again six minutes later. */
    async workOff(work = (message: SimulationMessage) => replayOffer(ports, message)) {
      for (let due = queue.nextDueAt(); due !== undefined; due = queue.nextDueAt()) {
        clock.now = Math.max(clock.now, due);
        for (const message of queue.receive()) await work(message).catch(() => queue.send(message, 360));
      }
    },
  };
}

async function resultOf(offer: Offer, source = thirtyDays, compareWith?: 'live'): Promise<SimulationResult> {
  const desk = aDesk();
  const { id } = await desk.start(offer, source, compareWith);
  await desk.workOff();
  const { state, result } = await desk.show(id);
  expect(state).toBe('done');
  expect(simulationResult.parse(result)).toEqual(result);
  return result!;
}

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);

describe('on past decisions', () => {
  test('the offer in force, unchanged, is what was', async () => {
    const result = await resultOf(cocoa, thirtyDays, 'live');
    const records = (await Promise.all(past.ids.map(past.recordsOf))).flat();
    const sent = records.filter(({ offerId, end }) => offerId === 'cocoa' && end?.state === 'sent');
    expect(sent.length).toBeGreaterThan(20);
    expect(result).toMatchObject({
      sends: sent.length,
      customersReplayed: 24,
      difference: { gained: 0, lost: 0, same: sent.length },
      considered: sum(Object.values(result.reasons)),
      assumed: [],
    });
    expect(result.others.sends).toBe(result.others.live);
    expect(sum(result.byHour)).toBe(result.sends);
    expect(sum(result.byStore.map(({ sends }) => sends))).toBe(result.sends);
    expect(sum(result.perDay.map(({ sends }) => sends))).toBe(result.sends);
    expect(result.perDay.map(({ liveSends }) => liveSends)).toEqual(result.perDay.map(({ sends }) => sends));
    // Sent within the day before noon of the day before.
    expect(result.estimate!.sendsPerDay).toBeCloseTo(result.sends / 2, 0);
  });

  test('a stricter cap sends less, and says what it lost and what pressed', async () => {
    const strict = { ...cocoa, caps: [{ per: 'offer' as const, limit: 1, windowMinutes: 7 * 24 * 60 }], cost: 0.01 };
    const [before, after] = [await resultOf(cocoa), await resultOf(strict, thirtyDays, 'live')];
    expect(after.sends).toBeLessThan(before.sends);
    expect(after.difference!.lost).toBeGreaterThan(0);
    expect(after.capPressure.capped).toBeGreaterThan(before.capPressure.capped);
    expect(after.customers).toBe(after.sends);
    expect(after.cost.sends).toBeCloseTo(after.sends * 0.01);
    expect(before.difference).toBeUndefined();
  });

  test('a new offer that begins tomorrow is tried as if it had been on, and says so', async () => {
    const draft = { ...cocoa, id: 'tea', startsAt: noon + day, endsAt: noon + 8 * day, value: 100, budgetUnits: 50 };
    const result = await resultOf(draft, thirtyDays, 'live');
    expect(result).toMatchObject({ assumed: ['dates'], difference: { lost: 0, same: 0, gained: result.sends } });
    expect(result.sends).toBeGreaterThan(0);
    expect(result.others.sends).toBeLessThan(result.others.live!);
    expect(result.estimate!.budgetDays).toBeCloseTo(50 / result.estimate!.sendsPerDay);
  });

  test('examples name a place, an hour and a reason, and nobody', async () => {
    const result = await resultOf(cocoa);
    expect(result.examples.length).toBeGreaterThan(3);
    for (const { at, text } of result.examples) {
      expect(at % hour).toBe(0);
      expect(text).toMatch(/^1 candidate/);
    }
    expect(JSON.stringify(result)).not.toMatch(/customer-\d|own history|token/);
  });

  test('who has withdrawn her consent to location, or is gone, is left out', async () => {
    const gone = past.ids.slice(0, 12);
    const desk = aDesk();
    const load = async (id: string) => {
      const customer = await past.ports.customers.load(id);
      if (id === gone[0]) return undefined;
      return customer && gone.includes(id) ? { ...customer, consents: {} } : customer;
    };
    const { id } = await desk.start(cocoa);
    await desk.workOff((message) => replayOffer({ ...desk.ports, customers: { load } }, message));
    const { result } = await desk.show(id);
    // Fewer than twenty are left: no example is shown of them.
    expect(result).toMatchObject({ customersReplayed: 12, examples: [] });
  });
});

describe('a job', () => {
  test('is stopped before its next page, and stays so', async () => {
    const desk = aDesk();
    const { id } = await desk.start(cocoa);
    expect(await desk.show(id)).toEqual({ id, state: 'waiting', done: 0 });
    let pages = 0;
    const page: ReplayPorts['sample']['page'] = async (place, limit) => {
      if (pages++ === 2) await stopSimulation(desk.ports, id, desk.clock.now);
      return past.sample.page(place, Math.min(limit, 3));
    };
    await desk.workOff((message) => replayOffer({ ...desk.ports, sample: { ...past.sample, page } }, message));
    const { state, done, result } = await desk.show(id);
    expect([state, result]).toEqual(['stopped', undefined]);
    expect(done).toBeLessThan(1);
    expect((await stopSimulation(desk.ports, id, desk.clock.now)).state).toBe('stopped');
  });

  test('goes on in another run when the time of one is up', async () => {
    const desk = aDesk();
    const { id } = await desk.start(cocoa, { kind: 'sample' });
    let runs = 0;
    let ticking = 0;
    // Each look at the clock takes ten seconds.
    const clock = () => desk.clock.now + 10_000 * ticking++;
    await desk.workOff((message) => {
      runs++;
      return replayOffer({ ...desk.ports, clock }, message);
    });
    expect(runs).toBeGreaterThan(3);
    const { state, result } = await desk.show(id);
    expect([state, result]).toEqual(['done', await walked]);
  });

  test('interrupted at any call, and begun again, it counts every page once', async () => {
    const expected = await resultOf(cocoa);
    const interrupted = async (crashAt: number, when: 'before' | 'after') => {
      const desk = aDesk();
      const { id } = await desk.start(cocoa);
      let calls = 0;
      const failing =
        <Args extends unknown[], Answer>(call: (...args: Args) => Promise<Answer>) =>
        async (...args: Args): Promise<Answer> => {
          const isNow = calls++ === crashAt;
          if (isNow && when === 'before') throw new Error('interrupted');
          const answer = await call(...args);
          if (isNow) throw new Error('interrupted');
          return answer;
        };
      const { simulations, sample, decisions, customers, worlds, simulationQueue } = desk.ports;
      const ports: ReplayPorts = {
        ...desk.ports,
        worlds: { current: failing(worlds.current) },
        simulations: { ...simulations, find: failing(simulations.find), advance: failing(simulations.advance) },
        simulationQueue: { send: failing(simulationQueue.send) },
        // Small pages, so that there are several.
        sample: { ...sample, page: failing((place, limit) => sample.page(place, Math.min(limit, 4))) },
        decisions: { latest: failing(decisions.latest) },
        customers: { load: failing(customers.load) },
      };
      await desk.workOff((message) => replayOffer(ports, message));
      const shown = await desk.show(id);
      expect(shown.state, `interrupted ${when} call ${crashAt}`).toBe('done');
      expect(shown.result).toEqual(expected);
      return calls;
    };
    const calls = await interrupted(Number.POSITIVE_INFINITY, 'before');
    expect(calls).toBeGreaterThan(50);
    // Every call of the protocol, and of the many alike one in eleven.
    for (let at = 0; at < calls; at += at < 12 ? 1 : 11)
      for (const when of ['before', 'after'] as const) await interrupted(at, when);
  });

  test('whose message comes twice at once, it counts every page once, and only one run goes on', async () => {
    const expected = await resultOf(cocoa);
    const desk = aDesk();
    const { id } = await desk.start(cocoa);
    await desk.workOff(async (message) => {
      await Promise.all([replayOffer(desk.ports, message), replayOffer(desk.ports, message)]);
    });
    expect((await desk.show(id)).result).toEqual(expected);
  });

  test('of which nothing is heard for half an hour has failed', async () => {
    const desk = aDesk();
    const { id } = await desk.start(cocoa);
    desk.clock.now += 31 * minute;
    expect(await desk.show(id)).toEqual({ id, state: 'failed', done: 0 });
    await desk.workOff();
    expect((await desk.show(id)).state).toBe('failed');
    await expect(desk.show('run-99')).rejects.toMatchObject({ code: 'not-found' });
    await expect(stopSimulation(desk.ports, 'run-99', noon)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('on reports of a team’s own', () => {
  const lines = ['ida', 'ole'].flatMap((customerId, n) =>
    [0, 1, 2, 8].map((minutes) => {
      const { previous: _, ...report } = aReport(n * 400, { at: noon + minutes * minute, id: `${n}-${minutes}` });
      return { customerId, ...report };
    }),
  );

  test('it is done with the answer, and no coordinate and no name is kept', async () => {
    const desk = aDesk();
    const { id } = await desk.start(cocoa, { kind: 'reports', lines }, 'live');
    const { state, done, result } = await desk.show(id);
    expect([state, done]).toEqual(['done', 1]);
    expect(result).toMatchObject({
      sends: 2,
      customers: 2,
      byStore: [
        { geofenceId: 'store-0', sends: 1 },
        { geofenceId: 'store-1', sends: 1 },
      ],
      difference: { gained: 0, lost: 0, same: 2 },
    });
    expect(desk.queue.nextDueAt()).toBeUndefined();
    const job = await desk.ports.simulations.find(id, noon);
    expect(simulationJob.parse(job)).toEqual(job);
    expect(JSON.stringify(job)).not.toMatch(/55\.67|12\.56|"(ida|ole)"/);
  });

  test('weather, context and turns are taken to hold, for the offer in force too', async () => {
    const weather = { kinds: ['rain' as const] };
    const context = [{ name: 'stock', scope: 'everywhere' as const, atLeast: 1 }];
    const result = await (async () => {
      const desk = aDesk();
      const { id } = await desk.start({ ...cocoa, weather, context, on: 'present' }, { kind: 'reports', lines });
      return (await desk.show(id)).result!;
    })();
    expect(result.assumed).toEqual(['weather', 'context', 'trigger']);
    expect(result.sends).toBe(2);
  });

  test('an offer that waits for a stay gets it between two reports', async () => {
    const desk = aDesk();
    const { id } = await desk.start({ ...cocoa, on: { dwellMinutes: 5 } }, { kind: 'reports', lines });
    expect((await desk.show(id)).result).toMatchObject({ sends: 2, reasons: { chosen: 2 } });
  });

  test('more than 5,000 lines or 92 days, and no lines, are refused', () => {
    const of = (count: number) => ({
      offer: cocoa,
      source: { kind: 'reports', lines: Array.from({ length: count }, () => lines[0]) },
    });
    expect(simulationRequest.safeParse(of(5000)).success).toBe(true);
    expect(simulationRequest.safeParse(of(5001)).error?.issues[0]?.path).toEqual(['source', 'lines']);
    expect(simulationRequest.safeParse(of(0)).success).toBe(false);
    const years = [lines[0]!, { ...lines[0]!, at: noon + 93 * day }];
    const { error } = simulationRequest.safeParse({ offer: cocoa, source: { kind: 'reports', lines: years } });
    expect(error?.issues[0]).toMatchObject({ path: ['source', 'lines'], message: 'at most 92 days' });
  });
});

describe('on walkers made up', () => {
  test('people come to the stores of the offer, wherever they are', async () => {
    const first = await walked;
    expect(first.customersReplayed).toBeGreaterThan(150);
    expect(first.sends).toBeGreaterThan(100);
    expect(first.byStore).toHaveLength(3);
    expect(first.estimate).toBeUndefined();
    // Nobody is sent anything in quiet hours, nor comes at night.
    expect(sum(first.byHour.slice(0, 7))).toBe(0);
    expect(first.examples.length).toBeGreaterThan(0);
  });
});

test('an offer for a segment is tried on those who belong to it', async () => {
  const everybody = await resultOf(cocoa);
  expect(everybody.sends).toBeGreaterThan(0);
  const { sends, reasons } = await resultOf({ ...cocoa, segmentId: 'regulars' });
  expect(sends).toBe(0);
  expect(reasons['not-in-audience']).toBeGreaterThanOrEqual(everybody.sends);
});

test('what cannot be tried is refused by name', async () => {
  const desk = aDesk();
  await expect(desk.start({ ...cocoa, segmentId: 'strangers' })).rejects.toMatchObject({
    faults: [{ field: 'offer.segmentId', message: 'there is no segment "strangers"' }],
  });
  const refused = (where: Offer['where']) => desk.start({ ...cocoa, where });
  await expect(refused({ geofenceIds: ['nowhere'] })).rejects.toMatchObject({
    code: 'invalid-offer',
    faults: [{ field: 'offer.where.geofenceIds', message: 'there is no geofence "nowhere"' }],
  });
  await expect(refused({ tags: ['tea'] })).rejects.toMatchObject({ faults: [{ field: 'offer.where' }] });
  const texts = Object.fromEntries(
    Array.from({ length: 500 }, (_, n) => [`da-x-a${n}`, { title: 'T', body: 'x'.repeat(399) }]),
  );
  await expect(desk.start({ ...cocoa, messages: { ...cocoa.messages, ...texts } })).rejects.toMatchObject({
    code: 'invalid-offer',
  });
});
