// The public API as an app would call it: a token that is renewed, patience with a busy server, and no request twice at once.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random.ts';

export interface Session {
  /** The answer's JSON. Throws `ApiError` when the server has refused for good, or patience is at an end. */
  request<T>(method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown): Promise<T>;
}

class ApiError extends Error {
  readonly status: number | undefined;
  constructor(message: string, status?: number, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiError';
    this.status = status;
  }
}

const maxAttempts = 6;
const answerWithinMs = 15_000;
const firstWaitMs = 250;
const longestWaitMs = 30_000;

/**
 * A session of one person. 429 and 5xx are tried again after what Retry-After asks for, network errors after a growing,
 * jittered wait; a 401 is answered with a new token, once per request. `fetch` keeps connections alive by itself.
 */
export function createSession(options: {
  apiUrl: string;
  newToken: () => Promise<string>;
  signal: AbortSignal;
  random: Random;
  onRetry?: () => void;
}): Session {
  const { apiUrl, newToken, signal, random, onRetry } = options;
  let token: string | undefined;

  return {
    async request<T>(method: string, path: string, body?: unknown): Promise<T> {
      let renewed = false;
      for (let attempt = 1; ; attempt++) {
        token ??= await newToken();
        const answer = await attemptOnce(method, path, token, body);
        if ('status' in answer) {
          if (answer.status < 300) return JSON.parse(answer.text) as T;
          if (answer.status === 401 && !renewed) {
            token = undefined;
            renewed = true;
            continue;
          }
          const passing = answer.status === 429 || answer.status >= 500;
          if (!passing || attempt >= maxAttempts) {
            throw new ApiError(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 300)}`, answer.status);
          }
        } else if (attempt >= maxAttempts) {
          throw new ApiError(`${method} ${path}: no answer`, undefined, answer);
        }
        onRetry?.();
        const asked = 'status' in answer ? answer.retryAfterMs : undefined;
        const grown = Math.min(longestWaitMs, firstWaitMs * 2 ** attempt);
        await sleep(asked === undefined ? grown * random() : asked + firstWaitMs * random(), undefined, { signal });
      }
    },
  };

  /** The whole answer, or why there was none. */
  async function attemptOnce(
    method: string,
    path: string,
    bearer: string,
    body: unknown,
  ): Promise<Answer | { cause: unknown }> {
    try {
      const response = await fetch(new URL(path, apiUrl), {
        method,
        headers: {
          authorization: `Bearer ${bearer}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]),
      });
      const retryAfterMs = millisecondsOf(response.headers.get('retry-after'));
      return { status: response.status, text: await response.text(), retryAfterMs };
    } catch (cause) {
      signal.throwIfAborted();
      return { cause };
    }
  }
}

interface Answer {
  status: number;
  text: string;
  retryAfterMs: number | undefined;
}

/** Retry-After in seconds or as a date (RFC 9110 §10.2.3), in milliseconds from now. */
function millisecondsOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(longestWaitMs, Math.max(0, ms));
}
