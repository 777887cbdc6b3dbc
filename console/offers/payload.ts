// What a push may weigh and what a lock screen shows of it, counted while it is written. The API asks the same of what is saved.
import type { Message } from './offer.ts';

export type Platform = 'ios' | 'android';

/** Seen without opening: rules of thumb (doc.batch.com, "optimal length"; the platforms publish none). */
export const visible: Record<Platform, Record<keyof Message, number>> = {
  ios: { title: 50, body: 178 },
  android: { title: 65, body: 240 },
};

/** APNs and FCM each take 4,096 bytes; about 256 are kept for what the service adds beside the text. */
export const maxBytes = 4096;
const roomBytes = 256;

const envelopes: Record<Platform, (message: Message, deepLink: string) => unknown> = {
  ios: ({ title, body }, deeplink) => ({
    aps: { alert: { title, body }, 'mutable-content': 1, 'content-available': 0 },
    data: { pinpoint: { deeplink } },
  }),
  android: ({ title, body }, deepLink) => ({
    'pinpoint.notification.title': title,
    'pinpoint.notification.body': body,
    'pinpoint.deeplink': deepLink,
    'pinpoint.openApp': 'true',
    collapse_key: 'x'.repeat(64),
  }),
};

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Characters as people count them: a family emoji is one. */
export const charactersOf = (text: string): number => [...segmenter.segment(text)].length;

export interface Weight {
  bytes: number;
  /** Characters, and how many of them are seen before it is opened. */
  title: { characters: number; seen: number };
  body: { characters: number; seen: number };
}

/** What a message, its placeholders filled in, weighs on a platform. */
export function weigh(message: Message, platform: Platform, deepLink = ''): Weight {
  const json = JSON.stringify(envelopes[platform](message, deepLink));
  const part = (name: keyof Message) => {
    const characters = charactersOf(message[name]);
    return { characters, seen: Math.min(characters, visible[platform][name]) };
  };
  return { bytes: new TextEncoder().encode(json).length + roomBytes, title: part('title'), body: part('body') };
}

/** The first `count` characters, with an ellipsis where there were more. */
export function cut(text: string, count: number): string {
  const characters = [...segmenter.segment(text)];
  if (characters.length <= count) return text;
  return `${characters
    .slice(0, count)
    .map(({ segment }) => segment)
    .join('')
    .trimEnd()}…`;
}

/** Placeholders as a customer will see them: names and times that are as likely as any. */
export function filledIn(text: string, { place, time }: { place: string; time: string }): string {
  return text
    .replaceAll('{geofenceName}', place)
    .replaceAll('{offerEndsAt}', time)
    .replaceAll('{codeExpiresAt}', time)
    .replaceAll('{code}', '7K3MPX92QA');
}
