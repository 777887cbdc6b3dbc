// The demo's phone against an API that answers over HTTP: silence, `previous`, patience, and one request at a time.
import { afterEach, describe, expect, it } from 'vitest';
import { createSession } from '../../../demo/api.ts';
import { createPhone, fixEveryMs, reportGapMs } from '../../../demo/phone.ts';
import { moved, type Position } from '../../../demo/plane.ts';
import type { Fix } from '../../../demo/receiver.ts';
import { positionsRequest } from '../../../shared/model/signal.ts';
import { type FakeApi, startFakeApi } from './fake-api.ts';

const start = Date.UTC(2026, 10, 22, 11, 20, 30);
const home: Position = [12.5683, 55.6761];

let api: FakeApi;
const ended = new AbortController();
afterEach(() => api.stop());

const quiet = (reason: string, withinMetres: number, beforeSeconds: number) => ({
  body: { results: [{ id: 'x', reason }], next: { withinMetres, beforeSeconds } },
});

/** A phone that walks north at 1 m/s, with no noise. */
function northbound(options: { mocked?: boolean } = {}) {
  const heard: string[] = [];
  const errors: unknown[] = [];
  let tokens = 0;
  const phone = createPhone({
    deviceId: 'phone-001',
    walker: {
      at: (now) => ({ position: moved(home, 0, (now - start) / 1000), metresPerSecond: 1 }),
    },
    receiver: {
      fix: ({ position, metresPerSecond }, now) => ({
        at: now,
        lng: position[0],
        lat: position[1],
        accuracyMetres: 5,
        speedMetresPerSecond: metresPerSecond,
      }),
    },
    session: createSession({
      apiUrl: api.url,
      newToken: async () => `token-${++tokens}`,
      signal: ended.signal,
      random: () => 0.01,
    }),
    mocked: options.mocked ?? false,
    run: 'run',
    firstFixAt: start,
    onAnswer: (reason) => heard.push(reason),
    onError: (error) => errors.push(error),
  });
  return { phone, heard, errors };
}

/** Lets so many seconds pass; resolves to the seconds at which the phone reported. */
async function walkSeconds(phone: ReturnType<typeof northbound>['phone'], from: number, to: number): Promise<number[]> {
  const reportedAt: number[] = [];
  for (let second = from; second <= to; second++) {
    if (!phone.wantsToReport(start + second * fixEveryMs)) continue;
    reportedAt.push(second);
    await phone.report();
  }
  return reportedAt;
}

const reportOf = (index: number) => positionsRequest.parse(api.asked[index]!.body).reports[0]!;

describe('silence', () => {
  it('is kept within the metres of the answer, from the reported fix', async () => {
    api = await startFakeApi(() => quiet('not-near', 30.5, 900));
    const { phone, heard } = northbound();

    // At 1 m/s the 31st second is the first beyond 30.5 m.
    expect(await walkSeconds(phone, 0, 100)).toEqual([0, 31, 62, 93]);
    expect(heard).toEqual(['not-near', 'not-near', 'not-near', 'not-near']);
  });

  it('ends with the seconds of the answer, wherever the phone is', async () => {
    api = await startFakeApi(() => quiet('no-change', 10_000, 40));

    expect(await walkSeconds(northbound().phone, 0, 100)).toEqual([0, 40, 80]);
  });

  it('follows the newest answer, and where there is none to keep, the phone still leaves a gap', async () => {
    api = await startFakeApi((_, count) => quiet('unconfirmed', count < 4 ? 0 : 1000, 15));

    expect(await walkSeconds(northbound().phone, 0, 20)).toEqual([0, 3, 6, 9]);
    expect(reportGapMs).toBe(3000);
  });
});

describe('a report', () => {
  it('is what the API accepts, with the phone’s own last fix, reported or not', async () => {
    api = await startFakeApi(() => quiet('not-near', 30.5, 900));
    await walkSeconds(northbound().phone, 0, 31);

    expect(reportOf(0).previous).toBeUndefined();
    const previous = reportOf(1).previous as Fix;
    expect(previous.at).toBe(start + 30_000);
    expect(previous.lat).toBeLessThan(reportOf(1).lat);
    expect(reportOf(0).id).not.toBe(reportOf(1).id);
    expect(api.asked[0]!.body).toMatchObject({ deviceId: 'phone-001' });
    expect(reportOf(0).mocked).toBeUndefined();
  });

  it('says so when the position is set by an app', async () => {
    api = await startFakeApi(() => quiet('mocked', 30, 900));
    await walkSeconds(northbound({ mocked: true }).phone, 0, 0);

    expect(reportOf(0).mocked).toBe(true);
  });

  it('is the only one under way', async () => {
    api = await startFakeApi(() => ({ ...quiet('not-near', 0, 1), afterMs: 50 }));
    const { phone } = northbound();

    expect(phone.wantsToReport(start)).toBe(true);
    const underWay = phone.report();
    for (let second = 1; second < 60; second++) expect(phone.wantsToReport(start + second * 1000)).toBe(false);
    await underWay;
    expect(phone.wantsToReport(start + 60_000)).toBe(true);
    expect(api.mostAtOnce()).toBe(1);
  });
});

describe('patience', () => {
  it.each([429, 503, 500])('sends the very same report again after %i, when Retry-After is over', async (status) => {
    api = await startFakeApi((_, count) =>
      count < 3 ? { status, headers: { 'retry-after': '1' } } : quiet('not-near', 30.5, 900),
    );
    const { phone, heard, errors } = northbound();
    await walkSeconds(phone, 0, 0);

    expect(heard).toEqual(['not-near']);
    expect(errors).toEqual([]);
    expect(api.asked.map(({ body }) => body)).toEqual([api.asked[0]!.body, api.asked[0]!.body, api.asked[0]!.body]);
    // What is held is the least: the server asked for a second each time.
    expect(api.asked[2]!.at - api.asked[0]!.at).toBeGreaterThanOrEqual(1990);
  });

  it('survives a connection that breaks', async () => {
    api = await startFakeApi((_, count) => (count < 3 ? { hangUp: true } : quiet('not-near', 30.5, 900)));
    const { phone, heard } = northbound();
    await walkSeconds(phone, 0, 0);

    expect(heard).toEqual(['not-near']);
    expect(api.asked.length).toBeGreaterThanOrEqual(3);
  });

  it('asks for a new token once when the old one is refused, and keeps it', async () => {
    api = await startFakeApi(({ token }) =>
      token === 'token-1' ? { status: 401, body: { message: 'Unauthorized' } } : quiet('not-near', 30.5, 900),
    );
    const { phone, heard } = northbound();
    await walkSeconds(phone, 0, 31);

    expect(heard).toEqual(['not-near', 'not-near']);
    expect(api.asked.map(({ token }) => token)).toEqual(['token-1', 'token-2', 'token-2']);
  });

  it('does not press on when refused for good, and tells', async () => {
    api = await startFakeApi(() => ({ status: 400, body: { code: 'invalid' } }));
    const { phone, errors } = northbound();

    expect(await walkSeconds(phone, 0, 16)).toEqual([0, 15]);
    expect(errors).toHaveLength(2);
    expect(String(errors[0])).toContain('400');
  });

  it('gives a token up that is refused twice', async () => {
    api = await startFakeApi(() => ({ status: 401 }));
    const { phone, errors } = northbound();
    await walkSeconds(phone, 0, 0);

    expect(api.asked).toHaveLength(2);
    expect(String(errors[0])).toContain('401');
  });
});
