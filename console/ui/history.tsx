// What something was before: who saved, launched, paused, archived it and when; any version can be taken again.
import { type InBoth, localeOf, useLanguage, useWords } from '../shell/language.ts';
import { useAnswer } from '../shell/session.ts';
import './history.css';
import { Loaded } from './loaded.tsx';

const en = {
  what: { saved: 'Saved', launched: 'Launched', paused: 'Paused', archived: 'Archived' },
  version: (number: number) => `Version ${number}`,
  by: (who: string, when: string) => `${who}, ${when}`,
  use: 'Take this version again',
};
const da: typeof en = {
  what: { saved: 'Gemt', launched: 'Sat i gang', paused: 'Sat på pause', archived: 'Arkiveret' },
  version: (number) => `Version ${number}`,
  by: (who, when) => `${who}, ${when}`,
  use: 'Tag denne version igen',
};
const words: InBoth<typeof en> = { en, da };

interface Version {
  version: number;
  at: number;
  by: string;
  what: keyof (typeof en)['what'];
}

interface HistoryProps<Kept> {
  /** Where the versions are told, newest first. */
  path: string;
  /** What is said of one; the one before it, where that is told too. */
  describe: (version: Kept, before: Kept | undefined) => string;
  onUse: (version: Kept) => void;
}

export function History<Kept extends object>({ path, describe, onUse }: HistoryProps<Kept>) {
  const says = useWords(words);
  const language = useLanguage();
  const [loading, reload] = useAnswer<{ versions: (Version & Kept)[] }>(path);
  const when = new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <Loaded of={loading} retry={reload}>
      {({ versions }) => (
        <ol class="card history">
          {versions.map((one, n) => (
            <li key={`${one.version} ${one.what}`}>
              <div class="row">
                <strong class="grow">
                  {says.what[one.what]} <span class="quiet small">{says.version(one.version)}</span>
                </strong>
                <span class="quiet small">{says.by(one.by, when.format(one.at))}</span>
                {/* the newest is what there is, unless it is archived */}
                {(n > 0 || one.what === 'archived') && (
                  <button
                    type="button"
                    class="plain"
                    aria-label={`${says.use}: ${says.version(one.version)}`}
                    onClick={() => onUse(one)}
                  >
                    {says.use}
                  </button>
                )}
              </div>
              <p class="quiet small">{describe(one, versions[n + 1])}</p>
            </li>
          ))}
        </ol>
      )}
    </Loaded>
  );
}
