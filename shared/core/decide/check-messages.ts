// Whether an offer's texts will do, asked when they are written: placeholders that are none, and lengths on each platform.
import type { Offer } from '../../model/offer.ts';
import { writtenTime } from '../time/written-time.ts';
import { fillInWith, type Placeholder, placeholders, unknownPlaceholders } from './placeholders.ts';
import { withoutInvisible } from './visible-text.ts';

/** `path` leads to the text: `messages.da.body`. */
interface Finding {
  path: string;
  message: string;
}

/** APNs and FCM each take 4,096 bytes (Apple, "Generating a remote notification"; Firebase, "ErrorCode", message too big). */
const maxPushBytes = 4096;
/**
 * What Pinpoint wraps round the text, as its SDKs read it back, and some room for what it adds beside: it documents no number.
 */
const envelopes = {
  ios: (title: string, body: string, deepLink: string) => ({
    aps: { alert: { title, body }, 'mutable-content': 1, 'content-available': 0 },
    data: { pinpoint: { deeplink: deepLink } },
  }),
  android: (title: string, body: string, deepLink: string) => ({
    'pinpoint.notification.title': title,
    'pinpoint.notification.body': body,
    'pinpoint.deeplink': deepLink,
    'pinpoint.openApp': 'true',
    collapse_key: 'x'.repeat(64),
  }),
};
const roomBytes = 256;

/**
 * What is seen without opening the message, in characters: on the lock screen of an iPhone one line and four, on Android
 * one line and, pulled open, some five. Rules of thumb (doc.batch.com, "optimal length"; the platforms publish none);
 * a folded Android notification shows about 50 of the body.
 */
const visible = {
  ios: { title: 50, body: 178 },
  android: { title: 65, body: 240 },
};
type Platform = keyof typeof envelopes;
const names: Record<Platform, string> = { ios: 'an iPhone', android: 'Android' };

const codePlaceholders = ['{code}', '{codeExpiresAt}'];

/** @param longestName of the geofences where the offer is, by `bytesOf`: what fits with this one fits with all. */
export function checkMessages(offer: Offer, longestName: string): { errors: Finding[]; warnings: Finding[] } {
  const errors: Finding[] = [];
  const warnings: Finding[] = [];
  for (const [field, tag, texts] of textsOf(offer)) {
    const longest = {
      title: withoutInvisible(fillInWith(texts.title, longestValues(tag, longestName))),
      body: withoutInvisible(fillInWith(texts.body, longestValues(tag, longestName))),
    };
    for (const part of ['title', 'body'] as const) {
      const path = `${field}.${tag}.${part}`;
      for (const unknown of unknownPlaceholders(texts[part])) {
        const known = placeholders.map((name) => `{${name}}`).join(', ');
        errors.push({ path, message: `${unknown} is no placeholder; there are ${known}, and no other use for braces` });
      }
      const ofCodes = codePlaceholders.find((name) => texts[part].includes(name));
      if (ofCodes && !offer.redemption)
        errors.push({ path, message: `${ofCodes} without \`redemption\`: this offer hands out no code` });
      if (longest[part].trim() === '') errors.push({ path, message: 'there is nothing to see in it' });
      for (const platform of Object.keys(visible) as Platform[]) {
        const seen = visible[platform][part];
        const length = charactersAbove(seen, longest[part]);
        if (length === undefined) continue;
        const message = `up to ${length} characters; ${names[platform]} shows about ${seen} before it is opened`;
        warnings.push({ path, message });
      }
    }
    if (offer.redemption && !`${texts.title} ${texts.body}`.includes('{code}'))
      warnings.push({ path: `${field}.${tag}`, message: 'the code is not told: there is no {code} in it' });
    for (const platform of Object.keys(envelopes) as Platform[]) {
      const bytes = bytesOf(envelopes[platform](longest.title, longest.body, offer.deepLink ?? '')) + roomBytes;
      if (bytes <= maxPushBytes) continue;
      const message = `up to ${bytes} bytes on ${names[platform]} with the longest values; a push holds ${maxPushBytes}`;
      errors.push({ path: `${field}.${tag}`, message });
    }
  }
  return { errors, warnings };
}

function textsOf({ messages, subtleMessages = {} }: Offer) {
  return Object.entries({ messages, subtleMessages }).flatMap(([field, texts]) =>
    Object.entries(texts).map(([tag, text]) => [field, tag, text] as const),
  );
}

/** As it weighs in a push: UTF-8, escaped for JSON. */
export const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How many characters, as people count them, where there are more than `limit`. Never more than there are UTF-16 units. */
function charactersAbove(limit: number, text: string): number | undefined {
  if (text.length <= limit) return undefined;
  const count = [...segmenter.segment(text)].length;
  return count > limit ? count : undefined;
}

/** An instant shortly before noon and midnight in every month: no name of a month, no hour is longer than one of these. */
const instants = Array.from({ length: 24 }, (_, n) => Date.UTC(2026, Math.floor(n / 2), 28, n % 2 ? 22 : 11, 58));
/** A phone may write times longer than the plain locale of the text does (en-AU: "2:00 p.m."). */
const marginOfTimes = '\u00A0a.m.';
const longestTimes = new Map<string, string>();

function longestValues(tag: string, longestName: string): Record<Placeholder, string> {
  let time = longestTimes.get(tag);
  if (time === undefined) {
    const times = instants.map((at) => writtenTime(at, 0, 'UTC', tag));
    time = times.reduce((longest, text) => (bytesOf(text) > bytesOf(longest) ? text : longest)) + marginOfTimes;
    if (longestTimes.size > 1000) longestTimes.clear();
    longestTimes.set(tag, time);
  }
  return { geofenceName: longestName, offerEndsAt: time, code: 'XXXXX-XXXXX', codeExpiresAt: time };
}
