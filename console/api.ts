// The API as this page calls it: with the marketer's token, and every failure a value that says what to do next.

export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

export type Answer =
  | { ok: true; body: unknown }
  /** Without a status nobody answered. */
  | { ok: false; status?: number; retryAfterSeconds?: number };

export type Ask = (path: string) => Promise<Answer>;

/** An answer that takes longer counts as none. */
const timeoutMs = 10_000;

/** Asks with a token that is fetched when needed; a token that is refused is replaced once per question. */
export function createApi(fetch: Fetch): Ask {
  let token: string | undefined;

  async function ask(path: string): Promise<Answer> {
    const isNew = token === undefined;
    if (token === undefined) {
      // The local runner gives tokens to anybody on this machine; a deployed console signs in instead.
      const given = await send('/local/token?sub=marketer&scope=ravn/marketer', {});
      if (!given.ok) return refusal(given);
      token = await given.text();
    }
    const response = await send(path, { authorization: `Bearer ${token}` });
    if (response.ok) return { ok: true, body: await response.json() };
    if (response.status !== 401) return refusal(response);
    token = undefined; // expired, or the issuer has a new key
    return isNew ? refusal(response) : ask(path);
  }

  const send = (path: string, headers: Record<string, string>) =>
    fetch(path, { headers, cache: 'no-store', signal: AbortSignal.timeout(timeoutMs) });

  // What fetch throws (no connection, time-out, a body that is cut off or not JSON) is an API that is down.
  return (path) => ask(path).catch(() => ({ ok: false }));
}

function refusal({ status, headers }: Response): Answer {
  const retryAfterSeconds = Number(headers.get('retry-after') ?? Number.NaN);
  return { ok: false, status, ...(retryAfterSeconds > 0 && { retryAfterSeconds }) };
}
