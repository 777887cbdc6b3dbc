// The push as a phone shows it, on both platforms, with what it weighs while it is being written.
import { useState } from 'preact/hooks';
import { localeOf, useLanguage, useWords } from '../shell/language.ts';
import type { Offer } from './offer.ts';
import { cut, filledIn, maxBytes, type Platform, visible, weigh } from './payload.ts';
import { previewWords } from './preview-words.ts';

export function Preview({ offer, locale }: { offer: Offer; locale: string }) {
  const words = useWords(previewWords);
  const number = new Intl.NumberFormat(localeOf(useLanguage()));
  const [platform, setPlatform] = useState<Platform>('ios');
  const [isLess, setLess] = useState(false);
  const hasLess = offer.personalization === 'open' && offer.subtleMessages !== undefined;
  const texts = (hasLess && isLess && offer.subtleMessages) || offer.messages;
  const message = texts[locale] ?? texts[offer.defaultLocale] ?? { title: '', body: '' };
  const time = new Intl.DateTimeFormat(safeLocale(locale), { timeStyle: 'short' }).format(offer.endsAt);
  const fill = (text: string) => filledIn(text, { place: words.samplePlace, time });
  const shown = { title: fill(message.title), body: fill(message.body) };
  const weight = weigh(shown, platform, offer.deepLink);
  const limits = visible[platform];
  const rows: [name: string, used: number, limit: number, isTooMuch: boolean][] = [
    [words.limitTitle, weight.title.characters, limits.title, false],
    [words.limitBody, weight.body.characters, limits.body, false],
    [words.limitBytes, weight.bytes, maxBytes, weight.bytes > maxBytes],
  ];
  return (
    <aside class="preview" aria-label={words.preview}>
      <div class="row tabs">
        {(['ios', 'android'] as const).map((one) => (
          <button key={one} type="button" aria-pressed={one === platform} onClick={() => setPlatform(one)}>
            {words.platforms[one]}
          </button>
        ))}
      </div>
      {hasLess && (
        <label class="row small">
          <input type="checkbox" checked={isLess} onChange={() => setLess(!isLess)} />
          {words.less}
        </label>
      )}
      <div class="phone" data-platform={platform}>
        <p class="clock" aria-hidden="true">
          14:20
        </p>
        <div class="push" lang={locale}>
          <span class="app">
            <img src={`${import.meta.env.BASE_URL}raven.svg`} alt="" width="16" height="16" />
            Ravn
            <span class="grow" />
            {words.now}
          </span>
          <strong>{cut(shown.title, limits.title) || '…'}</strong>
          <span>{cut(shown.body, limits.body) || '…'}</span>
        </div>
      </div>
      <dl class="limits">
        {rows.map(([name, used, limit, isTooMuch]) => (
          <div key={name} data-over={used > limit ? (isTooMuch ? 'bad' : 'cut') : undefined}>
            <dt>{name}</dt>
            <dd>{words.limitOf(number.format(used), number.format(limit))}</dd>
          </div>
        ))}
      </dl>
      <p class="small quiet" role="status">
        {weight.bytes > maxBytes ? words.tooHeavy : rows.some(([, used, limit]) => used > limit) && words.cutHint}
      </p>
    </aside>
  );
}

/** A tag that is still being typed must not stop the page. */
function safeLocale(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
