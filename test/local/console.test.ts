// The console as the local runner serves it: with a strict Content-Security-Policy, beside the API.
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consolePath, createConsole } from '../../local/console.ts';
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

test('the page and every file it names are there, with their types, and are never cached', async () => {
  const page = await fetch(url + consolePath);
  const html = await page.text();
  const named = [...html.matchAll(/(?:src|href)="([^":]+)"/g)].map(([, name]) => name!);
  expect(named.sort()).toEqual(['main.js', 'style.css']);
  const files = await Promise.all(named.map((name) => fetch(url + consolePath + name)));
  for (const file of [page, ...files]) {
    expect(file.status).toBe(200);
    expect(file.headers.get('cache-control')).toBe('no-store');
    expect(file.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
  }
  expect([page, ...files].map(({ headers }) => headers.get('content-type'))).toEqual([
    'text/html; charset=utf-8',
    'text/javascript; charset=utf-8',
    'text/css; charset=utf-8',
  ]);
  expect(html).not.toMatch(/\sstyle=|<style|<script(?! type="module" src=)/); // the policy would refuse it
});

test('the path without its slash leads to it, and no other file of the project is served', async () => {
  const redirect = await fetch(`${url}/local/console?x=1`, { redirect: 'manual' });
  expect([redirect.status, redirect.headers.get('location')]).toEqual([308, consolePath]);
  for (const name of ['main.ts', 'tsconfig.json', '..%2fpackage.json', 'nowhere'])
    expect((await fetch(url + consolePath + name)).status, name).toBe(404);
  expect((await fetch(url + consolePath, { method: 'POST' })).status).toBe(405);
  expect((await fetch(url + consolePath, { method: 'HEAD' })).status).toBe(200);
});

test('other paths are left to others', async () => {
  for (const path of ['/', '/local/token', '/local/consoles', '/v1/live'])
    expect((await fetch(url + path)).status, path).toBe(418);
});
