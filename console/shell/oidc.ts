// Signing in with an OpenID provider: authorization code with PKCE (RFC 6749, 7636; the form RFC 9700 wants of pages).
// Access tokens live in memory only; the API verifies them, so nothing is verified here but the answer's `state`.
import type { GetToken } from '../api.ts';

export interface Provider {
  authority: string;
  clientId: string;
  scope?: string;
}

interface Endpoints {
  authorization_endpoint: string;
  token_endpoint: string;
  end_session_endpoint?: string;
}

/** What the page lends: its address, a place to keep two texts over a redirect, and the way out. */
export interface Surroundings {
  fetch: (url: string, init?: RequestInit) => Promise<Response>;
  location: { href: string; origin: string };
  session: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  goTo: (url: string) => void;
  crypto: Pick<Crypto, 'getRandomValues' | 'subtle'>;
  /** Where the provider sends her back to, and has been told that it may. */
  redirectPath?: string;
}

export interface Session {
  getToken: GetToken;
  /** Where in the console she was when she left for the provider. */
  returnTo: string;
  signOut(): Promise<void>;
}

const kept = 'ravn.sign-in';

/**
 * Comes back from the provider if this is that moment, else sends the marketer there; resolves once she is signed in (or
 * never, the page being left). Rejects with what the provider refused.
 */
export async function signInWithProvider(provider: Provider, here: Surroundings): Promise<Session> {
  const { redirectPath = '/console/' } = here;
  const authority = provider.authority.replace(/\/$/, '');
  const endpoints = await json<Endpoints>(await here.fetch(`${authority}/.well-known/openid-configuration`));
  const { searchParams, hash } = new URL(here.location.href);
  const pending = JSON.parse(here.session.getItem(kept) ?? 'null') as Pending | null;
  here.session.removeItem(kept);

  if (searchParams.has('error')) throw new Error(searchParams.get('error_description') ?? searchParams.get('error')!);
  const code = searchParams.get('code');
  if (!code || !pending || searchParams.get('state') !== pending.state) return leave(hash);
  let tokens = await exchange({
    grant_type: 'authorization_code',
    code,
    redirect_uri: here.location.origin + redirectPath,
    code_verifier: pending.verifier,
  });
  let renewing: Promise<void> | undefined;

  return {
    returnTo: pending.returnTo,
    async getToken({ fresh }) {
      if (fresh || Date.now() > tokens.expiresAt - 30_000) {
        renewing ??= renew().finally(() => {
          renewing = undefined;
        });
        await renewing;
      }
      return tokens.access;
    },
    async signOut() {
      const url = endpoints.end_session_endpoint;
      here.goTo(url ? `${url}?${new URLSearchParams({ client_id: provider.clientId })}` : here.location.origin);
    },
  };

  async function leave(returnTo: string): Promise<never> {
    const verifier = random(here.crypto);
    const state = random(here.crypto);
    here.session.setItem(kept, JSON.stringify({ verifier, state, returnTo } satisfies Pending));
    const digest = await here.crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: provider.clientId,
      redirect_uri: here.location.origin + redirectPath,
      scope: provider.scope ?? 'openid ravn/marketer',
      state,
      code_challenge: base64Url(new Uint8Array(digest)),
      code_challenge_method: 'S256',
    });
    here.goTo(`${endpoints.authorization_endpoint}?${query}`);
    return new Promise<never>(() => {});
  }

  async function renew(): Promise<void> {
    const refresh = tokens.refresh;
    if (!refresh) return leave(new URL(here.location.href).hash);
    try {
      tokens = { refresh, ...(await exchange({ grant_type: 'refresh_token', refresh_token: refresh })) };
    } catch {
      return leave(new URL(here.location.href).hash);
    }
  }

  async function exchange(fields: Record<string, string>): Promise<Tokens> {
    const response = await here.fetch(endpoints.token_endpoint, {
      method: 'POST',
      body: new URLSearchParams({ client_id: provider.clientId, ...fields }),
    });
    const given = await json<{ access_token: string; refresh_token?: string; expires_in?: number }>(response);
    return {
      access: given.access_token,
      expiresAt: Date.now() + (given.expires_in ?? 300) * 1000,
      ...(given.refresh_token && { refresh: given.refresh_token }),
    };
  }
}

interface Pending {
  verifier: string;
  state: string;
  returnTo: string;
}

interface Tokens {
  access: string;
  refresh?: string;
  /** Epoch milliseconds. */
  expiresAt: number;
}

async function json<Body>(response: Response): Promise<Body> {
  if (!response.ok) throw new Error(`The sign-in service answers ${response.status}`);
  return (await response.json()) as Body;
}

/** 256 bits: RFC 7636 §7.1. */
function random(crypto: Pick<Crypto, 'getRandomValues'>): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
