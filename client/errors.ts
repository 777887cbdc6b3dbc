// Errors: why a call failed, which failures pass by themselves, and how long to wait for that.
import type { Problem } from './api.ts';

/** The message names the call, the status and the code of the refusal, and nothing that was sent. */
export class RavnError extends Error {
  /** Absent: nobody answered, in time or at all, or there was no token (`cause`). */
  readonly status?: number;
  /** What Ravn says; the gateway's own refusals (401, 429, …) have none. */
  readonly problem?: Problem;
  /** What `Retry-After` asks for, milliseconds. */
  readonly retryAfterMs?: number;

  constructor(
    call: string,
    { cause, ...told }: { status?: number; problem?: Problem; retryAfterMs?: number; cause?: unknown },
  ) {
    const { status, problem } = told;
    super(`${call}: ${status === undefined ? 'no answer' : [status, problem?.code].filter(Boolean).join(' ')}`, {
      cause,
    });
    this.name = 'RavnError';
    Object.assign(this, told);
  }

  /** Whether the same request may succeed later: throttled, overloaded, a fault of the server, no connection. */
  get passes(): boolean {
    return this.status === undefined || this.status === 429 || this.status >= 500;
  }
}

const firstWaitMs = 500;
const longestWaitMs = 30_000;
/** A server that asks for more than this is asked again all the same. */
const longestAskedMs = 10 * 60_000;

/**
 * How long to wait after so many failures in a row (1, 2, …): somewhere between nothing and a bound that doubles up to 30
 * seconds ("full jitter", Marc Brooker, "Exponential Backoff and Jitter", 2015), on top of what the server asks for.
 */
export function waitMs(failures: number, asked: number | undefined, random: () => number): number {
  const bound = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(failures, 10));
  return (asked ?? 0) + bound * random();
}

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), milliseconds from now. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(longestAskedMs, Math.max(0, ms));
}
