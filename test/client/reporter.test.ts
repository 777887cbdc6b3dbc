// The reporter, rule by rule: silence, batches, patience, stops, regions, and what it keeps.
import { describe, expect, it } from 'vitest';
import type { Fix, PositionsRequest } from '../../client/api.ts';
import { createClient } from '../../client/client.ts';
import { createReporter, type ReporterOptions, type Watch } from '../../client/reporter.ts';
import type { Store } from '../../client/waiting.ts';
import { positionsRequest } from '../../shared/model/signal.ts';
import { type Fate, fakeServer } from './server.ts';
import { virtualTime } from './virtual-time.ts';

const start = 1_780_000_000_000;
const metresPerDegree = 111_195;

interface Answered {
  reason?: string;
  withinMetres?: number;
  beforeSeconds?: number;
  regions?: object[];
}

const answer = (request: PositionsRequest, { reason = 'not-near', regions, ...next }: Answered = {}): Fate => ({
  status: 200,
  body: {
    results: request.reports.map(({ id }) => ({ id, reason })),
    next: { withinMetres: 0, beforeSeconds: 0, ...next },
    ...(regions && { regions }),
  },
});

/** A phone; `at` is seconds from the start, and it is so many metres north. */
function aPhone(
  fate: (request: PositionsRequest, count: number) => Fate = (request) => answer(request),
  options: Partial<ReporterOptions> = {},
) {
  const time = virtualTime(start);
  const server = fakeServer(time, ({ body }, count) => fate(body as PositionsRequest, count));
  const platform = { ...time, fetch: server.fetch, random: () => 0.5 };
  const heard: unknown[] = [];
  const watches: Watch[] = [];
  const reporter = createReporter({
    client: createClient({ apiUrl: 'https://api.example', token: () => 'token', platform }),
    platform,
    everyMs: 0,
    onStopped: (reason) => heard.push(reason),
    onFixWanted: () => heard.push(['wanted', (time.now() - start) / 1000]),
    onError: (error) => heard.push((error as Error).message),
    onWatch: (watch) => watches.push(watch),
    ...options,
  });
  const bodies = () => server.requests.map(({ body }) => positionsRequest.parse(body));
  return {
    reporter,
    server,
    heard,
    watches,
    bodies,
    async take(seconds: number, metres = 0, more: Partial<Fix> = {}) {
      await time.runTo(start + seconds * 1000);
      reporter.take({ at: start + seconds * 1000, lng: 12.5, lat: 55.6 + metres / metresPerDegree, ...more });
    },
    runTo: (seconds: number) => time.runTo(start + seconds * 1000),
    /** Of each request: when, in seconds, and of its reports when they were measured. */
    sent: () =>
      server.requests.map(({ at, body }) => [
        (at - start) / 1000,
        ...(body as PositionsRequest).reports.map((report) => (report.at - start) / 1000),
      ]),
  };
}

describe('silence', () => {
  it('is kept within the metres and before the seconds of the answer, and ends with either', async () => {
    const { take, sent, reporter, runTo } = aPhone((request) =>
      answer(request, { withinMetres: 100, beforeSeconds: 60 }),
    );
    for (const [seconds, metres] of [
      [0, 0],
      [10, 99],
      [20, 0],
      [30, 101],
      [89, 101],
      [90, 101],
    ] as const) {
      await take(seconds, metres);
    }
    await runTo(91);
    expect(sent()).toEqual([
      [0, 0],
      [30, 30],
      [90, 90],
    ]);
    expect(reporter.figures()).toMatchObject({ taken: 6, answered: 3, silent: 3, waiting: 0 });
  });

  it('is not promised by zero and zero: the next fix is wanted', async () => {
    const { take, sent, runTo } = aPhone();
    for (let second = 0; second < 4; second++) await take(second);
    await runTo(5);
    expect(sent()).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  it('does not hold for what is taken while a report is under way; what waits is judged by its answer', async () => {
    const { take, sent, reporter, runTo } = aPhone((request, count) => ({
      ...(answer(request, { withinMetres: 100, beforeSeconds: 600 }) as object as { status: number }),
      afterMs: count === 1 ? 4500 : 20,
    }));
    // back where it was: the last is within the promise, but what lies between may have changed everything
    for (const [seconds, metres] of [
      [0, 0],
      [1, 10],
      [2, 150],
      [3, 20],
      [4, 20],
    ] as const)
      await take(seconds, metres);
    await runTo(10);
    expect(sent()).toEqual([
      [0, 0],
      [4.5, 2, 3, 4],
    ]);
    expect(reporter.figures()).toMatchObject({ silent: 1, answered: 4 });
  });

  it('is not taken from before a report that may have arrived, although it was dropped', async () => {
    const { take, sent, runTo } = aPhone((request, count) =>
      count === 1 || count > 40 ? answer(request, { withinMetres: 100, beforeSeconds: 900 }) : 'no-connection',
    );
    await take(0);
    await take(10, 200);
    await runTo(400);
    const attempts = sent().length;
    await take(401);
    await runTo(402);
    expect(sent().slice(attempts)).toEqual([[401, 401]]);
  });

  it('asks for a fix when it is over, if none has come', async () => {
    const { take, heard, runTo } = aPhone((request) => answer(request, { withinMetres: 100, beforeSeconds: 60 }));
    await take(0);
    await runTo(59);
    expect(heard).toEqual([]);
    await runTo(300);
    expect(heard).toEqual([['wanted', 60]]);
  });
});

describe('a batch', () => {
  it('is what the API takes: at most 50, sorted, each with the phone’s own last fix', async () => {
    const { take, bodies, sent, runTo } = aPhone(
      (request, count) => (count === 1 ? 'no-connection' : answer(request)),
      {
        deviceId: 'phone',
        everyMs: 2000,
      },
    );
    for (let second = 0; second < 70; second++) {
      await take(second / 100, second, { accuracyMetres: 5, speedMetresPerSecond: 1 });
    }
    await runTo(10);
    expect(sent().map(([, ...reports]) => reports.length)).toEqual([1, 50, 20]);
    const [, first, second] = bodies();
    expect(first!.deviceId).toBe('phone');
    for (const [index, { previous }] of first!.reports.entries()) {
      const { id: _, previous: __, ...before } = first!.reports[index - 1] ?? { id: '', previous: undefined };
      expect(previous).toEqual(index === 0 ? undefined : before);
    }
    expect(second!.reports[0]!.previous!.at).toBe(first!.reports.at(-1)!.at);
    expect(new Set([...first!.reports, ...second!.reports].map(({ id }) => id)).size).toBe(70);
  });

  it('gathers what is taken within `everyMs`', async () => {
    const { take, sent, runTo } = aPhone(undefined, { everyMs: 3000 });
    for (let second = 0; second < 6; second++) await take(second);
    await runTo(10);
    expect(sent()).toEqual([
      [0, 0],
      [3, 1, 2],
      [6, 3, 4, 5],
    ]);
  });

  it('leaves out what the operating system says when it does not know', async () => {
    const { take, bodies, reporter, runTo } = aPhone();
    await take(0, 0, { accuracyMetres: -1 });
    await take(1, 0, { accuracyMetres: 8, speedMetresPerSecond: -1 });
    await take(1, 0, { accuracyMetres: 8 });
    await take(2, 0, { lng: 181 });
    await take(3, 0, { accuracyMetres: null, speedMetresPerSecond: null } as object);
    await take(4, 0, { at: start + 4000.7, mocked: true } as Partial<Fix>);
    await runTo(5);
    const reports = bodies().flatMap((body) => body.reports);
    expect(
      reports.map(({ at, accuracyMetres, speedMetresPerSecond, mocked }) => [
        at - start,
        accuracyMetres,
        speedMetresPerSecond,
        mocked,
      ]),
    ).toEqual([
      [1000, 8, undefined, undefined],
      [3000, undefined, undefined, undefined],
      [4000, undefined, undefined, true],
    ]);
    expect(reporter.figures()).toMatchObject({ taken: 6, unusable: 3, answered: 3 });
  });
});

describe('patience', () => {
  it('sends the very same reports again, with those that came meanwhile', async () => {
    const { take, bodies, sent, runTo, heard } = aPhone((request, count) =>
      count < 3 ? { status: 503, headers: { 'retry-after': '2' } } : answer(request),
    );
    await take(0);
    await take(1, 10);
    await runTo(20);
    expect(sent().map(([, ...reports]) => reports)).toEqual([[0], [0, 1], [0, 1]]);
    expect(sent()[1]![0]).toBeGreaterThanOrEqual(2);
    const [first, second, third] = bodies();
    expect(second!.reports[0]).toEqual(first!.reports[0]);
    expect(third!.reports).toEqual(second!.reports);
    expect(heard.slice(0, 2)).toEqual(['POST /v1/positions: 503', 'POST /v1/positions: 503']);
  });

  it('gives up what is older than five minutes, and counts it', async () => {
    const { take, reporter, sent, runTo } = aPhone((request, count) =>
      count < 26 ? 'no-connection' : answer(request),
    );
    await take(0);
    await take(200);
    await runTo(400);
    reporter.wake();
    await runTo(600);
    expect(reporter.figures()).toMatchObject({ taken: 2, tooOld: 1 });
    for (const [at, ...reports] of sent())
      expect(Math.max(...reports.map((report) => at! - report))).toBeLessThanOrEqual(300);
  });

  it('keeps 300 at the most, and lets the oldest go that are not under way', async () => {
    const { take, reporter, bodies, runTo } = aPhone((request, count) => (count === 1 ? 'hangs' : answer(request)));
    for (let tenth = 0; tenth < 350; tenth++) await take(tenth / 100, tenth);
    expect(reporter.figures()).toMatchObject({ waiting: 300, tooMany: 50 });
    await runTo(60);
    expect(bodies()[1]!.reports[0]).toEqual(bodies()[0]!.reports[0]);
    expect(reporter.figures()).toMatchObject({ answered: 300, tooMany: 50, waiting: 0 });
  });

  it('ends where it is refused for good: that batch is not sent again', async () => {
    const { take, reporter, sent, heard, runTo } = aPhone((request, count) =>
      count === 1 ? { status: 400, body: { code: 'invalid-request' } } : answer(request),
    );
    await take(0);
    await take(1);
    await runTo(60);
    expect(sent().map(([, ...reports]) => reports)).toEqual([[0], [1]]);
    expect(reporter.figures()).toMatchObject({ refused: 1, answered: 1 });
    expect(heard[0]).toBe('POST /v1/positions: 400 invalid-request');
  });
});

describe('a stop', () => {
  it.each(['paused', 'no-location-consent'])(
    '%s: nothing is sent and nothing kept until told otherwise',
    async (reason) => {
      const { take, reporter, sent, heard, watches, runTo } = aPhone((request, count) =>
        answer(request, count === 1 ? { reason, withinMetres: 100_000, beforeSeconds: 900 } : {}),
      );
      await take(0);
      for (const seconds of [1, 1000, 5000]) await take(seconds);
      expect(sent()).toEqual([[0, 0]]);
      expect(heard).toEqual([reason]);
      expect(watches).toEqual([{ regions: [] }]);
      reporter.resume();
      await take(5001);
      await runTo(5002);
      expect(sent()).toEqual([
        [0, 0],
        [5001, 5001],
      ]);
      expect(reporter.figures()).toMatchObject({ taken: 5, stopped: 3, answered: 2 });
    },
  );

  it('by the app holds until its moment, and then wants a fix', async () => {
    const { take, reporter, sent, heard, runTo } = aPhone((request) =>
      answer(request, { withinMetres: 9, beforeSeconds: 900 }),
    );
    await take(0);
    await take(1);
    reporter.hold(start + 40 * 86_400_000); // more than a timer takes
    await take(30 * 86_400);
    expect(heard).toEqual([]);
    await runTo(40 * 86_400 + 1);
    expect(heard).toEqual([['wanted', 40 * 86_400]]);
    await take(40 * 86_400 + 2);
    await runTo(40 * 86_400 + 3);
    expect(sent().length).toBe(2);
  });

  it('makes nothing of an answer from before it, and still has one request under way', async () => {
    const { take, reporter, sent, server, runTo } = aPhone((request, count) => ({
      ...(answer(request, { withinMetres: 9000, beforeSeconds: 900 }) as object as { status: number }),
      afterMs: count === 1 ? 5000 : 20,
    }));
    await take(0);
    await runTo(1);
    reporter.hold();
    reporter.resume();
    await take(2, 10);
    await runTo(10);
    expect(sent()).toEqual([
      [0, 0],
      [5, 2],
    ]);
    expect(server.mostOpen()).toBe(1);
    expect(reporter.figures()).toMatchObject({ taken: 2, stopped: 1, answered: 1 });
  });

  it('for want of a token keeps what waits', async () => {
    const { take, reporter, sent, heard, runTo } = aPhone((request, count) =>
      count < 3 ? { status: 401 } : answer(request),
    );
    await take(0);
    await runTo(60);
    expect(heard).toEqual(['unauthorized', 'POST /v1/positions: 401']);
    expect(sent().length).toBe(2);
    reporter.resume();
    await runTo(61);
    expect(reporter.figures()).toMatchObject({ taken: 1, answered: 1 });
  });
});

describe('regions', () => {
  const region = (metres: number) => ({
    id: `r${metres}`,
    center: [12.5, 55.6 + metres / metresPerDegree],
    radiusMetres: 100,
  });

  it('are asked for at first, half-way to the farthest of them, and every quarter of an hour', async () => {
    const { take, bodies, watches, runTo } = aPhone(
      (request) =>
        answer(request, {
          withinMetres: 50,
          beforeSeconds: 600,
          ...(request.regions && { regions: [region(200), region(1100)] }),
        }),
      { regions: true },
    );
    for (const [seconds, metres] of [
      [0, 0],
      [10, 400],
      [20, 600],
      [30, 700],
      [931, 700],
    ] as const)
      await take(seconds, metres);
    await runTo(940);
    expect(bodies().map(({ regions }) => regions)).toEqual([true, undefined, true, undefined, true]);
    expect(watches[0]).toEqual({
      regions: [region(200), region(1100)],
      silence: { center: [12.5, 55.6], radiusMetres: 50, until: start + 600_000 },
    });
    expect(watches[1]).not.toHaveProperty('regions');
  });

  it('are not asked for again and again where there are none', async () => {
    const { take, bodies, runTo } = aPhone((request) => answer(request, { regions: [] }), { regions: true });
    await take(0);
    await take(10, 5000);
    await runTo(20);
    expect(bodies().map(({ regions }) => regions)).toEqual([true, undefined]);
  });
});

describe('a store', () => {
  const aStore = (kept?: string) => {
    const saved: (string | undefined)[] = [];
    const store: Store = {
      load: async () => kept,
      save: async (text) => void saved.push(text),
    };
    return { store, saved };
  };

  it('is given what waits, until nothing does', async () => {
    const { store, saved } = aStore();
    const { take, bodies, runTo } = aPhone((request, count) => (count === 1 ? 'no-connection' : answer(request)), {
      store,
    });
    await take(0);
    await runTo(10);
    expect(JSON.parse(saved[0]!)).toEqual(bodies()[0]!.reports);
    expect(saved.at(-1)).toBeUndefined();
  });

  it('brings back what waited when the app ended: the very same reports, before whatever comes now', async () => {
    const kept = [
      { id: 'old', at: start - 400_000, lng: 1, lat: 1 },
      { id: 'kept', at: start - 1000, lng: 12.5, lat: 55.6 },
      { id: 'of a clock that was ahead', at: start + 90_000, lng: 12.5, lat: 55.6 },
    ];
    const { store } = aStore(JSON.stringify(kept));
    const { take, bodies, reporter, runTo } = aPhone(undefined, { store });
    await take(0.5);
    await runTo(10);
    const reports = bodies().flatMap((body) => body.reports);
    expect(reports[0]).toEqual(kept[1]);
    expect(reports.map(({ at }) => at)).toEqual([start - 1000, start + 500]);
    expect(reports[1]!.previous).toEqual({ at: start - 1000, lng: 12.5, lat: 55.6 });
    expect(reporter.figures()).toMatchObject({ taken: 4, tooOld: 1, answered: 2, unusable: 1 });
  });

  it('that fails does not keep anything from being sent', async () => {
    const broken = async () => {
      throw new Error('disk full');
    };
    const { take, reporter, heard, runTo } = aPhone(undefined, { store: { load: broken, save: broken } });
    await take(0);
    await runTo(10);
    expect(reporter.figures()).toMatchObject({ answered: 1 });
    expect(heard).toContain('disk full');
  });

  it('is emptied at the end', async () => {
    const { store, saved } = aStore();
    const { take, reporter, runTo, sent } = aPhone(() => 'no-connection', { store });
    await take(0);
    await runTo(1);
    await reporter.end();
    expect(saved.at(-1)).toBeUndefined();
    const attempts = sent().length;
    reporter.resume();
    await take(5);
    await runTo(100);
    expect(sent().length).toBe(attempts);
    expect(reporter.figures()).toMatchObject({ taken: 2, stopped: 2, waiting: 0 });
  });
});
