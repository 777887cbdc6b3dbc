// Signing in with an OpenID provider: where it leads, what comes back, and that a stranger's code is not taken.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { readConfig } from '../../console/config.ts';
import { signInWithProvider } from '../../console/shell/oidc.ts';

const provider = { authority: 'https://login.example.com/', clientId: 'console' };

test('who is not signed in is sent to the provider with PKCE, and comes back to where she was', async () => {
  const there = surroundings('https://console.example.com/console/#/offers/cocoa');
  void signInWithProvider(provider, there);
  const url = new URL(await there.left);
  expect(url.origin + url.pathname).toBe('https://login.example.com/authorize');
  const asked = Object.fromEntries(url.searchParams);
  expect(asked).toMatchObject({
    response_type: 'code',
    client_id: 'console',
    redirect_uri: 'https://console.example.com/console/',
    code_challenge_method: 'S256',
  });

  const back = surroundings(`https://console.example.com/console/?code=c-1&state=${asked.state}`, there.kept);
  const session = await signInWithProvider(provider, back);
  expect(session.returnTo).toBe('#/offers/cocoa');
  const [exchange] = back.exchanges;
  expect(exchange).toMatchObject({ grant_type: 'authorization_code', code: 'c-1', client_id: 'console' });
  expect(createHash('sha256').update(exchange!.code_verifier!).digest('base64url')).toBe(asked.code_challenge);
  expect(await session.getToken({ fresh: false })).toBe('access-1');
  expect(await Promise.all([session.getToken({ fresh: true }), session.getToken({ fresh: true })])).toEqual([
    'access-2',
    'access-2',
  ]);
  expect(back.exchanges[1]).toMatchObject({ grant_type: 'refresh_token', refresh_token: 'refresh' });
});

test('a code with another state is not taken: it begins anew', async () => {
  const there = surroundings('https://console.example.com/console/?code=stolen&state=other');
  void signInWithProvider(provider, there);
  expect(await there.left).toMatch(/^https:\/\/login\.example\.com\/authorize/);
  expect(there.exchanges).toEqual([]);
});

test('what the provider refuses is said', async () => {
  const there = surroundings('https://console.example.com/console/?error=access_denied&error_description=Not+you');
  await expect(signInWithProvider(provider, there)).rejects.toThrow('Not you');
});

test('a configuration that cannot be right is named', async () => {
  const read = (body: unknown) => readConfig(async () => Response.json(body));
  expect(await read({ signIn: { kind: 'local' } })).toEqual({ signIn: { kind: 'local' } });
  await expect(read({ signIn: { kind: 'oidc', authority: 'x' } })).rejects.toThrow('clientId');
  await expect(read({})).rejects.toThrow('signIn.kind');
  await expect(readConfig(async () => new Response('', { status: 404 }))).rejects.toThrow('404');
});

function surroundings(href: string, kept = new Map<string, string>()) {
  const exchanges: Record<string, string>[] = [];
  const { promise: left, resolve: goTo } = Promise.withResolvers<string>();
  return {
    kept,
    exchanges,
    left,
    goTo,
    location: { href, origin: new URL(href).origin },
    crypto: globalThis.crypto,
    session: {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
      removeItem: (name: string) => void kept.delete(name),
    },
    fetch: async (url: string, init?: RequestInit) => {
      if (url.endsWith('/.well-known/openid-configuration'))
        return Response.json({
          authorization_endpoint: 'https://login.example.com/authorize',
          token_endpoint: 'https://login.example.com/token',
        });
      exchanges.push(Object.fromEntries(init!.body as URLSearchParams));
      return Response.json({ access_token: `access-${exchanges.length}`, refresh_token: 'refresh', expires_in: 300 });
    },
  };
}
