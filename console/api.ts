// The API as the console calls it: with the marketer's token, and every failure a value that says what to do next.

export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

/** Where tokens come from: kept ones unless `fresh`, which is asked for when one was refused. Undefined: sign in first. */
export type GetToken = (options: { fresh: boolean }) => Promise<string | undefined>;

/** What a refusal says: problem+json of Ravn's, or what could be read of the gateway's own. */
export interface Problem {
  code?: string;
  detail?: string;
  errors: readonly { field: string; message: string }[];
}

export type Answer<Body = unknown> =
  | { ok: true; body: Body }
  /** Without a status nobody answered. */
  | { ok: false; status?: number; retryAfterSeconds?: number; problem?: Problem };

export interface Question {
  method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  body?: unknown;
  /** The version that is to be replaced; `new` where there must be none yet. */
  ifVersion?: number | 'new';
  /** Of the sentences in the answer; the browser's own where nothing is said. */
  language?: string;
}

export type Ask = <Body = unknown>(path: string, question?: Question) => Promise<Answer<Body>>;

/** An answer that takes longer counts as none: the gateway itself gives up after 30 s. */
const timeoutMs = 31_000;

/** Asks with a token that is fetched when needed; a token that is refused is replaced once per question. */
export function createApi(fetch: Fetch, getToken: GetToken): Ask {
  async function ask(path: string, question: Question): Promise<Answer<never>> {
    for (const fresh of [false, true]) {
      const token = await getToken({ fresh });
      if (token === undefined) return { ok: false, status: 401 };
      const response = await fetch(path, request(question, token));
      if (response.ok) return { ok: true, body: (response.status === 204 ? {} : await response.json()) as never };
      if (response.status !== 401 || fresh) return refusal(response);
    }
    return { ok: false, status: 401 };
  }
  // What fetch throws (no connection, time-out, a body that is cut off or not JSON) is an API that is down.
  return (path, question = {}) => ask(path, question).catch(() => ({ ok: false }));
}

function request({ method = 'GET', body, ifVersion, language }: Question, token: string): RequestInit {
  return {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(language && { 'accept-language': language }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(ifVersion === 'new' && { 'if-none-match': '*' }),
      ...(typeof ifVersion === 'number' && { 'if-match': `"${ifVersion}"` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    cache: 'no-store',
    signal: AbortSignal.timeout(timeoutMs),
  };
}

async function refusal(response: Response): Promise<Answer<never>> {
  const retryAfterSeconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const said = (await response.json().catch(() => undefined)) as Partial<Problem> | undefined;
  return {
    ok: false,
    status: response.status,
    ...(retryAfterSeconds > 0 && { retryAfterSeconds }),
    ...(said?.detail !== undefined && {
      problem: { code: said.code, detail: said.detail, errors: Array.isArray(said.errors) ? said.errors : [] },
    }),
  };
}
