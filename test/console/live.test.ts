// Watching the feed: every event once, resuming after the API was down, and asking less often meanwhile.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Answer } from '../../console/api.ts';
import type { LiveEvent } from '../../console/live/events.ts';
import { advance, type Connection, overlapMs, retryDelayMs, startOfFeed, watchLive } from '../../console/live/watch.ts';
import { liveEvent } from './event.ts';

test('failures are waited for longer and longer, up to a limit, and at least as long as the API asks', () => {
  expect([1, 2, 3, 4, 5, 6, 60].map((failures) => retryDelayMs(failures))).toEqual([
    1000, 2000, 4000, 8000, 15_000, 15_000, 15_000,
  ]);
  expect(retryDelayMs(1, 20)).toBe(20_000);
  expect(retryDelayMs(3, 1)).toBe(4000);
});

test('a reader goes on from the last event that is old enough to have no late neighbours', () => {
  const [old, settled, recent, newest] = [1000, 2000, 2001, 2000 + overlapMs].map((at) => liveEvent(at));
  const { reading, fresh } = advance(startOfFeed, [old!, settled!, recent!, newest!]);
  expect(fresh).toEqual([old, settled, recent, newest]);
  expect(reading.after).toBe(settled!.id);
  expect(reading.recent.map(({ id }) => id)).toEqual([recent!.id, newest!.id]);
  expect(advance(reading, [recent!, newest!])).toEqual({ reading, fresh: [] });
  expect(advance(startOfFeed, [])).toEqual({ reading: startOfFeed, fresh: [] });
});

test('every event is heard of exactly once, though events reach the feed late and out of order', async () => {
  const event = fc.record({
    at: fc.integer({ min: 1, max: 60_000 }),
    lateMs: fc.integer({ min: 0, max: overlapMs - 1 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 60 }), async (drawn) => {
      const all = drawn.map(({ at, lateMs }, i) => ({
        ...liveEvent(at, undefined, String(i)),
        arrivesAt: at + lateMs,
      }));
      const clock = { now: 0 };
      const { heard } = await watch({
        clock,
        until: 70_000,
        ask: (query) => {
          const there = all.filter(({ arrivesAt }) => arrivesAt <= clock.now);
          return { ok: true, body: { events: after(there, query) } };
        },
      });
      expect(heard.map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
    }),
    { numRuns: 50 },
  );
});

test('a long feed is read page by page without waiting', async () => {
  const all = Array.from({ length: 1700 }, (_, i) => liveEvent(1000 + i));
  const { heard, asked } = await watch({
    until: 1,
    ask: (query) => ({ ok: true, body: { events: after(all, query) } }),
  });
  expect(heard).toEqual(all);
  expect(asked).toHaveLength(4);
});

test('while the API is down it says so and until when, then goes on from where it was', async () => {
  const [first, second] = [liveEvent(1), liveEvent(overlapMs + 2)];
  const third = liveEvent(overlapMs + 3);
  const answers: Answer[] = [
    { ok: true, body: { events: [first, second] } },
    { ok: false },
    { ok: false, status: 503, retryAfterSeconds: 30 },
    { ok: true, body: 'not what was asked for' },
    { ok: true, body: { events: [second, third] } },
  ];
  const { heard, asked, connections } = await watch({ until: 36_000, ask: () => answers.shift()! });
  expect(heard).toEqual([first, second, third]);
  expect(connections).toEqual([
    { state: 'connected' },
    { state: 'down', status: undefined, retryAt: 1000 + 1000 },
    { state: 'down', status: 503, retryAt: 2000 + 30_000 },
    { state: 'down', status: undefined, retryAt: 32_000 + 4000 },
    { state: 'connected' },
  ]);
  expect(asked.map((query) => query.get('after'))).toEqual([null, ...Array(4).fill(first.id)]);
});

test('an event of a type this page does not know is passed over', async () => {
  const known = liveEvent(2);
  const unknown = { id: '1', at: 1, event: { type: 'WeatherChanged' } };
  const { heard } = await watch({ until: 1, ask: () => ({ ok: true, body: { events: [unknown, known] } }) });
  expect(heard).toEqual([known]);
});

/** Watches on a clock of its own, which sleeping moves, until that shows `until`. */
async function watch(options: { clock?: { now: number }; until: number; ask: (query: URLSearchParams) => Answer }) {
  const { clock = { now: 0 }, until } = options;
  const ending = new AbortController();
  const heard: LiveEvent[] = [];
  const connections: Connection[] = [];
  const asked: URLSearchParams[] = [];
  await watchLive({
    ask: async (path) => {
      const url = new URL(path, 'http://ravn.test');
      expect(url.pathname).toBe('/v1/live');
      asked.push(url.searchParams);
      return options.ask(url.searchParams);
    },
    sleep: async (milliseconds) => {
      clock.now += milliseconds;
      if (clock.now > until) ending.abort();
    },
    now: () => clock.now,
    onEvents: (events) => heard.push(...events),
    onConnection: (connection) => connections.push(connection),
    signal: ending.signal,
  });
  return { heard, connections, asked };
}

/** What GET /v1/live answers: after an id, oldest first, so many. */
function after(events: LiveEvent[], query: URLSearchParams): LiveEvent[] {
  const from = query.get('after') ?? '';
  const ordered = events.filter(({ id }) => id > from).sort((a, b) => (a.id < b.id ? -1 : 1));
  return ordered.slice(0, Number(query.get('limit')));
}
