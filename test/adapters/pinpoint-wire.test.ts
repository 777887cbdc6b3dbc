// The push client on the wire: whatever the other side does, one request leaves the house.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { pinpointClient, pinpointPush } from '../../shared/adapters/push/pinpoint.ts';
import { pretendCredentials } from './stores.ts';

const token = 'fcm:token_1';
const message = { title: 'Kaffe?', body: 'En latte.', collapseId: 'delivery-1', timeToLiveSeconds: 300 };
const success = JSON.stringify({
  ApplicationId: 'app-1',
  Result: { [token]: { DeliveryStatus: 'SUCCESSFUL', StatusCode: 200, StatusMessage: '{}' } },
});

let server: Server;
let requests = 0;
let connections = 0;
let lastRequest = '';
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Listens with this answer, and returns a provider that finds it as deployed code would: through the environment. */
async function providerAgainst(answer: RequestListener) {
  requests = 0;
  connections = 0;
  server = createServer((request, response) => {
    requests += 1;
    lastRequest = `${request.method} ${request.url}`;
    request.resume().on('end', () => answer(request, response));
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  pretendCredentials();
  const { port } = server.address() as AddressInfo;
  process.env.AWS_ENDPOINT_URL_PINPOINT = `http://127.0.0.1:${port}`;
  return pinpointPush({ applicationId: 'app-1', client: pinpointClient({ requestTimeoutMs: 300 }) });
}
const target = { token, platform: 'android', registeredAt: 1 } as const;

const failing =
  (status: number, type = 'Error'): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type });
    response.end(JSON.stringify({ Message: 'no', RequestID: '1' }));
  };

const cases: [string, RequestListener, object][] = [
  [
    'accepts',
    (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(success),
    { kind: 'accepted' },
  ],
  ['answers 500', failing(500, 'InternalServerErrorException'), { kind: 'unknown', why: 'http-500' }],
  ['answers 502', failing(502), { kind: 'unknown', why: 'http-502' }],
  ['answers 503', failing(503, 'ServiceUnavailable'), { kind: 'unknown', why: 'http-503' }],
  ['answers 504', failing(504), { kind: 'unknown', why: 'http-504' }],
  ['answers 429', failing(429, 'TooManyRequestsException'), { kind: 'not-accepted', why: 'http-429' }],
  [
    'answers 400',
    failing(400, 'BadRequestException'),
    { kind: 'rejected', why: 'http-400', deadToken: false, ourFault: true },
  ],
  [
    'answers 403',
    failing(403, 'ForbiddenException'),
    { kind: 'rejected', why: 'http-403', deadToken: false, ourFault: true },
  ],
  [
    'answers what is no JSON',
    (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('<html>'),
    { kind: 'unknown', why: 'http-200' },
  ],
  ['resets the connection', (request) => request.socket.resetAndDestroy(), { kind: 'unknown', why: 'ECONNRESET' }],
  ['ends the connection', (request) => request.socket.end(), { kind: 'unknown', why: 'ECONNRESET' }],
  ['never answers', () => undefined, { kind: 'unknown', why: 'time-out' }],
  [
    'keeps saying that it is working on it',
    (_, response) => {
      const talk = setInterval(() => response.writeProcessing(), 50);
      response.on('close', () => clearInterval(talk));
    },
    { kind: 'unknown', why: 'time-out' },
  ],
  [
    'begins to answer and stops',
    (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).write('{"ApplicationId'),
    { kind: 'unknown' },
  ],
];

describe('one request, where the other side', () => {
  it.each(cases)('%s', async (_, answer, outcome) => {
    const provider = await providerAgainst(answer);
    expect(await provider.push(target, message)).toMatchObject(outcome);
    expect(requests).toBe(1);
    expect(lastRequest).toBe('POST /v1/apps/app-1/messages');
  });

  it('is not there: none', async () => {
    const provider = await providerAgainst(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    expect(await provider.push(target, message)).toEqual({ kind: 'not-accepted', why: 'ECONNREFUSED' });
    expect(requests).toBe(0);
  });

  it('may have closed a kept connection: so none is kept', async () => {
    const provider = await providerAgainst((_, response) => response.writeHead(200).end(success));
    await provider.push(target, message);
    await provider.push(target, message);
    expect({ requests, connections }).toEqual({ requests: 2, connections: 2 });
  });
});
