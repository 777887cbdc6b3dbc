// An API that answers as it is told, and remembers what it was asked: for testing the demo's phones.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface Asked {
  method: string;
  path: string;
  token: string;
  body: unknown;
  at: number;
}

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** Hang up instead. */
  hangUp?: boolean;
  afterMs?: number;
}

export interface FakeApi {
  url: string;
  asked: Asked[];
  /** The most requests that were open at once. */
  mostAtOnce(): number;
  stop(): Promise<void>;
}

export async function startFakeApi(answer: (asked: Asked, count: number) => Answer): Promise<FakeApi> {
  const asked: Asked[] = [];
  let [open, most] = [0, 0];
  const server = createServer(async (request, response) => {
    open += 1;
    most = Math.max(most, open);
    const one: Asked = {
      method: request.method!,
      path: request.url!,
      token: (request.headers.authorization ?? '').replace('Bearer ', ''),
      body: await bodyOf(request),
      at: Date.now(),
    };
    asked.push(one);
    const { status = 200, headers = {}, body = {}, hangUp, afterMs = 0 } = answer(one, asked.length);
    if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
    open -= 1;
    if (hangUp) return request.socket.destroy();
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    mostAtOnce: () => most,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  return Number(request.headers['content-length'] ?? 0) > 0 ? json(request) : undefined;
}
