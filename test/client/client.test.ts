// The client's calls against the contracts of the API: each sends what its route takes, and only what passes is tried again.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type * as z from 'zod';
import { clientModule } from '../../api/client-types.ts';
import type { Json } from '../../api/openapi.ts';
import type { Route } from '../../api/route.ts';
import { routes } from '../../api/routes.ts';
import { type Calls, operations } from '../../client/api.ts';
import { type ClientOptions, createClient } from '../../client/client.ts';
import { RavnError } from '../../client/errors.ts';
import { type Fate, fakeServer } from './server.ts';
import { virtualTime } from './virtual-time.ts';

type Routes = (typeof routes)[number];
type Customers = Extract<Routes, { caller: 'customer' }>;
const ofCustomers: readonly Route[] = routes.filter(({ caller }) => caller === 'customer');
const root = join(import.meta.dirname, '../..');

function aClient(answer: (count: number) => Fate, token: ClientOptions['token'] = () => 'token') {
  const time = virtualTime(1_780_000_000_000);
  const server = fakeServer(time, (_, count) => answer(count));
  const platform = { ...time, fetch: server.fetch, random: () => 0.5 };
  const client = createClient({ apiUrl: 'https://api.example', token, platform });
  const start = time.now();
  const seconds = () => server.requests.map(({ at }) => (at - start) / 1000);
  return { client, time, server, seconds };
}

async function ended<T>(call: Promise<T>, time: { runTo(at: number): Promise<void>; now(): number }) {
  const settled = Promise.allSettled([call]);
  await time.runTo(time.now() + 3_600_000);
  const [end] = await settled;
  return end.status === 'fulfilled' ? { answer: end.value } : { error: end.reason as RavnError };
}

describe('the calls', () => {
  it('are those of the API document: otherwise npm run openapi', () => {
    const document = JSON.parse(readFileSync(join(root, 'docs/openapi.json'), 'utf8')) as Json;
    expect(readFileSync(join(root, 'client/api.ts'), 'utf8')).toBe(clientModule(document));
    expect(Object.keys(operations)).toEqual(ofCustomers.map(({ operationId }) => operationId));
  });

  it.each(ofCustomers.map((route) => [route.operationId, route] as const))('%s', async (name, route) => {
    const { path = {}, query, body } = route.example;
    const { client, time, server } = aClient(() => ({ status: 200, body: route.example.answer }));
    const call = client[name as keyof Calls] as (...given: unknown[]) => Promise<unknown>;
    const taken = [...Object.values(path), ...(route.body ? [body] : []), ...(route.query ? [query] : [])];
    const { answer } = await ended(call(...taken, { language: 'da' }), time);

    expect(answer).toEqual(route.example.answer);
    const [asked] = server.requests;
    const filled = route.path.replace(/\{(\w+)\}/, (_, key) => String((path as Record<string, string>)[key]));
    expect(asked).toMatchObject({ method: route.method, path: filled });
    expect(asked!.headers).toMatchObject({ authorization: 'Bearer token', 'accept-language': 'da' });
    expect(asked!.body).toEqual(route.body ? body : undefined);
    expect(asked!.headers['content-type']).toBe(route.body ? 'application/json' : undefined);
  });

  it('takes what goes into a path or a query apart from it', async () => {
    const { client, time, server } = aClient(() => ({ status: 200, body: {} }));
    await ended(client.registerDevice('my/phone?', { platform: 'ios', token: '12345678' }), time);
    await ended(client.exportCustomer({ cursor: 'a&b' }), time);
    await ended(client.exportCustomer(), time);
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/v1/devices/my%2Fphone%3F',
      '/v1/export?cursor=a%26b',
      '/v1/export',
    ]);
  });

  it('has the types of the contracts', () => {
    type Answer<Name extends keyof Calls> = Awaited<ReturnType<Calls[Name]>>;
    type Contract<Name extends keyof Calls> = z.output<Extract<Customers, { operationId: Name }>['answer']>;
    // What a contract answers is what the client says it gets; its words may grow, so not the other way round.
    type Fits = { [Name in keyof Calls]: Contract<Name> extends Answer<Name> ? true : Name };
    expectTypeOf<Fits[keyof Calls]>().toEqualTypeOf<true>();
    type Body<Name extends keyof Calls> = Extract<Parameters<Calls[Name]>[number], object>;
    type Takes<Name extends keyof Calls> =
      Extract<Customers, { operationId: Name }> extends { body: infer Schema extends z.ZodType }
        ? z.input<Schema> extends Body<Name>
          ? true
          : Name
        : true;
    type AllTake = { [Name in keyof Calls]: Takes<Name> };
    expectTypeOf<AllTake[keyof Calls]>().toEqualTypeOf<true>();
  });
});

describe('what passes by itself is tried again', () => {
  it.each([
    ['429', { status: 429 }],
    ['503', { status: 503 }],
    ['500', { status: 500 }],
    ['no connection', 'no-connection'],
    ['no answer within 15 seconds', 'hangs'],
  ] as const)('%s', async (_, fate) => {
    const { client, time, server } = aClient((count) => (count < 3 ? fate : { status: 200, body: { consents: {} } }));
    const { answer } = await ended(client.showConsents(), time);
    expect(answer).toEqual({ consents: {} });
    expect(server.requests.length).toBe(3);
  });

  it('after growing waits with chance in them, and no sooner than the server asks', async () => {
    const { client, time, seconds } = aClient((count) => ({
      status: 503,
      ...(count === 2 && { headers: { 'retry-after': '7' } }),
    }));
    const { error } = await ended(client.showConsents(), time);
    expect(error).toMatchObject({ status: 503, message: 'GET /v1/consents: 503' });
    // 0.5 × (1, 2, 4 s), the second on top of 7; 20 ms an answer
    expect(seconds()).toEqual([0, 0.52, 8.54, 10.56]);
  });

  it('and with `attempts: 1` is not', async () => {
    const { client, time, server } = aClient(() => 'no-connection');
    const { error } = await ended(client.showConsents({ attempts: 1 }), time);
    expect([error!.status, error!.passes, server.requests.length]).toEqual([undefined, true, 1]);
  });
});

describe('a refusal', () => {
  it.each([400, 403, 404, 409, 413, 422])('%i is final, and carries the problem', async (status) => {
    const problem = { type: 'about:blank', title: 't', status, code: 'no-consent-yet', detail: 'd' };
    const { client, time, server } = aClient(() => ({ status, body: problem }));
    const { error } = await ended(client.pause({ hours: 1 }), time);
    expect(error).toBeInstanceOf(RavnError);
    expect(error).toMatchObject({ status, problem, message: `POST /v1/pause: ${status} no-consent-yet` });
    expect(server.requests.length).toBe(1);
  });

  it('says nothing of what was sent', async () => {
    const { client, time } = aClient(() => ({ status: 400 }));
    const { error } = await ended(client.registerDevice('my-phone', { platform: 'ios', token: 'secret-token' }), time);
    expect(error!.message).toBe('PUT /v1/devices/{deviceId}: 400');
  });
});

describe('the token', () => {
  it('is renewed once where it is refused, once for all calls, and kept', async () => {
    const asked: (string | undefined)[] = [];
    const { client, time, server } = aClient(
      (count) => (count <= 2 ? { status: 401 } : { status: 200, body: {} }),
      (refused) => `token-${asked.push(refused)}`,
    );
    await ended(Promise.all([client.showConsents(), client.showPreferences()]), time);
    await ended(client.showInbox(), time);
    expect(asked).toEqual([undefined, 'token-1']);
    expect(server.requests.map(({ headers }) => headers.authorization?.slice(-1))).toEqual(['1', '1', '2', '2', '2']);
  });

  it('that is refused again is given up', async () => {
    const { client, time, server } = aClient(() => ({ status: 401 }));
    const { error } = await ended(client.showConsents(), time);
    expect([error!.status, server.requests.length]).toEqual([401, 2]);
  });

  it('that cannot be had is asked for again', async () => {
    let count = 0;
    const { client, time } = aClient(
      () => ({ status: 200, body: {} }),
      () => {
        count += 1;
        if (count < 3) throw new Error('signing in failed');
        return 'token';
      },
    );
    expect(await ended(client.showConsents(), time)).toEqual({ answer: {} });
  });
});
