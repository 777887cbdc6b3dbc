// The client: every call of a customer's app, with a token that is renewed and patience with a busy server.
import { type Calls, type Options, operations, type Problem } from './api.ts';
import { RavnError, retryAfterMs, waitMs } from './errors.ts';
import { globals, type Platform } from './platform.ts';

export interface ClientOptions {
  /** `ApiUrl` of the stack's outputs; the page's own origin where it serves the API too. */
  apiUrl: string;
  /** The customer's token. Called again with the one that was refused (401), for another. */
  token: (refused?: string) => string | Promise<string>;
  platform?: Platform;
}

/** An answer that takes longer counts as none. (API Gateway gives a function 30 seconds; Ravn's take less than one.) */
const answerWithinMs = 15_000;
const usualAttempts = 4;

/** Every call may be sent twice without harm, so what passes (429, 5xx, no connection) is tried again; no other refusal is. */
export function createClient({ apiUrl, token: newToken, platform = globals }: ClientOptions): Calls {
  const origin = apiUrl.replace(/\/+$/, '');
  let token: Promise<string> | undefined;

  const calls = Object.entries(operations).map(([name, { method, path, takes }]) => [
    name,
    (...given: unknown[]) => {
      const filled = path.replaceAll(/\{\w+\}/g, () => encodeURIComponent(given.shift() as string));
      const sent = takes === 'nothing' ? undefined : given.shift();
      const [options = {}] = given as [Options?];
      const url = `${origin}${filled}${takes === 'query' ? queryOf(sent) : ''}`;
      const body = takes === 'body' ? JSON.stringify(sent) : undefined;
      return patiently({ call: `${method} ${path}`, method, url, body }, options);
    },
  ]);
  return Object.fromEntries(calls) as unknown as Calls;

  async function patiently(request: Request, { language, attempts = usualAttempts }: Options): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await authorized(request, language);
      } catch (error) {
        if (!(error instanceof RavnError) || !error.passes || attempt >= attempts) throw error;
        await new Promise<void>((resolve) => {
          platform.after(
            waitMs(attempt, error.retryAfterMs, () => platform.random()),
            resolve,
          );
        });
      }
    }
  }

  /** With a new token once, where the old one is refused. */
  async function authorized(request: Request, language: string | undefined): Promise<unknown> {
    const first = await currentToken(request.call);
    try {
      return await once(request, first, language);
    } catch (error) {
      if (!(error instanceof RavnError) || error.status !== 401) throw error;
      return once(request, await currentToken(request.call, first), language);
    }
  }

  /** One question for a token at a time, however many calls need it. */
  async function currentToken(call: string, refused?: string): Promise<string> {
    try {
      if (token && (refused === undefined || (await token) !== refused)) return await token;
      token = Promise.resolve(newToken(refused));
      return await token;
    } catch (cause) {
      token = undefined;
      throw new RavnError(call, { cause });
    }
  }

  async function once({ call, method, url, body }: Request, bearer: string, language?: string): Promise<unknown> {
    const abort = new AbortController();
    const stopWaiting = platform.after(answerWithinMs, () => abort.abort());
    try {
      const response = await platform.fetch(url, {
        method,
        headers: {
          authorization: `Bearer ${bearer}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(language !== undefined && { 'accept-language': language }),
        },
        body,
        signal: abort.signal,
      });
      const { status } = response;
      const text = await response.text();
      if (status === 200) return JSON.parse(text);
      const asked = retryAfterMs(response.headers.get('retry-after'), platform.now());
      throw new RavnError(call, { status, problem: problemIn(text), retryAfterMs: asked });
    } catch (cause) {
      // what fetch throws, and an answer that is cut off
      throw cause instanceof RavnError ? cause : new RavnError(call, { cause });
    } finally {
      stopWaiting();
    }
  }
}

interface Request {
  /** As it may stand in a log: without ids. */
  call: string;
  method: string;
  url: string;
  body: string | undefined;
}

function queryOf(sent: unknown): string {
  const given = Object.entries((sent ?? {}) as Record<string, string>);
  return given.length > 0 ? `?${given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}` : '';
}

function problemIn(text: string): Problem | undefined {
  try {
    const problem = JSON.parse(text) as Partial<Problem> | null;
    return typeof problem?.code === 'string' ? (problem as Problem) : undefined;
  } catch {
    return undefined; // the gateway's words, or somebody's on the way
  }
}
