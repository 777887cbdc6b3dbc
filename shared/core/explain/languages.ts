// The languages there are, and which of them somebody gets.
import { danish } from './danish.ts';
import { english } from './english.ts';
import type { Language } from './language.ts';

export const languages: readonly Language[] = [english, danish];

/** The first of the tags whose language there is; English where there is none. */
export function languageFor(tags: readonly string[]): Language {
  for (const tag of tags) {
    const language = tag.split('-')[0]!.toLowerCase();
    const found = languages.find((candidate) => candidate.tag === language);
    if (found) return found;
  }
  return english;
}

/** The tags of an Accept-Language header (RFC 9110, section 12.5.4), the most wanted first; what is not wanted or unreadable is left out. */
export function acceptedTags(header: string): string[] {
  return header
    .slice(0, 500)
    .split(',')
    .flatMap((part) => {
      const [, tag, quality = '1'] = /^\s*([A-Za-z0-9-]+)\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/.exec(part) ?? [];
      return tag && Number(quality) > 0 ? [{ tag, quality: Number(quality) }] : [];
    })
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);
}
