// The phone begins: who it is, how it signs in, and where its pushes come from.
import { render } from 'preact';
import { createClient } from '../../client/index.ts';
import { readConfig } from '../config.ts';
import { initialLanguage } from '../shell/language.ts';
import { signInWithProvider } from '../shell/oidc.ts';
import { shellWords } from '../shell/words.ts';
import '../style.css';
import { Phone } from './app.tsx';
import { identityOf, somebodyNew } from './identity.ts';
import { localPushes, sentDeliveries } from './pushes.ts';
import './phone.css';

const root = document.querySelector('#app')!;
const get = (path: string, init?: RequestInit) => fetch(path, init);
const newId = () => crypto.randomUUID();
/** The local provider is asked every second; the API, which counts what it is asked, now and then. */
const localEveryMs = 1000;
const apiEveryMs = 10_000;

try {
  const identity = identityOf(location, localStorage, newId);
  const { signIn } = await readConfig(get);
  const isLocal = signIn.kind === 'local';
  const client = createClient({ apiUrl: location.origin, token: isLocal ? localToken : await providersToken(signIn) });
  render(
    <Phone
      client={client}
      identity={identity}
      name={isLocal ? identity.customerId : undefined}
      pushes={isLocal ? localPushes(get, identity.pushToken) : sentDeliveries(client, Date.now())}
      everyMs={isLocal ? localEveryMs : apiEveryMs}
      onAgain={() => {
        somebodyNew(localStorage, newId);
        location.assign(location.pathname);
      }}
    />,
    root,
  );

  /** The cloud on a laptop gives anybody on this machine any customer's token. */
  async function localToken(): Promise<string> {
    const response = await get(`/local/token?sub=${encodeURIComponent(identity.customerId)}`);
    if (!response.ok) throw new Error(`no token: ${response.status}`);
    return response.text();
  }
} catch (error) {
  render(
    <main>
      <h1>{shellWords[initialLanguage(navigator.language, localStorage)].notStarted}</h1>
      <p>{error instanceof Error ? error.message : String(error)}</p>
    </main>,
    root,
  );
}

/** The customer is whoever signs in: on AWS the names this page makes up count for the device alone. */
async function providersToken(provider: { authority: string; clientId: string; scope?: string }) {
  // As a customer: whatever scope the console asks for, the phone asks for none.
  const session = await signInWithProvider(
    { ...provider, scope: 'openid' },
    {
      fetch: get,
      location,
      session: sessionStorage,
      goTo: (url) => location.assign(url),
      crypto,
      redirectPath: '/phone/',
    },
  );
  history.replaceState(null, '', '/phone/');
  return async (refused?: string) => {
    const token = await session.getToken({ fresh: refused !== undefined });
    if (token === undefined) throw new Error('no token');
    return token;
  };
}
