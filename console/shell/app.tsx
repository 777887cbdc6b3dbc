// The frame round every page: where one can go, what is being said, and the page itself, loaded when it is first opened.
import type { FunctionComponent } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Failure } from '../ui/failure.tsx';
import { Icon } from '../ui/icon.tsx';
import { initialLanguage, keepLanguage, type Language, LanguageContext } from './language.ts';
import { type Page, pages, parseRoute, type Route, routeTo } from './route.ts';
import { type Session, SessionContext } from './session.ts';
import { shellWords } from './words.ts';

export type PageProps = { id?: string };

const load: Record<Page, () => Promise<{ default: FunctionComponent<PageProps> }>> = {
  map: () => import('../map/page.tsx'),
  offers: () => import('../offers/page.tsx'),
  segments: () => import('../segments/page.tsx'),
  live: () => import('../live/page.tsx'),
  results: () => import('../results/page.tsx'),
  why: () => import('../why/page.tsx'),
};

export function App({ session }: { session: Omit<Session, 'say'> }) {
  const [language, setLanguage] = useState<Language>(() => initialLanguage(navigator.language, localStorage));
  const [route, setRoute] = useState<Route>(() => parseRoute(location.hash));
  const [said, setSaid] = useState('');
  const words = shellWords[language];

  useEffect(() => {
    const follow = () => setRoute(parseRoute(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  useLayoutEffect(() => {
    document.documentElement.lang = language;
    document.title = `${words.pages[route.page]} · Ravn`;
  }, [language, route.page, words]);
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(''), 5000);
    return () => clearTimeout(timer);
  }, [said]);

  const whole = useRef<Session>({ ...session, say: setSaid });
  const change = () => {
    const other = language === 'en' ? 'da' : 'en';
    keepLanguage(other, localStorage);
    setLanguage(other);
  };
  return (
    <LanguageContext.Provider value={language}>
      <SessionContext.Provider value={whole.current}>
        <button type="button" class="skip" onClick={skip}>
          {words.skip}
        </button>
        <header class="frame">
          <a class="brand" href={routeTo({ page: 'offers' })}>
            <img src={`${import.meta.env.BASE_URL}raven.svg`} alt="" width="28" height="28" />
            Ravn
          </a>
          <nav aria-label={words.navigation}>
            {pages.map((page) => (
              <a key={page} href={routeTo({ page })} aria-current={page === route.page ? 'page' : undefined}>
                <Icon name={page} />
                {words.pages[page]}
              </a>
            ))}
          </nav>
          <div class="account">
            <button type="button" class="plain" lang={language === 'en' ? 'da' : 'en'} onClick={change}>
              {words.otherLanguage}
            </button>
            {session.signOut && (
              <button type="button" class="plain" onClick={session.signOut}>
                {words.signOut}
              </button>
            )}
          </div>
        </header>
        <main id="content" tabIndex={-1} data-page={route.page}>
          <LazyPage key={route.page} route={route} />
        </main>
        <div class="toast" role="status">
          {said && <p>{said}</p>}
        </div>
      </SessionContext.Provider>
    </LanguageContext.Provider>
  );
}

/** No link: what stands behind `#` is the page's own address. */
function skip(): void {
  document.querySelector<HTMLElement>('#content')?.focus();
}

function LazyPage({ route }: { route: Route }) {
  const [Shown, setShown] = useState<FunctionComponent<PageProps> | undefined>(undefined);
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    load[route.page]().then(
      (module) => setShown(() => module.default),
      () => setMissing(true),
    );
  }, [route.page]);
  if (isMissing) return <Failure answer={{ ok: false }} retry={() => location.reload()} />;
  return Shown ? <Shown id={route.id} /> : <p class="waiting" />;
}
