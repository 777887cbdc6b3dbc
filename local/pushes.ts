// LOCAL ONLY: the lock screen's side of the local push provider. GET /local/pushes?token=…[&after=…] → what came for that token.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopback } from './api-gateway/token-endpoint.ts';
import type { Push } from './services/pinpoint.ts';

/** So many are kept, of all phones together: a phone asks every second. */
const mostKept = 1000;

/** Who knows a token sees its pushes: locally a token is a secret of the page that made it up. */
export function createPushBox() {
  const kept: (Push & { number: number })[] = [];
  let count = 0;
  return {
    add(push: Push): void {
      kept.push({ ...push, number: ++count });
      if (kept.length > mostKept) kept.shift();
    },
    /** Answers `/local/pushes`; false for any other path. */
    async answer(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
      const url = URL.parse(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`);
      if (url?.pathname !== '/local/pushes') return false;
      request.resume();
      const isHere = isLoopback(request.socket.remoteAddress) && isLoopback(url.hostname);
      const after = Number(url.searchParams.get('after') ?? 0);
      const mine = kept.filter(({ token, number }) => token === url.searchParams.get('token') && number > after);
      const pushes = mine.map(({ number, title, body, collapseId, at, timeToLiveSeconds }) => {
        return { number, title, body, deliveryId: collapseId, at, timeToLiveSeconds };
      });
      response
        .writeHead(isHere ? 200 : 403, { 'content-type': 'application/json', 'cache-control': 'no-store' })
        .end(JSON.stringify(isHere ? { pushes } : {}));
      return true;
    },
  };
}
