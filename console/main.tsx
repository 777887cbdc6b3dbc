// The console begins: reads its configuration, signs the marketer in, and draws the frame.
import { render } from 'preact';
import { createApi, type GetToken } from './api.ts';
import { type Config, readConfig } from './config.ts';
import { App } from './shell/app.tsx';
import { initialLanguage } from './shell/language.ts';
import { signInWithProvider } from './shell/oidc.ts';
import { localTokens } from './shell/token-local.ts';
import { shellWords } from './shell/words.ts';
import './style.css';
import './shell/frame.css';

const root = document.querySelector('#app')!;
const get = (url: string, init?: RequestInit) => fetch(url, init);

try {
  const config = await readConfig(get);
  const { getToken, signOut } = await signIn(config);
  const ask = createApi((path, init) => fetch(path, init), getToken);
  render(<App session={{ ask, config, signOut }} />, root);
} catch (error) {
  const words = shellWords[initialLanguage(navigator.language, localStorage)];
  render(
    <main class="alone">
      <h1>{words.notStarted}</h1>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <button type="button" onClick={() => location.assign(import.meta.env.BASE_URL)}>
        {words.again}
      </button>
    </main>,
    root,
  );
}

async function signIn({ signIn }: Config): Promise<{ getToken: GetToken; signOut?: () => void }> {
  if (signIn.kind === 'local') return { getToken: localTokens(get) };
  const session = await signInWithProvider(signIn, {
    fetch: get,
    location,
    session: sessionStorage,
    goTo: (url) => location.assign(url),
    crypto,
  });
  history.replaceState(null, '', import.meta.env.BASE_URL + session.returnTo);
  return { getToken: session.getToken, signOut: () => void session.signOut() };
}
