// The HTTP API over real HTTP: which route answers, the exact event a function gets, who is let in, what comes back.

import { createPublicKey } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, importJWK, SignJWT } from 'jose';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type HttpApi, startHttpApi } from '../../local/api-gateway/http-api.ts';
import { createIssuer, type Issuer } from '../../local/api-gateway/jwt-issuer.ts';
import type { InvokeResult } from '../../local/lambda/invoke.ts';
import { arnOf, lambda, smallTemplate } from './small-template.ts';

const trust = { issuer: 'https://issuer.local/', audience: 'ravn-app' };
let issuer: Issuer;
beforeAll(async () => {
  issuer = await createIssuer(trust);
});

const running: HttpApi[] = [];
afterEach(async () => {
  for (const api of running.splice(0)) await api.stop();
});

type Event = Record<string, unknown> & { requestContext: Record<string, unknown>; headers: Record<string, string> };
interface RouteSketch {
  scopes?: string[];
  isOpen?: boolean;
  timeoutMs?: number;
}

/** An API whose routes all lead to one function; `answer` is what it returns. */
async function start(
  routes: Record<string, RouteSketch>,
  answer: (event: Event) => unknown = (event) => event,
  { api = {}, stage = {}, now }: { api?: object; stage?: object; now?: () => number } = {},
) {
  const events: Event[] = [];
  const resources = Object.entries(routes).flatMap(([RouteKey, { scopes, isOpen, timeoutMs }], i) => [
    [
      `Route${i}`,
      {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          ApiId: { Ref: 'Api' },
          RouteKey,
          Target: { 'Fn::Join': ['', ['integrations/', { Ref: `Integration${i}` }]] },
          ...(isOpen
            ? { AuthorizationType: 'NONE' }
            : { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Authorizer' }, AuthorizationScopes: scopes }),
        },
      },
    ],
    [
      `Integration${i}`,
      {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: {
          ...{ IntegrationType: 'AWS_PROXY', IntegrationUri: arnOf('Fn'), PayloadFormatVersion: '2.0' },
          ...(timeoutMs && { TimeoutInMillis: timeoutMs }),
        },
      },
    ],
  ]);
  const httpApi = await startHttpApi({
    ...smallTemplate({
      Fn: lambda,
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', ...api } },
      Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { StageName: '$default', ...stage } },
      Authorizer: {
        Type: 'AWS::ApiGatewayV2::Authorizer',
        Properties: {
          ...{ Name: 'Jwt', AuthorizerType: 'JWT', IdentitySource: ['$request.header.Authorization'] },
          JwtConfiguration: { Issuer: trust.issuer, Audience: [trust.audience] },
        },
      },
      ...Object.fromEntries(resources),
    }),
    host: '127.0.0.1',
    port: 0,
    issuer,
    now,
    invoke: async (_, event): Promise<InvokeResult> => {
      events.push(event as Event);
      const value = await answer(event as Event);
      return isInvokeResult(value)
        ? value
        : { ok: true, value: value === undefined ? null : JSON.parse(JSON.stringify(value)) };
    },
  });
  running.push(httpApi);
  const call = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(httpApi.url + path, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parse(text) };
  };
  return { ...httpApi, call, events };
}

const isInvokeResult = (value: unknown): value is InvokeResult =>
  typeof value === 'object' && value !== null && 'ok' in value;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const bearer = async (claims: Parameters<Issuer['sign']>[0]) => ({
  authorization: `Bearer ${await issuer.sign(claims)}`,
});

describe('routes', () => {
  const keys = [
    '$default',
    'ANY /{proxy+}',
    'GET /pets/{proxy+}',
    'ANY /pets/dog/1',
    'GET /pets/dog/{id}',
    'GET /pets/dog/1',
    'GET /pets/{kind}/toys',
  ];
  test.each([
    ['GET', '/pets/dog/1', 'GET /pets/dog/1', undefined],
    ['PUT', '/pets/dog/1', 'ANY /pets/dog/1', undefined],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}', { id: '2' }],
    ['GET', '/pets/dog/a%20b%2Fc', 'GET /pets/dog/{id}', { id: 'a b/c' }],
    ['GET', '/pets/cat/toys', 'GET /pets/{kind}/toys', { kind: 'cat' }],
    ['GET', '/pets/cat/3/4', 'GET /pets/{proxy+}', { proxy: 'cat/3/4' }],
    ['POST', '/pets/dog/2', 'ANY /{proxy+}', { proxy: 'pets/dog/2' }],
    ['GET', '/', '$default', undefined],
  ])('%s %s → %s', async (method, path, routeKey, pathParameters) => {
    const { call } = await start(Object.fromEntries(keys.map((key) => [key, { isOpen: true }])));
    expect((await call(path, { method })).body).toMatchObject({
      routeKey,
      rawPath: path,
      requestContext: { routeKey },
    });
    expect(((await call(path, { method })).body as Event).pathParameters).toEqual(pathParameters);
  });

  test('no route is a 404, a path that cannot be decoded a 400, and no function is called', async () => {
    const { call, events } = await start({ 'GET /a/{id}': { isOpen: true } });
    for (const [path, method] of [
      ['/b', 'GET'],
      ['/a/1', 'POST'],
      ['/a', 'GET'],
      ['/a/', 'GET'],
      ['/a/1/', 'GET'],
    ] as const) {
      const { status, body } = await call(path, { method });
      expect([status, body]).toEqual([404, { message: 'Not Found' }]);
    }
    expect(await call('/a/%zz')).toMatchObject({ status: 400, body: { message: 'Bad Request' } });
    expect(events).toEqual([]);
  });

  test('another stage than $default is part of the path', async () => {
    const { url, routes, call } = await start({ 'GET /a': { isOpen: true } }, undefined, {
      stage: { StageName: 'dev' },
    });
    expect(url).toMatch(/\/dev$/);
    expect((await call('/a')).body).toMatchObject({ rawPath: '/dev/a', requestContext: { stage: 'dev' } });
    expect((await fetch(new URL('/a', url))).status).toBe(404);
    expect(routes).toEqual([{ routeKey: 'GET /a', functionLogicalId: 'Fn', scopes: [] }]);
  });
});

describe('the event', () => {
  test('has exactly the fields of payload format 2.0', async () => {
    const nowMs = Date.parse('2026-03-02T09:03:58.123Z');
    const { url, events } = await start({ 'POST /v1/things/{id}': { scopes: ['ravn/marketer'] } }, undefined, {
      now: () => nowMs,
    });
    const token = await issuer.sign({ sub: 'anna', scope: 'openid ravn/marketer' });
    await new Promise((resolve, reject) => {
      const path = '/v1/things/7?a=1&b=x%20y&a=2&empty=';
      const request = httpRequest(url + path, { method: 'POST' }, (response) => response.resume().on('end', resolve));
      request.on('error', reject);
      request.setHeader('authorization', `Bearer ${token}`);
      request.setHeader('content-type', 'application/json; charset=utf-8');
      request.setHeader('cookie', ['s=1; t=2']);
      request.setHeader('X-Two', ['1', '2']);
      request.setHeader('user-agent', 'phone/1');
      request.end('{"æ":1}');
    });
    const { port, host } = new URL(url);
    expect(events).toEqual([
      {
        version: '2.0',
        routeKey: 'POST /v1/things/{id}',
        rawPath: '/v1/things/7',
        rawQueryString: 'a=1&b=x%20y&a=2&empty=',
        cookies: ['s=1', 't=2'],
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json; charset=utf-8',
          'content-length': '8',
          host,
          'user-agent': 'phone/1',
          'x-two': '1,2',
          'x-amzn-trace-id': expect.stringMatching(/^Root=1-69a5527e-[0-9a-f]{24}$/),
          'x-forwarded-for': '127.0.0.1',
          'x-forwarded-port': port,
          'x-forwarded-proto': 'http',
        },
        queryStringParameters: { a: '1,2', b: 'x y', empty: '' },
        requestContext: {
          accountId: '000000000000',
          apiId: 'Api',
          authorizer: {
            jwt: {
              claims: {
                iss: trust.issuer,
                aud: trust.audience,
                sub: 'anna',
                scope: 'openid ravn/marketer',
                iat: expect.stringMatching(/^\d+$/),
                exp: expect.stringMatching(/^\d+$/),
              },
              scopes: ['ravn/marketer'],
            },
          },
          domainName: '127.0.0.1',
          domainPrefix: '127',
          http: {
            method: 'POST',
            path: '/v1/things/7',
            protocol: 'HTTP/1.1',
            sourceIp: '127.0.0.1',
            userAgent: 'phone/1',
          },
          requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          routeKey: 'POST /v1/things/{id}',
          stage: '$default',
          time: '02/Mar/2026:09:03:58 +0000',
          timeEpoch: nowMs,
        },
        pathParameters: { id: '7' },
        body: '{"æ":1}',
        isBase64Encoded: false,
      },
    ]);
  });

  test('leaves out what is empty', async () => {
    const { call } = await start({ 'GET /a': { isOpen: true } });
    const event = (await call('/a')).body as Event;
    const absent = ['cookies', 'queryStringParameters', 'pathParameters', 'body'];
    expect(absent.filter((field) => field in event)).toEqual([]);
    expect(event).toMatchObject({ rawQueryString: '', isBase64Encoded: false });
    expect(event.requestContext).not.toHaveProperty('authorizer');
  });

  test.each([
    ['text/plain', false],
    ['application/json', false],
    ['application/problem+json; charset=utf-8', false],
    ['application/x-www-form-urlencoded', true],
    ['application/jsonish', true],
    ['image/png', true],
  ])('a body of type %s is base64: %s', async (type, isBase64Encoded) => {
    const { call } = await start({ 'POST /a': { isOpen: true } });
    const { body } = await call('/a', { method: 'POST', body: 'å', headers: { 'content-type': type } });
    expect(body).toMatchObject({ isBase64Encoded, body: isBase64Encoded ? 'w6U=' : 'å' });
  });

  test('names that an object has by itself are only names', async () => {
    const { call } = await start({ 'GET /a': { isOpen: true } });
    const { text } = await call('/a?__proto__=x&toString=y&toString=z');
    expect(text).toContain('"queryStringParameters":{"__proto__":"x","toString":"y,z"}');
  });
});

describe('the authorizer', () => {
  const unauthorized = async (api: Awaited<ReturnType<typeof start>>, authorization: string | undefined) => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const { status, body, headers: answered } = await api.call('/a', { headers });
    expect([status, body]).toEqual([401, { message: 'Unauthorized' }]);
    return answered.get('www-authenticate');
  };
  const nowSeconds = () => Math.floor(Date.now() / 1000);
  /** A token signed with the given key that is right but for what is changed. */
  const sign = async (key: Parameters<SignJWT['sign']>[0], header: object = {}, claims: object = {}) => {
    const good = { iss: trust.issuer, aud: trust.audience, sub: 'anna', iat: nowSeconds(), exp: nowSeconds() + 60 };
    return new SignJWT({ ...good, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: issuer.jwks.keys[0]!.kid, ...header })
      .sign(key);
  };

  test('lets a good token in, with or without the word Bearer', async () => {
    const { call } = await start({ 'GET /a': {} });
    const { authorization } = await bearer({ sub: 'anna' });
    for (const value of [authorization, authorization.replace('Bearer', 'bearer'), authorization.slice(7)]) {
      const { status, body } = await call('/a', { headers: { authorization: value } });
      expect(status).toBe(200);
      const { jwt } = (body as Event).requestContext.authorizer as { jwt: Record<string, unknown> };
      expect(jwt).toMatchObject({ claims: { sub: 'anna' }, scopes: null });
    }
  });

  test('refuses every other token as the gateway does, before any function', async () => {
    const api = await start({ 'GET /a': {} });
    const foreign = await generateKeyPair('RS256');
    expect(await unauthorized(api, undefined)).toBe('Bearer');
    expect(await unauthorized(api, 'Bearer x')).toMatch(/^Bearer scope="" error="invalid_token" error_description="/);
    const expired = await issuer.sign({ sub: 'anna', expiresInSeconds: -10 });
    expect(await unauthorized(api, `Bearer ${expired}`)).toMatch(/the token has expired/);
    expect(await unauthorized(api, `Bearer ${await sign(foreign.privateKey)}`)).toMatch(/signature/);
    // The public key as an HMAC secret, the oldest trick; and a token that names no algorithm.
    const publicKey = createPublicKey({ key: { ...issuer.jwks.keys[0] }, format: 'jwk' });
    const secret = Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }));
    expect(await unauthorized(api, `Bearer ${await sign(secret, { alg: 'HS256' })}`)).toMatch(/signing method/);
    const [, payload] = (await issuer.sign({ sub: 'anna' })).split('.');
    const header = Buffer.from('{"alg":"none","kid":"x"}').toString('base64url');
    expect(await unauthorized(api, `Bearer ${header}.${payload}.`)).toMatch(/signing method|malformed/);
    expect(api.events).toEqual([]);
  });

  test('checks issuer, audience or client id, times and key id of a well signed token', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'ravn-issuer-'));
    issuer = await createIssuer({ ...trust, dataDir });
    const key = await importJWK(JSON.parse(await readFile(join(dataDir, 'jwt-issuer-key.json'), 'utf8')), 'RS256');
    const api = await start({ 'GET /a': {} });
    const refused = async (header: object, claims: object) =>
      unauthorized(api, `Bearer ${await sign(key, header, claims)}`);

    expect(await refused({}, { iss: 'https://other/' })).toMatch(/issuer/);
    expect(await refused({}, { aud: 'other' })).toMatch(/audience/);
    expect(await refused({}, { aud: 'other', client_id: trust.audience })).toMatch(/audience/);
    expect(await refused({}, { aud: undefined })).toMatch(/audience/);
    expect(await refused({}, { exp: undefined })).toMatch(/exp/);
    expect(await refused({}, { nbf: nowSeconds() + 60 })).toMatch(/not valid yet/);
    expect(await refused({}, { iat: nowSeconds() + 60 })).toMatch(/future/);
    expect(await refused({ kid: undefined }, {})).toMatch(/key id/);
    expect(await refused({ kid: 'other' }, {})).toMatch(/signature/);
    for (const claims of [{}, { aud: ['x', trust.audience] }, { aud: undefined, client_id: trust.audience }]) {
      const headers = { authorization: `Bearer ${await sign(key, {}, claims)}` };
      expect((await api.call('/a', { headers })).status).toBe(200);
    }
    await rm(dataDir, { recursive: true });
  });

  test('asks for any one of the scopes', async () => {
    const { call } = await start({ 'GET /a': { scopes: ['ravn/marketer', 'ravn/partner'] } });
    const status = async (scope?: string) =>
      (await call('/a', { headers: await bearer({ sub: 'anna', scope }) })).status;
    expect(await status('openid ravn/partner')).toBe(200);
    expect(await status('ravn/market')).toBe(403);
    const refused = await call('/a', { headers: await bearer({ sub: 'anna' }) });
    expect([refused.status, refused.body]).toEqual([403, { message: 'Forbidden' }]);
    expect(refused.headers.get('www-authenticate')).toMatch(/insufficient_scope/);
  });

  test('tokens survive a restart, and the key is for its owner only', async () => {
    const dataDir = join(await mkdtemp(join(tmpdir(), 'ravn-issuer-')), 'deep');
    const before = await createIssuer({ ...trust, dataDir });
    const after = await createIssuer({ ...trust, dataDir });
    expect(await after.verify(await before.sign({ sub: 'anna' }))).toMatchObject({ sub: 'anna' });
    expect(after.jwks.keys[0]).not.toHaveProperty('d');
    expect((await stat(join(dataDir, 'jwt-issuer-key.json'))).mode & 0o777).toBe(0o600);
    await rm(dataDir, { recursive: true });
  });
});

describe('the response', () => {
  const returned = async (value: unknown) => {
    const { call } = await start({ 'GET /a': { isOpen: true } }, () => value);
    return call('/a');
  };

  test.each([
    ['an object', { a: 1 }, '{"a":1}'],
    ['a list', [1], '[1]'],
    ['text', 'Hello', 'Hello'],
    ['nothing', undefined, 'null'],
  ])('%s without a status code is the JSON body of a 200', async (_, value, text) => {
    const response = await returned(value);
    expect([response.status, response.text, response.headers.get('content-type')]).toEqual([
      200,
      text,
      'application/json',
    ]);
  });

  test('status, headers, cookies and a base64 body are passed on', async () => {
    const headers = { 'Content-Type': 'application/problem+json', 'X-N': 5, 'content-length': '999' };
    const response = await returned({
      statusCode: 409,
      headers,
      cookies: ['a=1', 'b=2'],
      body: 'w6U=',
      isBase64Encoded: true,
    });
    expect([response.status, response.text]).toEqual([409, 'å']);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('x-n')).toBe('5');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('apigw-requestid')).toBeTruthy();
  });

  test('a body without a type is plain text', async () => {
    const response = await returned({ statusCode: 200, body: 'x' });
    expect(response.headers.get('content-type')).toBe('text/plain;charset=UTF-8');
  });

  const failed = (errorType: string) => ({ ok: false, errorType, errorMessage: 'secret' });
  test.each([
    ['a function error', failed('TypeError'), 500, 'Internal Server Error'],
    ['a function at its concurrency limit', failed('TooManyRequestsException'), 503, 'Service Unavailable'],
    ['an event too large', failed('RequestEntityTooLargeException'), 413, 'Request Entity Too Large'],
    ['a status that is none', { statusCode: 'teapot' }, 500, 'Internal Server Error'],
    ['a status out of range', { statusCode: 999 }, 500, 'Internal Server Error'],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }, 500, 'Internal Server Error'],
    ['headers that HTTP cannot carry', { statusCode: 200, headers: { a: 'x\ny' } }, 500, 'Internal Server Error'],
  ])('%s', async (_, value, status, message) => {
    const response = await returned(value);
    expect([response.status, response.body]).toEqual([status, { message }]);
  });

  test('an invocation that throws is a 500', async () => {
    const { call } = await start({ 'GET /a': { isOpen: true } }, () => Promise.reject(new Error('no such function')));
    expect(await call('/a')).toMatchObject({ status: 500, body: { message: 'Internal Server Error' } });
  });

  test('no answer in time is a 503', async () => {
    const { call } = await start({ 'GET /a': { isOpen: true, timeoutMs: 20 } }, () => new Promise(() => {}));
    expect(await call('/a')).toMatchObject({ status: 503, body: { message: 'Service Unavailable' } });
  });
});

describe('limits', () => {
  test('10 MB pass, one byte more is a 413', async () => {
    const { call, events } = await start({ 'POST /a': { isOpen: true } }, () => ({ statusCode: 204 }));
    const post = (bytes: number) => call('/a', { method: 'POST', body: 'x'.repeat(bytes) });
    expect((await post(10 * 1024 * 1024)).status).toBe(204);
    expect(await post(10 * 1024 * 1024 + 1)).toMatchObject({
      status: 413,
      body: { message: 'Request Entity Too Large' },
    });
    expect(events).toHaveLength(1);
  });

  test('the stage throttle is a token bucket; a route may have its own', async () => {
    let nowMs = 0;
    const { call } = await start({ 'GET /a': { isOpen: true }, 'GET /b': { isOpen: true } }, () => 'x', {
      now: () => nowMs,
      stage: {
        DefaultRouteSettings: { ThrottlingRateLimit: 2, ThrottlingBurstLimit: 3 },
        RouteSettings: { 'GET /b': { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 } },
      },
    });
    const statuses = async (path: string, count: number) => {
      const all: number[] = [];
      for (let i = 0; i < count; i++) all.push((await call(path)).status);
      return all;
    };
    expect(await statuses('/a', 5)).toEqual([200, 200, 200, 429, 429]);
    expect(await statuses('/b', 2)).toEqual([200, 429]);
    expect((await call('/a')).body).toEqual({ message: 'Too Many Requests' });
    nowMs += 1000;
    expect(await statuses('/a', 3)).toEqual([200, 200, 429]);
    nowMs += 60_000;
    expect(await statuses('/a', 4)).toEqual([200, 200, 200, 429]);
  });
});

test('CORS: the gateway answers preflights and names the origin, for allowed origins only', async () => {
  const CorsConfiguration = {
    ...{ AllowOrigins: ['https://*.example.com', 'http://localhost:3000'], AllowMethods: ['GET', 'PUT'] },
    ...{ AllowHeaders: ['authorization'], MaxAge: 600 },
  };
  const { call, events } = await start({ 'PUT /a': {} }, undefined, { api: { CorsConfiguration } });
  const preflight = (origin: string) =>
    call('/a', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PUT' } });
  const allowed = await preflight('https://console.example.com');
  expect(allowed.status).toBe(204);
  expect(Object.fromEntries(allowed.headers)).toMatchObject({
    'access-control-allow-origin': 'https://console.example.com',
    'access-control-allow-methods': 'GET,PUT',
    'access-control-allow-headers': 'authorization',
    'access-control-max-age': '600',
  });
  expect((await preflight('https://example.org')).headers.get('access-control-allow-origin')).toBeNull();
  const refused = await call('/a', { method: 'PUT', headers: { origin: 'http://localhost:3000' } });
  expect(refused.status).toBe(401);
  expect(refused.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
  expect(events).toEqual([]);
});

describe('the local issuer beside the API', () => {
  test('hands out tokens that the API accepts, and its keys', async () => {
    const { call, url } = await start({ 'GET /a': { scopes: ['ravn/marketer'] } });
    const token = await call('/local/token?sub=anna&scope=ravn/marketer');
    expect(token.headers.get('content-type')).toBe('text/plain');
    expect((await call('/a', { headers: { authorization: `Bearer ${token.text}` } })).status).toBe(200);
    const { body } = await call('/local/.well-known/openid-configuration');
    expect(body).toMatchObject({ issuer: trust.issuer, jwks_uri: `${url}/local/jwks.json` });
    expect((await call('/local/jwks.json')).body).toEqual(issuer.jwks);
    expect((await call('/local/token')).status).toBe(400);
    expect((await call('/local/other')).status).toBe(404);
  });

  test('gives no token to a page under another name', async () => {
    const { url } = await start({ 'GET /a': {} });
    const status = await new Promise((resolve) => {
      const options = { headers: { host: 'rebound.example.com' } };
      httpRequest(`${url}/local/token?sub=anna`, options, (response) => resolve(response.resume().statusCode)).end();
    });
    expect(status).toBe(403);
  });
});

describe('starting', () => {
  test('a port in use is named', async () => {
    const { url } = await start({ 'GET /a': {} });
    const port = Number(new URL(url).port);
    const again = startHttpApi({
      ...smallTemplate({ Api: { Type: 'AWS::ApiGatewayV2::Api' } }),
      ...{ host: '127.0.0.1', port, issuer, invoke: async () => ({ ok: true, value: null }) },
    });
    await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE', message: expect.stringContaining(String(port)) });
  });

  const route = (properties: object) => ({
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { RouteKey: 'GET /a', Target: 'integrations/I', ...properties },
    },
  });
  const integration = (properties: object) => ({
    I: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        IntegrationType: 'AWS_PROXY',
        PayloadFormatVersion: '2.0',
        IntegrationUri: arnOf('Fn'),
        ...properties,
      },
    },
  });
  const foreignAuthorizer = {
    A: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: {
        ...{ AuthorizerType: 'JWT', IdentitySource: ['$request.header.Authorization'] },
        JwtConfiguration: { Issuer: 'https://elsewhere/', Audience: ['x'] },
      },
    },
  };
  test.each([
    ['payload 1.0', { ...route({}), ...integration({ PayloadFormatVersion: '1.0' }) }, /Route: only Lambda.*2\.0/],
    [
      'an unknown function',
      { ...route({}), ...integration({ IntegrationUri: 'arn:x' }) },
      /Integration I: no function.*arn:x/,
    ],
    [
      'another authorization',
      { ...route({ AuthorizationType: 'AWS_IAM' }), ...integration({}) },
      /Route: authorization AWS_IAM/,
    ],
    [
      'a foreign issuer',
      { ...route({ AuthorizationType: 'JWT', AuthorizerId: { Ref: 'A' } }), ...integration({}), ...foreignAuthorizer },
      /GET \/a trusts https:\/\/elsewhere/,
    ],
  ])('%s is an error that names the resource', async (_, resources, message) => {
    const starting = startHttpApi({
      ...smallTemplate({ Fn: lambda, Api: { Type: 'AWS::ApiGatewayV2::Api' }, ...resources }),
      ...{ host: '127.0.0.1', port: 0, issuer, invoke: async () => ({ ok: true, value: null }) },
    });
    await expect(starting).rejects.toThrow(message);
  });
});
