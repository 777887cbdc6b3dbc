// The lock screen: the time, and what has arrived.
import { useEffect, useState } from 'preact/hooks';
import { localeOf, useLanguage, useWords } from '../shell/language.ts';
import type { ArrivedPush } from './pushes.ts';
import { phoneWords } from './words.ts';

interface LockScreenProps {
  pushes: readonly ArrivedPush[];
  onWhy: (push: ArrivedPush) => void;
  onDismiss: (push: ArrivedPush) => void;
}

export function LockScreen({ pushes, onWhy, onDismiss }: LockScreenProps) {
  const words = useWords(phoneWords);
  const locale = localeOf(useLanguage());
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5000);
    return () => clearInterval(timer);
  }, []);
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
  return (
    <section class="lock-screen" aria-label={words.lockScreen}>
      <p class="clock">{time.format(now)}</p>
      <p class="day">{day.format(now)}</p>
      <ul aria-live="polite">
        {pushes.map((push) => (
          <li key={push.deliveryId} class="push">
            <p class="from">
              Ravn <time dateTime={new Date(push.at).toISOString()}>{time.format(push.at)}</time>
            </p>
            <h2>{push.title}</h2>
            <p>{push.body}</p>
            <div class="row">
              <button type="button" onClick={() => onWhy(push)}>
                {words.why}
              </button>
              <button
                type="button"
                class="plain"
                aria-label={words.dismissNamed(push.title)}
                onClick={() => onDismiss(push)}
              >
                {words.dismiss}
              </button>
            </div>
          </li>
        ))}
      </ul>
      {pushes.length === 0 && (
        <p class="none">
          {words.noPush} {words.noPushHint}
        </p>
      )}
    </section>
  );
}
