// Texts as they are checked when they are written: what is refused, what is warned of, and where the line lies.
import { describe, expect, test } from 'vitest';
import { checkMessages } from '../../../shared/core/decide/check-messages.ts';
import { placeholders } from '../../../shared/core/decide/placeholders.ts';
import { writtenTime } from '../../../shared/core/time/written-time.ts';
import { anOffer } from '../../support/town.ts';

const check = (
  title: string,
  body: string,
  { tag = 'da', name = 'Café Ravn', deepLink = undefined as string | undefined } = {},
) => checkMessages(anOffer({ messages: { [tag]: { title, body } }, defaultLocale: tag, deepLink }), name);

describe('what is cut on a lock screen', () => {
  const warned = (title: string, body: string) => check(title, body).warnings;
  const cut = (part: string, length: number, where: string, seen: number) => ({
    path: `messages.da.${part}`,
    message: `up to ${length} characters; ${where} shows about ${seen} before it is opened`,
  });

  test('a title: 50 characters on an iPhone, 65 on Android', () => {
    expect(warned('x'.repeat(50), 'y')).toEqual([]);
    expect(warned('x'.repeat(51), 'y')).toEqual([cut('title', 51, 'an iPhone', 50)]);
    expect(warned('x'.repeat(65), 'y')).toEqual([cut('title', 65, 'an iPhone', 50)]);
    expect(warned('x'.repeat(66), 'y')).toEqual([cut('title', 66, 'an iPhone', 50), cut('title', 66, 'Android', 65)]);
  });

  test('a body: 178 on an iPhone, 240 on Android', () => {
    expect(warned('x', 'y'.repeat(178))).toEqual([]);
    expect(warned('x', 'y'.repeat(240))).toEqual([cut('body', 240, 'an iPhone', 178)]);
    expect(warned('x', 'y'.repeat(241))).toEqual([
      cut('body', 241, 'an iPhone', 178),
      cut('body', 241, 'Android', 240),
    ]);
  });

  test('counted as people count: an e with its accent is one', () => {
    expect(warned('e\u0301'.repeat(50), 'y')).toEqual([]);
    expect(warned('e\u0301'.repeat(51), 'y')).toEqual([cut('title', 51, 'an iPhone', 50)]);
  });

  test('what is not seen does not count', () => {
    expect(warned(`${'x'.repeat(50)}\u200B`, `${'y'.repeat(178)}\u200B`)).toEqual([]);
  });
});

describe('what cannot be sent', () => {
  test('a placeholder that is none, in every language, by its path', () => {
    const offer = anOffer({
      messages: { da: { title: 'Hej {navn}', body: 'x' }, en: { title: 'Hi', body: '{name}' } },
    });
    const message = (unknown: string) =>
      `${unknown} is no placeholder; there are ${placeholders.map((name) => `{${name}}`).join(', ')}, and no other use for braces`;
    expect(checkMessages(offer, 'x').errors).toEqual([
      { path: 'messages.da.title', message: message('{navn}') },
      { path: 'messages.en.body', message: message('{name}') },
    ]);
  });

  test.each(['\u200B \u3164', ' \n '])('a text in which nothing is seen: %j', (nothing) => {
    expect(check('x', nothing).errors).toEqual([
      { path: 'messages.da.body', message: 'there is nothing to see in it' },
    ]);
  });
});

describe('a push holds 4,096 bytes, of which 256 are kept free', () => {
  const onIphone = (title: string, body: string, link: string) =>
    `{"aps":{"alert":{"title":"${title}","body":"${body}"},"mutable-content":1,"content-available":0},"data":{"pinpoint":{"deeplink":"${link}"}}}`;
  const onAndroid = (title: string, body: string, link: string) =>
    `{"pinpoint.notification.title":"${title}","pinpoint.notification.body":"${body}","pinpoint.deeplink":"${link}","pinpoint.openApp":"true","collapse_key":"${'x'.repeat(64)}"}`;
  const refused = (bytes: number, where: string) => ({
    path: 'messages.da',
    message: `up to ${bytes} bytes on ${where} with the longest values; a push holds 4096`,
  });

  test.each([undefined, `https://example.com/${'x'.repeat(80)}`])('to the byte, with the deep link %s', (deepLink) => {
    const link = deepLink ?? '';
    const [iphone, android] = [onIphone, onAndroid].map((wrap) => 4096 - 256 - wrap('x', '', link).length);
    const errors = (name: string) => check('x', '{geofenceName}', { name, deepLink }).errors;
    // What Android wraps round it is longer.
    expect(errors('y'.repeat(android!))).toEqual([]);
    expect(errors('y'.repeat(android! + 1))).toEqual([refused(4097, 'Android')]);
    const both = errors('y'.repeat(iphone! + 1));
    expect(both).toEqual([refused(4097, 'an iPhone'), refused(4097 + iphone! - android!, 'Android')]);
  });

  test('in UTF-8', () => {
    expect(check('x', '{geofenceName}', { name: '漢'.repeat(1400) }).errors).toHaveLength(2);
    expect(check('x', '{geofenceName}', { name: 'y'.repeat(1400) }).errors).toEqual([]);
  });
});

test.each(['da', 'en', 'de-AT', 'fr', 'ar', 'zh-Hant-TW', 'hi', 'pt-BR', 'ru'])(
  'in %s, what is counted with is the longest time of the year, and a margin',
  (tag) => {
    const before = 'x'.repeat(70);
    const lengthOf = () => {
      const [warning] = check(`${before}{offerEndsAt}`, 'x', { tag }).warnings;
      return Number(/up to (\d+)/.exec(warning!.message)![1]) - before.length;
    };
    const counted = lengthOf();
    const written = Array.from({ length: 12 }, (_, month) =>
      [1, 10, 28].flatMap((day) =>
        [1, 11, 13, 23].map((hours) => writtenTime(Date.UTC(2026, month, day, hours, 58), 0, 'UTC', tag)),
      ),
    ).flat();
    const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
    const longest = Math.max(...written.map((time) => [...segmenter.segment(time)].length));
    // Five characters more, for phones that write "p.m." where the plain locale does not.
    expect(counted).toBe(longest + 5);
    expect(lengthOf()).toBe(counted);
  },
);
