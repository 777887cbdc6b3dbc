// What an offer was before: who saved, launched, paused it and when; any version can become the draft again.
import { localeOf, useLanguage, useWords } from '../shell/language.ts';
import { useAnswer } from '../shell/session.ts';
import { Loaded } from '../ui/loaded.tsx';
import type { Offer } from './offer.ts';
import { plainText, sentenceOf } from './sentence.ts';
import { offerWords } from './words.ts';

interface Version {
  version: number;
  at: number;
  by: string;
  what: 'saved' | 'launched' | 'paused' | 'archived';
  offer: Offer;
}

export function History({ id, onUse }: { id: string; onUse: (offer: Offer) => void }) {
  const words = useWords(offerWords);
  const language = useLanguage();
  const [loading, reload] = useAnswer<{ versions: Version[] }>(`/v1/offers/${encodeURIComponent(id)}/versions`);
  const when = new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <Loaded of={loading} retry={reload}>
      {({ versions }) => (
        <ol class="card history">
          {versions.length === 0 && <li class="quiet">{words.noHistory}</li>}
          {versions.map(({ version, at, by, what, offer }) => (
            <li key={`${version} ${what}`}>
              <div class="row">
                <strong class="grow">
                  {words.versions[what]} <span class="quiet small">{words.version(version)}</span>
                </strong>
                <span class="quiet small">{words.by(by, when.format(at))}</span>
                <button type="button" class="plain" onClick={() => onUse(offer)}>
                  {words.useVersion}
                </button>
              </div>
              <p class="quiet small">{plainText(sentenceOf(offer, language))}</p>
            </li>
          ))}
        </ol>
      )}
    </Loaded>
  );
}
