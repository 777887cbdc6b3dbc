// The pages as the local runner serves them: built, with a strict Content-Security-Policy, beside the API.
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consolePath, createConsole, phonePath } from '../../local/console.ts';
import { close, listen } from '../../local/listen.ts';

let url: string;
const server = createServer();

beforeAll(async () => {
  const answerConsole = createConsole();
  server.on('request', async (request, response) => {
    if (!(await answerConsole(request, response))) response.writeHead(418).end();
  });
  url = await listen(server, { host: '127.0.0.1', port: 0, what: 'the console' });
});
afterAll(() => close(server));

test.each([consolePath, phonePath])('%s and every file it names are there, with their types', async (path) => {
  const page = await fetch(url + path);
  const html = await page.text();
  const named = [...html.matchAll(/(?:src|href)="([^":]+)"/g)].map(([, name]) => name!);
  expect(named.length).toBeGreaterThan(1);
  const files = await Promise.all(named.map((name) => fetch(new URL(name, url + path))));
  for (const file of [page, ...files]) {
    expect(file.status, file.url).toBe(200);
    expect(file.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
    const isAsset = new URL(file.url).pathname.startsWith('/console/assets/');
    expect(file.headers.get('cache-control')).toMatch(isAsset ? /immutable/ : /^no-cache$/);
  }
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const types = new Set(files.map(({ headers }) => headers.get('content-type')));
  for (const type of types)
    expect(['text/javascript; charset=utf-8', 'text/css; charset=utf-8', 'image/svg+xml']).toContain(type);
  expect(html).not.toMatch(/\sstyle=|<style|<script(?![^>]* src=)/); // the policy would refuse it
});

test('config.json says how to sign in here', async () => {
  const response = await fetch(`${url}${consolePath}config.json`);
  expect(await response.json()).toEqual({ signIn: { kind: 'local' } });
});

test('paths without their slash and the old address lead there, and no other file of the project is served', async () => {
  for (const [from, to] of [
    ['/console?x=1', consolePath],
    ['/phone', phonePath],
    ['/local/console/', consolePath],
    ['/local/console', consolePath],
  ]) {
    const redirect = await fetch(url + from, { redirect: 'manual' });
    expect([redirect.status, redirect.headers.get('location')], from).toEqual([308, to]);
  }
  for (const name of ['main.tsx', 'tsconfig.json', '..%2fpackage.json', '%2e%2e/package.json', 'nowhere'])
    expect((await fetch(url + consolePath + name)).status, name).not.toBe(200);
  expect((await fetch(url + consolePath, { method: 'POST' })).status).toBe(405);
  expect((await fetch(url + consolePath, { method: 'HEAD' })).status).toBe(200);
});

test('other paths are left to others', async () => {
  for (const path of ['/', '/local/token', '/local/consoles', '/consoles/', '/phones', '/v1/live'])
    expect((await fetch(url + path)).status, path).toBe(418);
});
