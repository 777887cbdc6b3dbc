// The HTTP API over real HTTP: which route answers, the exact event a function gets, what comes back, what is too much.
import { request as httpRequest } from 'node:http';
import { describe, expect, test } from 'vitest';
import { startHttpApi } from '../../local/api-gateway/http-api.ts';
import { type Event, issuer, start, trust } from './small-api.ts';
import { arnOf, lambda, smallTemplate } from './small-template.ts';

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
