// The whole demo against an API that answers over HTTP: what it asks for, in which order, what it tells, and how it ends.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { customers } from '../../../demo/customers.ts';
import { type DemoCloud, type Push, playDemo } from '../../../demo/play.ts';
import { countsLine, emptyResult, savedShare, summary } from '../../../demo/tally.ts';
import { createTerminal } from '../../../demo/terminal.ts';
import { catalogueFile } from '../../../shared/model/catalogue.ts';
import { positionsRequest } from '../../../shared/model/signal.ts';
import { type Asked, type FakeApi, startFakeApi } from './fake-api.ts';

let api: FakeApi | undefined;
afterEach(async () => {
  await api?.stop();
  api = undefined;
});

/** A cloud in which every first report of a customer with a device leads to a push, on catalogue version `version`. */
async function townCloud(version: number, onPositions: () => void = () => {}) {
  const listeners: ((push: Push) => void)[] = [];
  const everybody = new Map(customers(1).map((customer) => [customer.id, customer]));
  const pushed = new Set<string>();
  const answer = ({ method, path, token }: Asked) => {
    const id = token.split(' ')[0]!;
    if (path === '/v1/catalogue') return { body: { version, geofences: 49, offers: 13 } };
    if (path.startsWith('/v1/live')) return { body: { events: liveFeed(path) } };
    const about = /customers\/([^/]+)\/decisions/.exec(path)?.[1];
    if (about) return { body: { decisions: pushed.has(about) ? [decisionFor(about)] : [] } };
    if (method === 'GET') return { body: { decisions: [] } };
    if (path !== '/v1/positions') return { body: {} };
    onPositions();
    if (!pushed.has(id)) {
      pushed.add(id);
      const { token: pushToken } = everybody.get(id)!;
      for (const listener of listeners) {
        listener({
          token: pushToken,
          title: 'Varm kakao',
          body: '',
          channelType: 'GCM',
          collapseId: `of-${id}`,
          at: Date.now(),
        });
      }
    }
    return { body: { results: [{ id: 'x', reason: 'chosen' }], next: { withinMetres: 500, beforeSeconds: 900 } } };
  };
  api = await startFakeApi(answer);
  const scopes: (string | undefined)[] = [];
  const cloud: DemoCloud = {
    apiUrl: api.url,
    issueToken: async ({ sub, scope }) => {
      scopes.push(scope);
      return `${sub} ${scope ?? ''}`;
    },
    onPush: (listener) => listeners.push(listener),
  };
  return { cloud, scopes, listeners };
}

/** A decision of each kind, and one of an earlier run; asked for what comes after, as a feed answers. */
function liveFeed(path: string) {
  const now = Date.now();
  const kinds = ['position', 'weather', 'context', 'crossing', 'crossing'];
  const events = kinds.map((signal, n) => ({ id: `b${n}`, at: now + n, event: { type: 'DecisionMade', signal } }));
  const old = { id: 'a', at: now - 60_000, event: { type: 'DecisionMade', signal: 'time' } };
  return path.includes('after=') ? events : [old, ...events];
}

const decisionFor = (id: string) => ({
  at: Date.now(),
  reason: 'chosen',
  deliveryId: `of-${id}`,
  offerId: 'warm-cocoa',
  geofenceId: 'kaffe-lygten',
  facts: { signal: { kind: 'position' } },
  candidates: [
    { offerId: 'warm-cocoa', geofenceId: 'kaffe-lygten', reason: 'chosen', propensity: 0.2 },
    { offerId: 'other', geofenceId: 'kaffe-lygten', reason: 'outranked', propensity: 0.05 },
  ],
});

async function play(cloud: DemoCloud, stop: AbortController) {
  const lines: string[] = [];
  const result = await playDemo({
    cloud,
    seed: 1,
    speed: 5,
    headless: true,
    signal: stop.signal,
    write: (line) => lines.push(line),
  });
  return { lines, result };
}

describe('the demo', () => {
  it('publishes, registers everybody, lets them walk, tells every push and why, and adds up', async () => {
    const stop = new AbortController();
    let reports = 0;
    const { cloud, scopes } = await townCloud(1, () => {
      reports += 1;
      if (reports === 60) stop.abort();
    });
    const { lines, result } = await play(cloud, stop);

    const published = api!.asked[0]!;
    expect([published.method, published.path, published.token]).toEqual([
      'PUT',
      '/v1/catalogue',
      'demo-marketer ravn/marketer',
    ]);
    expect(catalogueFile.parse(published.body).offers).toHaveLength(16);
    expect(new Set(scopes)).toEqual(new Set(['ravn/marketer', undefined]));

    // Each customer: consents first, which create her, then phone and tastes, then reports.
    const ofCustomers = api!.asked.slice(1).filter(({ token }) => token.startsWith('customer-'));
    const of = Map.groupBy(ofCustomers, ({ token }) => token);
    for (const asked of of.values()) {
      const paths = asked.map(({ method, path }) => `${method} ${path.replace(/phone-\d+/, '*')}`);
      const steps = ['PUT /v1/consents', 'PUT /v1/devices/*', 'PUT /v1/preferences'];
      expect(paths.slice(0, 3)).toEqual(steps.slice(0, paths.length));
      for (const { body } of asked.filter(({ path }) => path === '/v1/positions')) positionsRequest.parse(body);
    }

    expect(result.reports).toBeGreaterThan(40);
    expect(result.reasons).toEqual({ chosen: result.reports });
    expect(result.pushes).toBeGreaterThan(40);
    expect(result.errors).toBe(0);
    // However often the feed is asked, each decision counts once, and those of an earlier run not at all.
    expect(result.signals).toEqual({ position: 1, weather: 1, context: 1, crossing: 2 });
    expect(lines).toContain('decided   crossing 2 · position 1 · weather 1 · context 1');
    const told = lines.filter((line) => line.includes('because:'));
    expect(told.length).toBe(result.pushes);
    expect(told.find((line) => line.includes('likes coffee'))).toMatch(
      /^\d\d:\d\d:\d\d {2}☕ {2}\p{L}+ at Torvehallerne {2}"Varm kakao" {2}because: position: came in · likes coffee · propensity 0\.20 ≥ 0\.10 · 1 of 3 today · better than 1 other$/u,
    );
    expect(lines.join('\n')).not.toContain('\u001b');
    expect(lines.join('\n')).not.toContain('customer-');
  });

  it('asks what everybody has had already when the data is not new', async () => {
    const stop = new AbortController();
    const { cloud } = await townCloud(2, () => stop.abort());
    await play(cloud, stop);

    expect(api!.asked.slice(1, 201).map(({ path }) => path)).toEqual(new Array(200).fill('/v1/decisions'));
  });

  it('tells a push whose record does not come, and ignores phones that are not its own', async () => {
    const stop = new AbortController();
    const { cloud, listeners } = await townCloud(1, () => {
      const [someone] = customers(1);
      for (const token of [someone!.token, 'a stranger'.padEnd(64)]) {
        const push = { token, title: 'Unheard of', body: '', channelType: 'APNS', collapseId: 'never', at: Date.now() };
        if (!stop.signal.aborted) listeners[0]!(push);
      }
      stop.abort();
    });
    const { lines } = await play(cloud, stop);

    const told = lines.filter((line) => line.includes('Unheard of'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('because: its record has not come yet');
  });

  it('fails when the catalogue is refused, and ends quietly when stopped at once', async () => {
    api = await startFakeApi(() => ({ status: 400, body: { code: 'invalid' } }));
    const cloud: DemoCloud = { apiUrl: api.url, issueToken: async () => 'token', onPush: () => {} };

    await expect(play(cloud, new AbortController())).rejects.toThrow('/v1/catalogue: 400');

    const stopped = new AbortController();
    stopped.abort();
    expect((await play(cloud, stopped)).result).toEqual(emptyResult());
  });

  it('fails when a customer is refused', async () => {
    api = await startFakeApi(({ path }) => (path === '/v1/catalogue' ? { body: { version: 1 } } : { status: 403 }));
    const cloud: DemoCloud = { apiUrl: api.url, issueToken: async () => 'token', onPush: () => {} };

    await expect(play(cloud, new AbortController())).rejects.toThrow('/v1/consents: 403');
  });

  it('imports nothing but itself and Node', () => {
    const folder = join(import.meta.dirname, '../../../demo');
    for (const file of readdirSync(folder)) {
      const imports = [...readFileSync(join(folder, file), 'utf8').matchAll(/from '([^']+)'/g)].map(
        ([, from]) => from!,
      );
      for (const from of imports) expect(from, file).toMatch(/^(\.\/[a-z-]+\.ts|node:[a-z/]+)$/);
    }
  });
});

describe('the count', () => {
  it('saves what is less than a report every five seconds, and says so when it is more', () => {
    const result = { ...emptyResult(), phones: 10, phoneSeconds: 600, reports: 30 };

    expect(savedShare(result)).toBeCloseTo(0.75);
    expect(savedShare({ ...result, reports: 180 })).toBeCloseTo(-0.5);
    expect(savedShare(emptyResult())).toBe(0);
    expect(summary({ ...result, savedByNext: -0.5 }, 5).join('\n')).toContain('50 % more');
  });

  it('names the most frequent reason first, and points at --fresh when caps hold everything back', () => {
    expect(countsLine({ chosen: 2, 'not-near': 1234, capped: 7 })).toBe('not-near 1,234 · capped 7 · chosen 2');
    expect(summary({ ...emptyResult(), reasons: { capped: 7 } }, 5).join('\n')).toContain('--fresh');
    expect(summary({ ...emptyResult(), pushes: 1, reasons: { capped: 7 } }, 5).join('\n')).not.toContain('--fresh');
  });
});

describe('the terminal', () => {
  function screen(isTTY: boolean) {
    const shown: string[] = [];
    const stream = { isTTY, columns: 20, write: (text: string) => shown.push(text) };
    return {
      shown,
      terminal: createTerminal((line) => shown.push(`${line}\n`), stream as unknown as NodeJS.WriteStream),
    };
  }

  it('keeps one line at the bottom and rewrites it', () => {
    const { shown, terminal } = screen(true);
    terminal.status('one');
    terminal.line('a push');
    terminal.status('a line that is wider than the screen');
    terminal.end();

    expect(shown).toEqual([
      'one',
      '\r\u001b[2K',
      'a push\n',
      'one',
      '\r\u001b[2K',
      'a line that is wide',
      '\r\u001b[2K',
    ]);
  });

  it('shows plain lines only where it cannot rewrite', () => {
    const { shown, terminal } = screen(false);
    terminal.status('one');
    terminal.line(terminal.bold('a push'));
    terminal.end();

    expect(shown).toEqual(['a push\n']);
  });
});
