// Three consents, each with the words it was asked in, and what she likes.
import type { Consents as Given, Preferences } from '../../client/index.ts';
import { useWords } from '../shell/language.ts';
import { phoneWords } from './words.ts';

/** Changes with the words: what a customer agreed to can be shown later. */
export const textVersion = 'phone-1';
const purposes = ['location', 'push', 'profiling'] as const;
export type Purpose = (typeof purposes)[number];

interface ConsentsProps {
  consents: Given;
  preferences: Preferences;
  isBusy: boolean;
  onConsent: (purpose: Purpose, granted: boolean) => void;
  onLike: (interests: string[]) => void;
}

export function Consents({ consents, preferences, isBusy, onConsent, onLike }: ConsentsProps) {
  const words = useWords(phoneWords);
  const { interests = [] } = preferences;
  const isKnown = Object.keys(consents).length > 0;
  return (
    <section class="card stack" aria-labelledby="consents">
      <div>
        <h2 id="consents">{words.consents}</h2>
        <p class="hint">{words.consentsHint}</p>
      </div>
      {purposes.map((purpose) => (
        <label key={purpose} class="consent">
          <input
            type="checkbox"
            role="switch"
            name={purpose}
            checked={consents[purpose]?.granted ?? false}
            aria-checked={consents[purpose]?.granted ?? false}
            aria-describedby={`${purpose}-says`}
            disabled={isBusy}
            onChange={({ currentTarget }) => onConsent(purpose, currentTarget.checked)}
          />
          <span>
            <strong>{words.purposes[purpose].name}</strong>
            <span id={`${purpose}-says`} class="hint">
              {words.purposes[purpose].says}
            </span>
          </span>
        </label>
      ))}
      <fieldset disabled={!isKnown || isBusy}>
        <legend>{words.likes}</legend>
        <p class="hint">{words.likesHint}</p>
        <div class="row likes">
          {Object.entries(words.categories).map(([category, name]) => (
            <label key={category} class="like">
              <input
                type="checkbox"
                name={category}
                checked={interests.includes(category)}
                onChange={({ currentTarget: { checked } }) =>
                  onLike(checked ? [...interests, category] : interests.filter((other) => other !== category))
                }
              />
              {name}
            </label>
          ))}
        </div>
      </fieldset>
    </section>
  );
}
