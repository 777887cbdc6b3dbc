// What stands beside the push as a phone shows it.
import type { InBoth } from '../shell/language.ts';

const en = {
  preview: 'Preview',
  platforms: { ios: 'iPhone', android: 'Android' },
  now: 'now',
  less: 'For those who allow less',
  limitTitle: 'Title',
  limitBody: 'Text',
  limitBytes: 'Push, bytes',
  limitOf: (used: string, limit: string) => `${used} of ${limit}`,
  cutHint: 'A lock screen cuts what is beyond the limit.',
  tooHeavy: 'Too large for a push: make it shorter.',
  samplePlace: 'Torvet',
};

const da: typeof en = {
  preview: 'Forhåndsvisning',
  platforms: { ios: 'iPhone', android: 'Android' },
  now: 'nu',
  less: 'Til dem, der tillader mindre',
  limitTitle: 'Titel',
  limitBody: 'Tekst',
  limitBytes: 'Push, bytes',
  limitOf: (used, limit) => `${used} af ${limit}`,
  cutHint: 'En låseskærm skærer det af, der er ud over grænsen.',
  tooHeavy: 'For stor til en push: gør den kortere.',
  samplePlace: 'Torvet',
};

export const previewWords: InBoth<typeof en> = { en, da };
