// Who is let in by the HTTP API, over real HTTP: tokens as the gateway checks them, and the local issuer beside it.
import { createPublicKey } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, importJWK, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { createIssuer } from '../../local/api-gateway/jwt-issuer.ts';
import { bearer, type Event, issuer, start, trust } from './small-api.ts';

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
    const keeper = await createIssuer({ ...trust, dataDir });
    const { kid } = keeper.jwks.keys[0]!;
    const key = await importJWK(JSON.parse(await readFile(join(dataDir, 'jwt-issuer-key.json'), 'utf8')), 'RS256');
    const api = await start({ 'GET /a': {} }, undefined, { issuer: keeper });
    const refused = async (header: object, claims: object) =>
      unauthorized(api, `Bearer ${await sign(key, { kid, ...header }, claims)}`);

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
      const headers = { authorization: `Bearer ${await sign(key, { kid }, claims)}` };
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
