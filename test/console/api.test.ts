// Calling the API: the token, what is sent along, and failures as values.
import { expect, test } from 'vitest';
import { createApi } from '../../console/api.ts';
import { localTokens } from '../../console/shell/token-local.ts';

test('one token serves many questions; one that is refused is replaced and the question asked again at once', async () => {
  const refusedTokens: string[] = [];
  const { ask, asked } = api({ refusedTokens });
  expect(await ask('/v1/live')).toEqual({ ok: true, body: { by: 'token-1' } });
  expect(await ask('/v1/live')).toEqual({ ok: true, body: { by: 'token-1' } });
  refusedTokens.push('token-1');
  expect(await ask('/v1/live')).toEqual({ ok: true, body: { by: 'token-2' } });
  expect(asked.map(({ token }) => token)).toEqual(['token-1', 'token-1', 'token-1', 'token-2']);
});

test('a second refusal is an answer: sign in again', async () => {
  const { ask } = api({ refusedTokens: ['token-1', 'token-2'] });
  expect(await ask('/v1/live')).toMatchObject({ ok: false, status: 401 });
});

test('a change names the version it replaces, or that there is none yet', async () => {
  const { ask, asked } = api({});
  await ask('/v1/offers/cocoa', { method: 'PUT', body: { title: 1 }, ifVersion: 7 });
  await ask('/v1/offers/cocoa', { method: 'PUT', body: {}, ifVersion: 'new' });
  await ask('/v1/offers/cocoa', { method: 'DELETE', ifVersion: 8 });
  expect(asked.map(({ method, headers }) => [method, headers['if-match'] ?? headers['if-none-match']])).toEqual([
    ['PUT', '"7"'],
    ['PUT', '*'],
    ['DELETE', '"8"'],
  ]);
  expect(asked[2]!.headers['content-type']).toBeUndefined();
});

test('no answer, a refusal and a body that is not JSON are values', async () => {
  const with1 = async () => 'token-1';
  const nobody = createApi(() => Promise.reject(new TypeError('fetch failed')), with1);
  expect(await nobody('/v1/live')).toEqual({ ok: false });
  const busy = createApi(async () => new Response('{}', { status: 503, headers: { 'retry-after': '7' } }), with1);
  expect(await busy('/v1/live')).toEqual({ ok: false, status: 503, retryAfterSeconds: 7 });
  const broken = createApi(async () => new Response('<html>'), with1);
  expect(await broken('/v1/live')).toEqual({ ok: false });
  const errors = [{ field: 'endsAt', message: 'must be after startsAt' }];
  const problem = { code: 'invalid-request', detail: 'A field does not fit', errors };
  const refusing = createApi(async () => Response.json({ title: 'Bad request', ...problem }, { status: 400 }), with1);
  expect(await refusing('/v1/offers/cocoa')).toEqual({ ok: false, status: 400, problem });
  const unsigned = createApi(
    () => Promise.reject(new Error('not asked')),
    async () => undefined,
  );
  expect(await unsigned('/v1/live')).toEqual({ ok: false, status: 401 });
});

test('a token that could not be fetched is asked for anew next time', async () => {
  let isUp = false;
  const getToken = localTokens(async () => {
    if (!isUp) throw new TypeError('fetch failed');
    return new Response('token-1');
  });
  await expect(getToken({ fresh: false })).rejects.toThrow('fetch failed');
  isUp = true;
  expect(await getToken({ fresh: false })).toBe('token-1');
});

/** An API that answers with the token it was asked with. */
function api({ refusedTokens = [] }: { refusedTokens?: string[] }) {
  const asked: { method: string; token: string; headers: Record<string, string> }[] = [];
  let given = 0;
  const getToken = localTokens(async () => {
    given += 1;
    return new Response(`token-${given}`);
  });
  const ask = createApi(async (_path, { method = 'GET', headers: sent }) => {
    const headers = Object.fromEntries(new Headers(sent));
    const token = headers.authorization!.replace('Bearer ', '');
    asked.push({ method, token, headers });
    return refusedTokens.includes(token) ? Response.json({}, { status: 401 }) : Response.json({ by: token });
  }, getToken);
  return { ask, asked };
}
