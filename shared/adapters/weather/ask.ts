// Asking a weather service: one GET with a time-out and a bound on the answer, and every failure given its name.
import type { WeatherAnswer, WeatherFailure } from '../../ports/weather-provider.ts';

export type Failed = Extract<WeatherAnswer, { kind: 'failed' }>;
export type Got = { kind: 'body'; json: unknown; headers: Headers } | { kind: 'not-modified'; headers: Headers };

export interface Asking {
  fetch: typeof globalThis.fetch;
  /** Who asks and how to reach them, as MET Norway's terms demand. */
  userAgent: string;
  /** For the whole answer, body included. */
  timeoutMs?: number;
}

/** MET's compact answer has some 60 KB and its complete one 120; unpacked, since gzip makes little of much. */
const maxBytes = 1_000_000;

const failed = (cause: WeatherFailure, detail: string, retryAfterSeconds?: number): Failed => ({
  kind: 'failed',
  cause,
  detail,
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

/** Never throws. Packed answers (`Accept-Encoding: gzip`) are `fetch`'s own business. */
export async function ask(
  { fetch, userAgent, timeoutMs = 4000 }: Asking,
  url: URL,
  lastModified?: string,
): Promise<Got | Failed> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      signal,
      // A weather service that sends us elsewhere is broken or not itself.
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        'user-agent': userAgent,
        ...(lastModified !== undefined && { 'if-modified-since': lastModified }),
      },
    });
    const { status, headers } = response;
    // 203 is MET's word for a version that will end one day.
    if (status === 200 || status === 203) return await readBody(response);
    await response.body?.cancel();
    if (status === 304 && lastModified !== undefined) return { kind: 'not-modified', headers };
    if (status === 429) return failed('throttled', 'http-429', secondsIn(headers.get('retry-after')));
    if (status >= 400 && status < 500) return failed('refused', `http-${status}`);
    return failed('broken', `http-${status}`, secondsIn(headers.get('retry-after')));
  } catch (error) {
    if (signal.aborted) return failed('time-out', `no answer within ${timeoutMs} ms`);
    const { cause } = error as { cause?: { code?: unknown } };
    return failed('unreachable', typeof cause?.code === 'string' ? cause.code : 'the connection failed');
  }
}

async function readBody(response: Response): Promise<Got | Failed> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop cancels the rest.
    if (bytes > maxBytes) return failed('unreadable', `longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  try {
    return { kind: 'body', json: JSON.parse(Buffer.concat(chunks).toString('utf8')), headers: response.headers };
  } catch {
    return failed('unreadable', 'not JSON');
  }
}

/** `Retry-After` in seconds; its other form, a date, is not worth a clock here. */
function secondsIn(header: string | null): number | undefined {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : undefined;
}

/** How long an answer wants to be kept: `Expires` by the server's own clock, so that ours may be wrong. */
export function freshForSeconds(headers: Headers): number | undefined {
  const seconds = (Date.parse(headers.get('expires') ?? '') - Date.parse(headers.get('date') ?? '')) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

/** Where in the answer it was not as documented: a path, never a value. */
export function notAsDocumented(issues: { path: PropertyKey[] }[]): Failed {
  return failed('unreadable', `not as documented at: ${issues[0]?.path.map(String).join('.').slice(0, 100)}`);
}
