// A server for the client's tests: fetch in virtual time, with whatever answers, delays and failures a test asks for.
import type { Fetch } from '../../client/platform.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface Asked {
  at: number;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: unknown;
}

export type Fate =
  /** The body is made when the request arrives. */
  | { status: number; body?: unknown; headers?: Record<string, string>; afterMs?: number }
  /** What was asked never arrives, or the answer doesn't; `hangs` is noticed by nobody but the caller's patience. */
  | 'no-connection'
  | 'hangs'
  | { lost: unknown; afterMs: number };

export function fakeServer(time: VirtualTime, answer: (asked: Asked, count: number) => Fate) {
  const requests: Asked[] = [];
  let open = 0;
  let mostOpen = 0;
  const fetch: Fetch = (url, { method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const asked = {
        at: time.now(),
        method,
        path: url.replace('https://api.example', ''),
        headers,
        body: body === undefined ? undefined : JSON.parse(body),
      };
      requests.push(asked);
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      const end = (settle: () => void) => () => {
        if (isOver) return;
        isOver = true;
        open -= 1;
        settle();
      };
      let isOver = false;
      const broken = end(() => reject(new TypeError('fetch failed')));
      signal.addEventListener('abort', broken);
      const fate = answer(asked, requests.length);
      if (fate === 'hangs') return;
      if (fate === 'no-connection') return void time.after(5, broken);
      if ('lost' in fate) return void time.after(fate.afterMs, broken);
      const response = {
        status: fate.status,
        headers: { get: (name: string) => fate.headers?.[name] ?? null },
        text: async () => JSON.stringify(fate.body ?? { message: 'from the gateway' }),
      };
      time.after(
        fate.afterMs ?? 20,
        end(() => resolve(response)),
      );
    });
  return { fetch, requests, mostOpen: () => mostOpen };
}
