// The language of the page, English or Danish: the browser's, unless the marketer has chosen the other.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

export type Language = 'en' | 'da';

/** What a page says, in both languages: the type makes sure that neither lacks a word. */
export type InBoth<Words> = Record<Language, Words>;

const kept = 'ravn.language';

/** Danish if the browser is Danish, else English; what was chosen here before counts more. */
export function initialLanguage(browser: string, storage: Pick<Storage, 'getItem'>): Language {
  const chosen = storage.getItem(kept);
  if (chosen === 'en' || chosen === 'da') return chosen;
  return /^da\b/i.test(browser) ? 'da' : 'en';
}

export function keepLanguage(language: Language, storage: Pick<Storage, 'setItem'>): void {
  storage.setItem(kept, language);
}

export const LanguageContext = createContext<Language>('en');

export function useLanguage(): Language {
  return useContext(LanguageContext);
}

export function useWords<Words>(words: InBoth<Words>): Words {
  return words[useLanguage()];
}

/** Numbers and times as Danes write them, or as the British do (24 hours, day before month). */
export const localeOf = (language: Language): string => (language === 'da' ? 'da-DK' : 'en-GB');
