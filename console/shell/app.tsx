// The frame round every page: where one can go, what is being said, and the page itself, loaded when it is first opened.
import type { FunctionComponent } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../ui/icon.tsx';
import { later } from '../ui/later.tsx';
import { initialLanguage, keepLanguage, type Language, LanguageContext } from './language.ts';
import { type Page, pages, parseRoute, type Route, routeTo } from './route.ts';
import { type Session, SessionContext } from './session.ts';
import { shellWords } from './words.ts';

export type PageProps = { id?: string };

const shown: Record<Page, FunctionComponent<PageProps>> = {
  map: later(() => import('../map/page.tsx').then(({ default: page }) => page)),
  offers: later(() => import('../offers/page.tsx').then(({ default: page }) => page)),
  segments: later(() => import('../segments/page.tsx').then(({ default: page }) => page)),
  live: later(() => import('../live/page.tsx').then(({ default: page }) => page)),
  results: later(() => import('../results/page.tsx').then(({ default: page }) => page)),
  why: later(() => import('../why/page.tsx').then(({ default: page }) => page)),
};

export function App({ session }: { session: Omit<Session, 'say' | 'hold'> }) {
  const [language, setLanguage] = useState<Language>(() => initialLanguage(navigator.language, localStorage));
  const [route, setRoute] = useState<Route>(() => parseRoute(location.hash));
  const [said, setSaid] = useState('');
  const held = useRef<string | undefined>(undefined);
  const words = shellWords[language];
  const Shown = shown[route.page];

  useEffect(() => {
    const follow = (event: HashChangeEvent) => {
      if (!held.current || confirm(held.current)) return setRoute(parseRoute(location.hash));
      history.pushState(null, '', event.oldURL);
    };
    const leave = (event: Event) => {
      if (held.current) event.preventDefault(); // the browser asks in its own words
    };
    addEventListener('hashchange', follow);
    addEventListener('beforeunload', leave);
    return () => {
      removeEventListener('hashchange', follow);
      removeEventListener('beforeunload', leave);
    };
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

  const whole = useRef<Session>({
    ...session,
    say: setSaid,
    hold: (question) => {
      held.current = question;
    },
  });
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
          <Shown key={route.page} id={route.id} />
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
