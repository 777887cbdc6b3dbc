// The message: which text, with what in the place of placeholders, and nothing in it that is not seen.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultsOf, warningsOf } from '../../../shared/core/decide/compile.ts';
import { messageFor, tagFor } from '../../../shared/core/decide/message.ts';
import { fillIn, placeholders } from '../../../shared/core/decide/placeholders.ts';
import { withoutInvisible } from '../../../shared/core/decide/visible-text.ts';
import { endOfWindow } from '../../../shared/core/decide/window.ts';
import { locale as localeSchema } from '../../../shared/model/identifier.ts';
import type { Offer } from '../../../shared/model/offer.ts';
import { aGeofence, anOffer, hour, minute, noon } from '../../support/town.ts';

const text = (title: string, body = 'x') => ({ title, body });
const versioned = (changes: Partial<Offer>) => ({ ...anOffer(changes), version: 1 });
const tags = ['da', 'da-DK', 'en', 'en-GB', 'de-AT', 'nb', 'zh-Hant-TW'];

describe('the text is', () => {
  const offer = { messages: Object.fromEntries(tags.map((tag) => [tag, text(tag)])), defaultLocale: 'nb' };
  test.each([
    ['the same tag', 'en-GB', 'en-GB'],
    ['the same tag in other letters', 'EN-gb', 'en-GB'],
    ['the language alone', 'en-US', 'en'],
    ['the language somewhere else', 'de-DE', 'de-AT'],
    ['the language, whatever the script', 'zh', 'zh-Hant-TW'],
    ['the default for another language', 'sv-SE', 'nb'],
    ['the default where nothing is known', undefined, 'nb'],
  ])('%s', (_, locale, tag) => expect(tagFor(offer, locale)).toBe(tag));

  test('the language alone before the language of another country, whichever is written first', () => {
    const messages = { 'pt-BR': text('pt-BR'), pt: text('pt') };
    expect(tagFor({ messages, defaultLocale: 'pt-BR' }, 'pt-PT')).toBe('pt');
  });

  test('always one of the offer’s, and of the customer’s language if any is', () => {
    const locale = fc.oneof(fc.constantFrom(...tags), fc.stringMatching(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/));
    const messages = fc.uniqueArray(locale, { minLength: 1, maxLength: 6, selector: (tag) => tag.toLowerCase() });
    const language = (tag: string) => tag.split('-')[0]!.toLowerCase();
    fc.assert(
      fc.property(messages, fc.nat(), locale, (written, pick, wanted) => {
        const defaultLocale = written[pick % written.length]!;
        const tag = tagFor(
          { messages: Object.fromEntries(written.map((one) => [one, text(one)])), defaultLocale },
          wanted,
        );
        expect(written).toContain(tag);
        const spoken = written.some((one) => language(one) === language(wanted));
        expect(spoken ? language(tag) : tag).toBe(spoken ? language(wanted) : defaultLocale);
        const same = written.find((one) => one.toLowerCase() === wanted.toLowerCase());
        if (same) expect(tag).toBe(same);
      }),
    );
  });
});

describe('placeholders', () => {
  const say = (title: string, { locale = 'da-DK', offer = {}, geofence = {} } = {}) =>
    messageFor(
      versioned({ messages: { da: text(title), en: text(title) }, ...offer }),
      aGeofence(geofence),
      locale,
      noon,
    ).title;

  test.each([
    ['the geofence', 'Velkommen til {geofenceName}', {}, 'Velkommen til Café Ravn'],
    ['the end, today', 'Til {offerEndsAt}', { offer: { endsAt: noon + 2 * hour } }, 'Til 14.00'],
    ['as Britons write it', '{offerEndsAt}', { locale: 'en-GB', offer: { endsAt: noon + 2 * hour } }, '14:00'],
    ['as Americans do', '{offerEndsAt}', { locale: 'en-US', offer: { endsAt: noon + 2 * hour } }, '2:00 PM'],
    ['another day', '{offerEndsAt}', {}, '3. jun., 12.00'],
    ['in the zone of the place', '{offerEndsAt}', { geofence: { timeZone: 'Asia/Tokyo' } }, '3. jun., 19.00'],
    ['twice', '{geofenceName} {geofenceName}', { geofence: { name: 'A' } }, 'A A'],
    ['a value that looks like one', '{geofenceName}', { geofence: { name: '{offerEndsAt}' } }, '{offerEndsAt}'],
    ['a value with a dollar sign', '{geofenceName}', { geofence: { name: '$& $1' } }, '$& $1'],
    ['a value that reorders', '{geofenceName}!', { geofence: { name: 'a\u202Eb' } }, 'ab!'],
    ['what every object has', '{toString}', {}, '{toString}'],
  ])('%s', (_, title, occasion, said) => {
    // ICU writes a no-break space before PM.
    expect(say(title, occasion).replaceAll(/\p{Zs}/gu, ' ')).toBe(said);
  });

  test('times are written in the language of the text, where the phone speaks another or none that is known', () => {
    const offer = versioned({ messages: { da: text('{offerEndsAt}') }, endsAt: noon + 2 * hour });
    // A Swede writes 14:00, an American 2:00 PM.
    for (const locale of ['sv-SE', 'en-US', undefined]) {
      expect(messageFor(offer, aGeofence(), locale, noon).title).toBe('14.00');
    }
  });

  test('the end is that of the hours, of the store and of the offer, whichever comes first', () => {
    const tuesday = (opens: string, closes: string) => [{ dayOfWeek: ['tuesday' as const], opens, closes }];
    const end = (offer: Partial<Offer>, openingHours?: ReturnType<typeof tuesday>) =>
      (endOfWindow({ ...anOffer(offer) }, aGeofence({ openingHours }), noon) - noon) / minute;
    expect(end({ hours: tuesday('11:00', '14:30') })).toBe(150);
    expect(end({ hours: tuesday('11:00', '14:30') }, tuesday('09:00', '13:00'))).toBe(60);
    expect(end({ hours: tuesday('11:00', '14:30'), endsAt: noon + 5 * minute })).toBe(5);
    expect(end({ hours: tuesday('22:00', '01:00'), endsAt: noon + 24 * hour })).toBe(1);
    expect(end({})).toBe(24 * 60);
  });

  test('one pass, whatever the name and the locale are', () => {
    const brace = fc.constantFrom('{', '}', '{geofenceName}', '{offerEndsAt}', 'geofenceName', '$&', '\u200B');
    const words = fc.array(fc.oneof(brace, fc.string()), { maxLength: 6 }).map((parts) => parts.join(''));
    const locale = fc
      .stringMatching(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/)
      .filter((tag) => localeSchema.safeParse(tag).success);
    fc.assert(
      fc.property(words, words, locale, (title, name, tag) => {
        const occasion = { offer: anOffer(), geofence: aGeofence({ name: name || 'x' }), locale: tag, now: noon };
        const time = fillIn('{offerEndsAt}', occasion);
        const expected = title
          .split(/(\{geofenceName\}|\{offerEndsAt\})/)
          .map((part) => (part === '{geofenceName}' ? name || 'x' : part === '{offerEndsAt}' ? time : part));
        expect(fillIn(title, occasion)).toBe(expected.join(''));
        expect(time).not.toBe('');
      }),
    );
  });
});

describe('what is not seen is not sent', () => {
  test.each([
    ['zero width', 'a\u200Bb\u2060c\uFEFFd\u00ADe', 'abcde'],
    ['right to left', 'safe\u202Egnp.exe\u2066\u2069\u061C\u200E\u200F', 'safegnp.exe'],
    ['controls', 'a\u0000b\u001Bc\u007Fd\u009Fe', 'abcde'],
    ['tags and variation selectors that spell in secret', 'a\u{E0041}\u{E0100}b', 'ab'],
    ['half a surrogate pair', 'a\uD83Db', 'ab'],
    ['fillers', 'a\u3164b\u115Fc', 'abc'],
    ['joiners where there is nothing to join', 'a\u200Db \u200C\u200D 👩\u200D', 'ab  👩'],
    ['ends of lines are line feeds', 'a\r\nb\rc\u2028d\u0085e\tf', 'a\nb\nc\nd\ne f'],
    ['a cook is one picture', '👩🏽\u200D🍳 ❤\uFE0F\u200D🔥', '👩🏽\u200D🍳 ❤\uFE0F\u200D🔥'],
    ['Persian keeps its letters apart', 'می\u200Cخواهم', 'می\u200Cخواهم'],
    ['Sinhala joins its letters', 'ශ්\u200Dරී', 'ශ්\u200Dරී'],
  ])('%s', (_, written, seen) => expect(withoutInvisible(written)).toBe(seen));

  test('twice is once, and every text is well-formed', () => {
    const odd = fc.constantFrom(
      '\u200D',
      '\u200C',
      '👩',
      '\uFE0F',
      '\u061C',
      'م',
      '🏽',
      '\uD83D',
      '\u200B',
      '\r',
      '\n',
    );
    const any = fc
      .array(fc.oneof(odd, fc.string({ unit: 'binary' })), { maxLength: 12 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(any, (written) => {
        const seen = withoutInvisible(written);
        expect(withoutInvisible(seen)).toBe(seen);
        expect(seen.isWellFormed()).toBe(true);
        expect(seen).not.toMatch(/[\p{Bidi_Control}\u200B\u2060\uFEFF\r\t]/u);
      }),
      { numRuns: 500 },
    );
  });

  test('a title has one line', () => {
    const offer = versioned({ messages: { da: text('a \n b\r\nc', 'a\nb') } });
    expect(messageFor(offer, aGeofence(), 'da', noon)).toEqual({ title: 'a b c', body: 'a\nb' });
  });
});

describe('when it is written', () => {
  const of = (messages: Offer['messages'], geofence = {}, offer = {}) => {
    const file = {
      geofences: [aGeofence(geofence)],
      offers: [anOffer({ messages, defaultLocale: Object.keys(messages)[0]!, ...offer })],
    };
    return { faults: faultsOf(file), warnings: warningsOf(file) };
  };

  test.each([
    ['{firstName}', '{firstName}'],
    ['{geofencename}', '{geofencename}'],
    ['{ geofenceName }', '{ geofenceName }'],
    ['{__proto__}', '{__proto__}'],
    ['{{geofenceName}}', '{'],
    ['20 % {', '{'],
  ])('%s is refused, naming field and locale', (title, named) => {
    const { faults } = of({ da: text('Hej'), en: text('Hi', title) });
    expect(faults[0]).toEqual({
      field: 'offers[0].messages.en.body',
      message: expect.stringContaining(`${named} is no placeholder`),
    });
  });

  test('every placeholder there is may be used, in title and body', () => {
    const redemption = { codeValidMinutes: 30 };
    for (const name of placeholders)
      expect(of({ da: text(`{${name}}`, `{${name}}`) }, {}, { redemption }).faults).toEqual([]);
  });

  test('a code that is not handed out may not be written, and one that is had better be', () => {
    for (const name of ['{code}', '{codeExpiresAt}'])
      expect(of({ da: text('Hej', name) }).faults).toEqual([
        { field: 'offers[0].messages.da.body', message: expect.stringContaining(`${name} without`) },
      ]);
    expect(of({ da: text('Hej') }, {}, { redemption: { codeValidMinutes: 30 } }).warnings).toEqual([
      { field: 'offers[0].messages.da', message: expect.stringContaining('{code}') },
    ]);
  });

  test('a text in which nothing is seen is refused', () => {
    expect(of({ da: text('\u200B \u3164') }).faults).toMatchObject([{ field: 'offers[0].messages.da.title' }]);
  });

  test('what an iPhone or Android will cut is a warning, with the longest name in it', () => {
    expect(of({ da: text('x'.repeat(50), 'y'.repeat(178)) }).warnings).toEqual([]);
    const warned = of({ da: text('x'.repeat(51), 'y'.repeat(241)) }).warnings;
    expect(warned.map(({ field }) => field)).toEqual([
      'offers[0].messages.da.title',
      'offers[0].messages.da.body',
      'offers[0].messages.da.body',
    ]);
    expect(of({ da: text('Velkommen til {geofenceName}') }, { name: 'x'.repeat(60) }).warnings).toHaveLength(2);
    // counted as people count: 17 cooks of seven UTF-16 units each
    expect(of({ da: text('👩🏽\u200D🍳'.repeat(17)) }).warnings).toEqual([]);
  });

  test('a small geofence is a warning beside them', () => {
    const small = aGeofence({ shape: { type: 'Circle', center: [12, 55], radiusMetres: 40 } });
    expect(warningsOf({ geofences: [small], offers: [] })).toMatchObject([
      { field: 'geofences[0].shape.radiusMetres' },
    ]);
  });

  test('what is odd among all geofences comes first: swapped coordinates, then one shape under two ids', () => {
    const store = (id: string, lng: number, lat: number, radiusMetres = 150) =>
      aGeofence({ id, shape: { type: 'Circle', center: [lng, lat], radiusMetres } });
    const near = Array.from({ length: 40 }, (_, n) => store(`store-${n}`, 12 + n / 100, 55));
    const geofences = [store('kiosk', 12, 55.1, 40), ...near, store('twin', 12, 55), store('harbour', 55.1, 12.2)];
    const warnings = warningsOf({ geofences, offers: [] });
    expect(warnings.map(({ field }) => field)).toEqual([
      'geofences[42].shape.center',
      'geofences[41].shape',
      'geofences[0].shape.radiusMetres',
    ]);
    expect(warnings[0]!.message).toContain('geofence "harbour": [55.1, 12.2] is far from the others');
    expect(warnings[1]!.message).toBe('geofence "twin": is the shape of geofence "store-0"');
  });

  test('what could pass 4 KB with the longest name is refused, on both platforms', () => {
    const body = '{geofenceName}'.repeat(25);
    expect(of({ da: text('x', body) }, { name: 'Café' }).faults).toEqual([]);
    const { faults } = of({ da: text('x', body) }, { name: 'é'.repeat(100) });
    expect(faults.map(({ field }) => field)).toEqual(['offers[0].messages.da', 'offers[0].messages.da']);
    expect(faults[0]!.message).toMatch(/up to 5\d\d\d bytes on an iPhone/);
  });

  test('no message that passed weighs more than 4 KB when it is sent', () => {
    const piece = fc.constantFrom(
      '{geofenceName}',
      '{geofenceName}',
      '{geofenceName}',
      '{offerEndsAt}',
      'ø',
      '"',
      '\n',
      '👩',
      'x',
      '漢',
    );
    const words = (most: number) =>
      fc.array(piece, { minLength: 1, maxLength: 40, size: 'max' }).map(
        (parts) =>
          parts
            .join('')
            .slice(0, most)
            .replaceAll(/\{[^}]*$/g, '')
            .toWellFormed() || 'x',
      );
    const name = fc.array(fc.constantFrom('x', 'ø', '"', '漢', '\\'), { minLength: 60, maxLength: 200, size: 'max' });
    let refused = 0;
    fc.assert(
      fc.property(
        words(120),
        words(400),
        name,
        fc.constantFrom('da', 'en-AU', 'zh-Hant-TW', 'ar'),
        (title, body, letters, tag) => {
          const geofence = aGeofence({ name: letters.join('') });
          const offer = versioned({ messages: { [tag]: { title, body } }, defaultLocale: tag });
          if (faultsOf({ geofences: [geofence], offers: [offer] }).length > 0) {
            refused++;
            return;
          }
          const pushed = messageFor(offer, geofence, tag, noon);
          expect(Buffer.byteLength(JSON.stringify(pushed))).toBeLessThan(4096 - 256);
        },
      ),
      { numRuns: 500 },
    );
    expect(refused).toBeGreaterThan(10);
  });
});
