// A weather service that answers as a test says, and keeps what it was asked.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface WeatherServer {
  url: string;
  /** From now on. */
  answer(listener: RequestListener): void;
  asked: { url: URL; headers: NodeJS.Dict<string | string[]> }[];
  stop(): Promise<void>;
}

export async function startWeatherServer(): Promise<WeatherServer> {
  let listener: RequestListener = (_, response) => response.writeHead(500).end();
  const asked: WeatherServer['asked'] = [];
  const server: Server = createServer((request, response) => {
    asked.push({ url: new URL(request.url!, 'http://weather'), headers: request.headers });
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    answer: (next) => {
      listener = next;
    },
    asked,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A JSON answer with these headers. */
export const json =
  (body: unknown, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response
      .writeHead(200, { 'content-type': 'application/json', ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
