// The lock screen's side of the local push provider: who knows a token sees what came for it, and nobody from elsewhere.
import { createServer, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { close, listen } from '../../local/listen.ts';
import { createPushBox } from '../../local/pushes.ts';

const box = createPushBox();
const server = createServer(async (request, response) => {
  if (!(await box.answer(request, response))) response.writeHead(418).end();
});
let url: string;
beforeAll(async () => {
  url = await listen(server, { host: '127.0.0.1', port: 0, what: 'the pushes' });
});
afterAll(() => close(server));

const push = (token: string, title: string) =>
  box.add({ applicationId: 'app', token, channelType: 'GCM', title, body: 'b', collapseId: `of-${title}`, at: 1 });
const ask = async (query: string) => {
  const response = await fetch(`${url}/local/pushes?${query}`);
  return ((await response.json()) as { pushes: { number: number; title: string }[] }).pushes;
};

test('each token has its own, in their order, and what is new after a number', async () => {
  push('mine', 'first');
  push('yours', 'other');
  push('mine', 'second');
  const mine = await ask('token=mine');
  expect(mine).toMatchObject([
    { title: 'first', body: 'b', deliveryId: 'of-first' },
    { title: 'second', deliveryId: 'of-second' },
  ]);
  expect(mine[0]).not.toHaveProperty('token');
  expect(await ask(`token=mine&after=${mine[0]!.number}`)).toEqual([mine[1]]);
  expect(await ask('token=nobody')).toEqual([]);
  expect(await ask('')).toEqual([]);
});

test('of all the phones the last thousand are kept', async () => {
  for (let count = 0; count < 1005; count++) push('many', String(count));
  const kept = await ask('token=many');
  expect([kept.length, kept[0]!.title]).toEqual([1000, '5']);
});

test('a name that was rebound to this machine is refused, and other paths are left to others', async () => {
  const status = await new Promise((resolve) => {
    request(`${url}/local/pushes?token=mine`, { headers: { host: 'evil.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).end();
  });
  expect(status).toBe(403);
  expect((await fetch(`${url}/local/token`)).status).toBe(418);
});
