// The HTTP edge: whatever a stranger sends gets a 4xx that names the field and the mend, never a 5xx, and our own faults stay ours.
import type { APIGatewayProxyEventV2WithJWTAuthorizer, Context } from 'aws-lambda';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { reportPositions } from '../../api/positions.ts';
import type { Route } from '../../api/route.ts';
import { http, on } from '../../functions/edge/http.ts';
import { Contended, Refused } from '../../shared/usecases/refused.ts';

// Powertools writes to a console of its own unless it is told that somebody develops.
process.env.POWERTOOLS_DEV = 'true';

let answered: unknown[] = [];
const anything = { ...reportPositions, answer: z.object({ ok: z.boolean() }) };
/** Looks at a part of the path, the query and a header; takes no body. */
const look = {
  ...reportPositions,
  method: 'GET',
  path: '/v1/things/{id}',
  caller: 'partner',
  body: undefined,
  pathParameters: z.strictObject({ id: z.string().max(5) }),
  query: z.strictObject({ limit: z.coerce.number().int().max(9).default(3) }),
  headers: z.object({ 'if-match': z.string().optional() }),
  answer: z.object({ ok: z.boolean() }),
} as const satisfies Route;
const note = async (request: unknown) => {
  answered.push(request);
  return { ok: true };
};
const handler = http(on(anything, note), on(look, note));
let logged: string[] = [];
beforeEach(() => {
  answered = [];
  logged = [];
  vi.spyOn(console, 'error').mockImplementation((line) => void logged.push(String(line)));
});
afterEach(() => vi.restoreAllMocks());

const report = { id: 'r1', at: 1_780_000_000_000, lng: 12.5, lat: 55.6 };
const body = (...reports: object[]) => JSON.stringify({ reports });

test('a good request is answered, with the customer from the token alone', async () => {
  const { statusCode } = await post(body(report));
  expect(statusCode).toBe(200);
  expect(answered).toMatchObject([{ customerId: 'freja', body: { reports: [report] } }]);
});

describe('a handler of several routes', () => {
  const get = (path: object, query?: object, headers = {}) =>
    call(handler, 'GET /v1/things/{id}', undefined, { headers, pathParameters: path, queryStringParameters: query });

  test('answers each by its own contract', async () => {
    expect(await get({ id: 'a' }, { limit: '7' }, { 'if-match': 'x', accept: '*/*' })).toMatchObject({
      statusCode: 200,
    });
    expect(await get({ id: 'b' })).toMatchObject({ statusCode: 200 });
    expect(answered).toEqual([
      { callerId: 'freja', path: { id: 'a' }, query: { limit: 7 }, headers: { 'if-match': 'x' } },
      { callerId: 'freja', path: { id: 'b' }, query: { limit: 3 }, headers: {} },
    ]);
  });

  test('names what does not fit in path and query', async () => {
    expect(await get({ id: 'longer' })).toMatchObject({ statusCode: 400, problem: { errors: [{ field: 'id' }] } });
    expect(await get({ id: 'a' }, { limit: 'x' })).toMatchObject({ problem: { errors: [{ field: 'limit' }] } });
    expect(await get({ id: 'a' }, { page: '1' })).toMatchObject({ problem: { errors: [{ field: 'page' }] } });
    expect(answered).toEqual([]);
  });

  test('a route it has no answer for is a fault of ours', async () => {
    expect(await call(handler, 'GET /v1/elsewhere', undefined)).toMatchObject({ statusCode: 500 });
    expect(logged.join()).toContain('GET /v1/elsewhere');
  });
});

describe('what does not fit is refused, naming the field', () => {
  test.each([
    ['latitude out of range', body({ ...report, lat: 91 }), 'reports[0].lat'],
    ['longitude out of range', body({ ...report, lng: -180.1 }), 'reports[0].lng'],
    ['a number too large to be one', `{"reports":[{"id":"r1","at":1,"lng":1e999,"lat":1}]}`, 'reports[0].lng'],
    ['a string for a number', body({ ...report, lat: '55.6' }), 'reports[0].lat'],
    ['null for a number', body({ ...report, lat: null }), 'reports[0].lat'],
    ['a missing field', body(report, { ...report, lat: undefined }), 'reports[1].lat'],
    ['an unknown field', body({ ...report, customerId: 'olga' }), 'reports[0].customerId'],
    ['a time in seconds with a fraction', body({ ...report, at: 1.5 }), 'reports[0].at'],
    ['a key that would break a table key', body({ ...report, id: 'a#b' }), 'reports[0].id'],
    ['51 reports', body(...Array.from({ length: 51 }, (_, n) => ({ ...report, at: report.at + n }))), 'reports'],
    ['no report', body(), 'reports'],
    ['a batch out of order', body(report, { ...report, at: report.at - 1 }), 'reports'],
    ['an array', '[]', ''],
    ['a string', '"x"', ''],
    ['null', 'null', ''],
  ])('%s', async (_, text, field) => {
    const { statusCode, problem } = await post(text);
    expect(statusCode).toBe(400);
    expect(problem).toMatchObject({ code: 'invalid-request', status: 400 });
    expect(problem.errors.map((error) => error.field)).toContain(field);
    expect(answered).toEqual([]);
  });

  test.each([
    ['NaN', '{"reports":[{"id":"r1","at":1,"lng":NaN,"lat":1}]}', 400, 'malformed-json'],
    ['half a body', '{"reports":[', 400, 'malformed-json'],
    ['nothing', undefined, 400, 'malformed-json'],
    ['20 KiB of nested arrays', '['.repeat(10_000) + ']'.repeat(10_000), 400, 'too-deep'],
    ['a body larger than any batch', body({ ...report, id: 'x'.repeat(33_000) }), 413, 'body-too-large'],
    ['__proto__', '{"reports":[],"__proto__":{"x":1}}', 400, 'forbidden-key'],
    ['constructor.prototype', '{"constructor":{"prototype":{"x":1}}}', 400, 'forbidden-key'],
  ])('%s', async (_, text, status, code) => {
    const { statusCode, problem } = await post(text);
    expect(statusCode).toBe(status);
    expect(problem).toMatchObject({ code, detail: expect.any(String) });
  });

  test('another content type, or none', async () => {
    for (const headers of [{ 'content-type': 'text/plain' }, {} as Record<string, string>]) {
      expect(await post(body(report), { headers })).toMatchObject({ statusCode: 415, problem: { code: 'not-json' } });
    }
  });

  test('a token without a usable subject', async () => {
    for (const sub of [undefined, '', 'a#b', 'x'.repeat(129), 'ø']) {
      expect(await post(body(report), { sub })).toMatchObject({
        statusCode: 403,
        problem: { code: 'invalid-subject' },
      });
    }
  });

  test('anything at all: 4xx or 200, never a 5xx, always an answer that parses', async () => {
    const field = fc.oneof(fc.anything(), fc.double(), fc.string(), fc.constant(report.at), fc.constant(55.6));
    const almost = fc.record({ id: field, at: field, lng: field, lat: field, previous: field }, { requiredKeys: [] });
    const text = fc.oneof(
      fc.json(),
      fc.string(),
      fc
        .array(almost, { maxLength: 3 })
        .map(
          (reports) =>
            JSON.stringify({ reports }, (_, value) => (typeof value === 'bigint' ? Number(value) : value)) ?? '',
        ),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.boolean(), async (hostile, base64) => {
        const sent = base64 ? Buffer.from(hostile).toString('base64') : hostile;
        const { statusCode, problem } = await post(sent, { isBase64Encoded: base64 });
        expect([200, 400, 413, 415]).toContain(statusCode);
        if (statusCode !== 200) expect(problem.status).toBe(statusCode);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what is thrown', () => {
  const throwing = (error: unknown) =>
    http(
      on(look, () => {
        throw error;
      }),
    );
  const ask = (target: typeof handler) => call(target, routeOfLook, undefined, { pathParameters: { id: 'a' } });
  const routeOfLook = 'GET /v1/things/{id}';

  test('a refusal keeps its code and faults', async () => {
    const refused = new Refused('invalid-catalogue', 'no', [{ field: 'offers[0].id', message: 'twice' }]);
    const answer = await ask(throwing(refused));
    expect(answer).toMatchObject({
      statusCode: 422,
      problem: { code: 'invalid-catalogue', errors: [{ field: 'offers[0].id' }] },
    });
  });

  test('a crowd is told when to come again', async () => {
    const answer = await ask(throwing(new Contended('the customer')));
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
  });

  test.each([
    ['ProvisionedThroughputExceededException', 400],
    ['ThrottlingException', 400],
    ['RequestLimitExceeded', 400],
    ['InternalServerError', 500],
    ['TimeoutError', undefined],
  ])('a service that answers %s is busy, not broken: when to come again', async (name, httpStatusCode) => {
    const error = Object.assign(new Error('too much'), { name, $metadata: { httpStatusCode } });
    const answer = await ask(throwing(error));
    expect(answer).toMatchObject({ statusCode: 503, problem: { code: 'busy' }, headers: { 'retry-after': '1' } });
    expect(logged, 'it is noted all the same').toHaveLength(1);
  });

  test.each([
    ['ValidationException', 400],
    ['AccessDeniedException', 400],
  ])('a service that answers %s shows a fault of ours', async (name, httpStatusCode) => {
    const error = Object.assign(new Error('no'), { name, $metadata: { httpStatusCode } });
    expect(await ask(throwing(error))).toMatchObject({ statusCode: 500, problem: { code: 'internal' } });
  });

  test('our own fault is logged once with its cause, and not shown', async () => {
    const cause = Object.assign(new Error('the socket closed'), { $response: { body: 'lat 55.6761' } });
    const answer = await ask(throwing(new Error('could not read', { cause })));
    expect(answer).toMatchObject({ statusCode: 500, problem: { code: 'internal' } });
    expect(JSON.stringify(answer)).not.toMatch(/could not read|socket/);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatch(/could not read/);
    expect(logged[0]).toMatch(/the socket closed/);
    expect(logged[0]).not.toMatch(/55\.6761/);
  });
});

interface Changes {
  headers?: Record<string, string>;
  isBase64Encoded?: boolean;
  sub?: string | undefined;
  pathParameters?: object;
  queryStringParameters?: object;
}

function post(text: string | undefined, changes: Changes = {}) {
  return call(handler, 'POST /v1/positions', text, changes);
}

async function call(target: typeof handler, routeKey: string, text: string | undefined, changes: Changes = {}) {
  const { headers = { 'content-type': 'application/json' }, isBase64Encoded = false } = changes;
  const sub = 'sub' in changes ? changes.sub : 'freja';
  const event = {
    routeKey,
    pathParameters: changes.pathParameters,
    queryStringParameters: changes.queryStringParameters,
    headers,
    body: text,
    isBase64Encoded,
    requestContext: { authorizer: { jwt: { claims: sub === undefined ? {} : { sub } } } },
  } as unknown as APIGatewayProxyEventV2WithJWTAuthorizer;
  const response = await target(event, { getRemainingTimeInMillis: () => 10_000 } as Context);
  const parsed = JSON.parse(response.body!) as {
    status: number;
    code: string;
    detail: string;
    errors: { field: string }[];
  };
  return { statusCode: response.statusCode!, headers: response.headers, problem: parsed };
}
