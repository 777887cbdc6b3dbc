// Calling the API: the token, and failures as values.
import { expect, test } from 'vitest';
import { createApi } from '../../console/api.ts';

test('one token serves many questions, and a refused one is replaced', async () => {
  const { ask, paths } = api({ refusedTokens: ['token-1'] });
  expect(await ask('/v1/live')).toEqual({ ok: false, status: 401, retryAfterSeconds: undefined });
  expect(await ask('/v1/live')).toEqual({ ok: true, body: { by: 'token-2' } });
  expect(await ask('/v1/live')).toEqual({ ok: true, body: { by: 'token-2' } });
  expect(paths).toEqual([tokenPath, '/v1/live', tokenPath, '/v1/live', '/v1/live']);
});

test('a token that expired on the way is replaced and the question asked again at once', async () => {
  const refusedTokens: string[] = [];
  const { ask, paths } = api({ refusedTokens });
  await ask('/v1/live');
  refusedTokens.push('token-1');
  expect(await ask('/v1/live')).toEqual({ ok: true, body: { by: 'token-2' } });
  expect(paths).toEqual([tokenPath, '/v1/live', '/v1/live', tokenPath, '/v1/live']);
});

test('no answer, a refusal and a body that is not JSON are values', async () => {
  const nobody = createApi(() => Promise.reject(new TypeError('fetch failed')));
  expect(await nobody('/v1/live')).toEqual({ ok: false });
  const busy = createApi(async () => new Response('{}', { status: 503, headers: { 'retry-after': '7' } }));
  expect(await busy('/v1/live')).toEqual({ ok: false, status: 503, retryAfterSeconds: 7 });
  const broken = createApi(async () => new Response('<html>'));
  expect(await broken('/v1/live')).toEqual({ ok: false });
});

const tokenPath = '/local/token?sub=marketer&scope=ravn/marketer';

/** An API that gives out token-1, token-2 … and answers with the one it was asked with. */
function api({ refusedTokens }: { refusedTokens: string[] }) {
  const paths: string[] = [];
  let given = 0;
  const ask = createApi(async (path, { headers }) => {
    paths.push(path);
    if (path === tokenPath) {
      given += 1;
      return new Response(`token-${given}`);
    }
    const token = new Headers(headers).get('authorization')!.replace('Bearer ', '');
    return refusedTokens.includes(token) ? Response.json({}, { status: 401 }) : Response.json({ by: token });
  });
  return { ask, paths };
}
