// The phone: what the customer sees and does, and what of it is told to the API.
import { useEffect, useRef, useState } from 'preact/hooks';
import {
  type Calls,
  type EraseCustomerAnswer,
  globals,
  RavnError,
  type ShowConsentsAnswer,
  type ShowPreferencesAnswer,
} from '../../client/index.ts';
import { initialLanguage, keepLanguage, type Language, LanguageContext, localeOf } from '../shell/language.ts';
import { Consents, type Purpose, textVersion } from './consents.tsx';
import { Elsewhere } from './elsewhere.tsx';
import type { Identity } from './identity.ts';
import { LockScreen } from './lock-screen.tsx';
import { PhoneMap } from './map.tsx';
import type { ArrivedPush, Pushes } from './pushes.ts';
import { Kept, Quiet, Receipt } from './rights.tsx';
import { faultOf, Status } from './status.tsx';
import { createWalk, type Walk } from './walk.ts';
import { Why } from './why.tsx';
import { phoneWords } from './words.ts';

interface PhoneProps {
  client: Calls;
  identity: Identity;
  /** Who she is, where this page has made it up. */
  name?: string;
  pushes: Pushes;
  /** How often pushes are asked for. */
  everyMs: number;
  onAgain: () => void;
}

export function Phone({ client, identity, name, pushes, everyMs, onAgain }: PhoneProps) {
  const [language, setLanguage] = useState<Language>(() => initialLanguage(navigator.language, localStorage));
  const words = phoneWords[language];
  const [state, setState] = useState<ShowConsentsAnswer>({ consents: {} });
  const [preferences, setPreferences] = useState<ShowPreferencesAnswer>({
    interests: [],
    mutedCategories: [],
    mutes: [],
  });
  const [arrived, setArrived] = useState<readonly ArrivedPush[]>([]);
  const [asked, setAsked] = useState<ArrivedPush | undefined>();
  const [receipt, setReceipt] = useState<EraseCustomerAnswer | undefined>();
  const [isBusy, setBusy] = useState(true);
  const [said, setSaid] = useState('');
  const [fault, setFault] = useState('');
  const [isOffline, setOffline] = useState(false);
  const [walk, setWalk] = useState<Walk | undefined>();
  const failed = (error: unknown) =>
    setFault(faultOf(error, phoneWords[document.documentElement.lang === 'da' ? 'da' : 'en']));
  const walking = useRef<ReturnType<typeof createWalk>>(undefined);

  useEffect(() => {
    document.documentElement.lang = language;
    document.title = `${words.title} · Ravn`;
  }, [language, words]);

  useEffect(() => {
    walking.current = createWalk({
      client,
      deviceId: identity.deviceId,
      platform: globals,
      onChange: setWalk,
      onError: (error) => (error instanceof RavnError && error.passes ? setOffline(true) : failed(error)),
      onHeard: () => setOffline(false),
    });
    void during(async () => {
      follow(await client.showConsents());
      setPreferences(await client.showPreferences());
    });
    let isOver = false;
    const listen = async () => {
      const fresh = await pushes().catch(() => []);
      if (isOver) return;
      if (fresh.length > 0) {
        setArrived((before) => [...fresh.toReversed(), ...before]);
        tell(fresh, 'delivered');
      }
      setTimeout(listen, everyMs);
    };
    void listen();
    return () => {
      isOver = true;
      void walking.current?.end();
    };
  }, []);
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(''), 5000);
    return () => clearTimeout(timer);
  }, [said]);

  async function during(work: () => Promise<void>): Promise<void> {
    setBusy(true);
    setFault('');
    await work().catch(failed);
    setBusy(false);
  }

  /** The customer's word decides whether anything is reported. */
  function follow(next: ShowConsentsAnswer): void {
    setState(next);
    if (!next.consents.location?.granted) walking.current?.hold('no-location-consent');
    else if (next.pausedUntil !== undefined) walking.current?.hold('paused', next.pausedUntil);
    else walking.current?.go();
  }

  const consent = (purpose: Purpose, granted: boolean) =>
    during(async () => {
      const locale = localeOf(language);
      const { consents } = await client.changeConsents({ [purpose]: granted, textVersion, locale, source: 'web' });
      // There is somebody to register the phone for from the first consent on; doing it again changes nothing.
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      const device = { platform: 'android' as const, token: identity.pushToken, locale, timeZone };
      if (granted) await client.registerDevice(identity.deviceId, device);
      follow({ ...state, consents });
    });
  const like = (interests: string[]) =>
    during(async () => {
      const { mutes: _, ...before } = preferences;
      setPreferences({ ...preferences, interests });
      await client.setPreferences({ ...before, interests }).finally(reload);
    });
  const pause = (hours: number) =>
    during(async () => {
      const { pausedUntil } = await client.pause({ hours });
      follow({ consents: state.consents, pausedUntil });
    });
  const reload = async () => setPreferences(await client.showPreferences());
  const tell = (told: readonly ArrivedPush[], kind: 'delivered' | 'opened' | 'dismissed') =>
    void client
      .reportOutcomes({
        outcomes: told.map(({ deliveryId }) => ({ id: `${deliveryId}:${kind}`, kind, at: Date.now(), deliveryId })),
      })
      .catch(failed);

  return (
    <LanguageContext.Provider value={language}>
      <header class="phone-head">
        <div>
          <h1>{words.title}</h1>
          <p class="lead">{words.lead}</p>
        </div>
        <div class="row">
          {name && <span class="quiet small">{words.as(name)}</span>}
          <button
            type="button"
            class="plain"
            lang={language === 'en' ? 'da' : 'en'}
            onClick={() => {
              const other = language === 'en' ? 'da' : 'en';
              keepLanguage(other, localStorage);
              setLanguage(other);
            }}
          >
            {words.otherLanguage}
          </button>
        </div>
      </header>
      <main class="phone">
        {(fault || isOffline) && (
          <p class="notice bad" role="alert">
            {fault || words.nobody}
          </p>
        )}
        {receipt ? (
          <Receipt receipt={receipt} onAgain={onAgain} />
        ) : (
          <>
            <div class="stack device">
              <LockScreen
                pushes={arrived}
                onWhy={(push) => {
                  setAsked(push);
                  tell([push], 'opened');
                }}
                onDismiss={(push) => {
                  setArrived(arrived.filter((other) => other !== push));
                  tell([push], 'dismissed');
                }}
              />
              {walk && (
                <section class="card stack" aria-label={words.map}>
                  <PhoneMap walk={walk} onMove={(place) => walking.current?.moveTo(place)} />
                  <Status walk={walk} words={words} locale={localeOf(language)} />
                  <Elsewhere onGo={(place) => walking.current?.moveTo(place)} />
                </section>
              )}
            </div>
            <div class="stack">
              <Consents
                consents={state.consents}
                preferences={preferences}
                isBusy={isBusy}
                onConsent={consent}
                onLike={like}
              />
              <Quiet
                pausedUntil={Date.now() < (state.pausedUntil ?? 0) ? state.pausedUntil : undefined}
                mutes={preferences.mutes}
                isKnown={Object.keys(state.consents).length > 0}
                onPause={pause}
                onUnmute={({ category, geofenceId }) =>
                  during(async () => {
                    await client.setMute({ category, geofenceId, muted: false });
                    await reload();
                  })
                }
              />
              <Kept
                client={client}
                onError={failed}
                onErased={(gone) => {
                  void walking.current?.end();
                  setArrived([]);
                  setReceipt(gone);
                }}
              />
            </div>
          </>
        )}
        {asked && (
          <Why
            client={client}
            push={asked}
            onClose={() => setAsked(undefined)}
            onError={failed}
            onMuted={(what) => {
              setSaid(what);
              void reload().catch(failed);
            }}
          />
        )}
      </main>
      <div class="toast" role="status">
        {said && <p>{said}</p>}
      </div>
    </LanguageContext.Provider>
  );
}
