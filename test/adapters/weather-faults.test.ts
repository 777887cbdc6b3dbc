// What a weather service may do to us, by either adapter: one request, one named cause, and never a throw.
import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { metNorway } from '../../shared/adapters/weather/met-norway.ts';
import { openMeteo } from '../../shared/adapters/weather/open-meteo.ts';
import { json, startWeatherServer, type WeatherServer } from './weather-server.ts';

let server: WeatherServer;
beforeAll(async () => {
  server = await startWeatherServer();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.asked.length = 0;
});

const status =
  (code: number, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response.writeHead(code, headers).end('no');

const faults: [string, RequestListener, object][] = [
  ['is broken', status(500), { cause: 'broken', detail: 'http-500' }],
  [
    'is overloaded',
    status(503, { 'retry-after': '120' }),
    { cause: 'broken', detail: 'http-503', retryAfterSeconds: 120 },
  ],
  [
    'throttles',
    status(429, { 'retry-after': '60' }),
    { cause: 'throttled', detail: 'http-429', retryAfterSeconds: 60 },
  ],
  [
    'throttles until a date',
    status(429, { 'retry-after': 'Sat, 21 Nov 2026 12:00:00 GMT' }),
    { cause: 'throttled', detail: 'http-429' },
  ],
  ['forbids', status(403), { cause: 'refused', detail: 'http-403' }],
  ['sends elsewhere', status(302, { location: 'http://169.254.169.254/' }), { cause: 'broken', detail: 'http-302' }],
  ['says "not modified" unasked', status(304), { cause: 'broken', detail: 'http-304' }],
  [
    'answers with a page',
    json('<!doctype html><title>Maintenance</title>'),
    { cause: 'unreadable', detail: 'not JSON' },
  ],
  ['answers with NaN', json('{"latitude": NaN}'), { cause: 'unreadable', detail: 'not JSON' }],
  ['answers with nothing', json(''), { cause: 'unreadable', detail: 'not JSON' }],
  ['answers null', json('null'), { cause: 'unreadable' }],
  ['answers another document', json({ error: true, reason: 'secret' }), { cause: 'unreadable' }],
  [
    'answers without end',
    json(`"${'x'.repeat(1_100_000)}"`),
    { cause: 'unreadable', detail: 'longer than 1000000 bytes' },
  ],
  [
    'answers with a little that unpacks to a lot',
    (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20_000_000, ' '))),
    { cause: 'unreadable', detail: 'longer than 1000000 bytes' },
  ],
  ['packs wrongly', json('not gzip', { 'content-encoding': 'gzip' }), { cause: 'unreachable' }],
  ['resets the connection', (request) => request.socket.resetAndDestroy(), { cause: 'unreachable' }],
  ['never answers', () => undefined, { cause: 'time-out', detail: 'no answer within 300 ms' }],
  [
    'begins and never ends',
    (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{"type":'),
    { cause: 'time-out', detail: 'no answer within 300 ms' },
  ],
];

describe.each([
  ['MET Norway', metNorway],
  ['Open-Meteo', openMeteo],
])('%s', (name, make) => {
  it.each(faults)('%s', async (_, answer, expected) => {
    server.answer(answer);
    const timeoutMs = 'cause' in expected && expected.cause === 'time-out' ? 300 : 20_000;
    const provider = make({ fetch, userAgent: 'ravn test@example.com', baseUrl: server.url, timeoutMs });
    expect(provider.name).toBe(name);
    const got = await provider.forecast([10.75, 59.91]);
    expect(got).toMatchObject({ kind: 'failed', ...expected });
    // What a stranger wrote does not come into the log.
    expect(JSON.stringify(got)).not.toContain('secret');
    expect(server.asked).toHaveLength(1);
  });

  it('is not there', async () => {
    const gone = await startWeatherServer();
    await gone.stop();
    const provider = make({ fetch, userAgent: 'ravn test@example.com', baseUrl: gone.url });
    expect(await provider.forecast([10.75, 59.91])).toEqual({
      kind: 'failed',
      cause: 'unreachable',
      detail: 'ECONNREFUSED',
    });
  });

  it('says who asks, and takes packed answers', async () => {
    server.answer(status(500));
    await make({ fetch, userAgent: 'ravn test@example.com', baseUrl: server.url }).forecast([10.75, 59.91]);
    const { headers } = server.asked[0]!;
    expect(headers['user-agent']).toBe('ravn test@example.com');
    expect(headers['accept-encoding']).toContain('gzip');
    expect(headers).not.toHaveProperty('if-modified-since');
  });
});
