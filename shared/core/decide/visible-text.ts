// Visible text: without the characters that are not seen, and so can hide or reorder the ones that are.

/** Scripts that are written with the joiners U+200C and U+200D between letters (UAX #31, section 2.3: Arabic and Indic). */
const joined = ['Arab', 'Beng', 'Deva', 'Gujr', 'Guru', 'Knda', 'Mlym', 'Orya', 'Sinh', 'Taml', 'Telu'];
const joinedLetter = `[[${joined.map((script) => `\\p{scx=${script}}`).join('')}]&&[\\p{L}\\p{M}]]`;
const emoji = '\\p{Extended_Pictographic}';

/**
 * Controls, Unicode's Bidi_Control and Default_Ignorable_Code_Point (zero width, fillers, tags; PropList.txt and
 * DerivedCoreProperties.txt), annotation marks and halves of surrogate pairs. Wanted, and kept: the line feed, the selectors
 * of text and emoji style, and a joiner between two emoji or two letters of a script that is written with it.
 */
const invisible = new RegExp(
  [
    '(?![\\n\\uFE0E\\uFE0F\\u200C\\u200D])[\\p{Cc}\\p{Cs}\\p{Bidi_Control}\\p{Default_Ignorable_Code_Point}\\uFFF9-\\uFFFB]',
    `(?<!${emoji}[\\uFE0F\\p{Emoji_Modifier}]?|${joinedLetter})[\\u200C\\u200D]`,
    `[\\u200C\\u200D](?!${emoji}|${joinedLetter})`,
  ].join('|'),
  'gv',
);

/** The text as it is seen; whatever else ends a line ends it with a line feed, a tab is a space. */
export function withoutInvisible(text: string): string {
  return text
    .replaceAll(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(invisible, '');
}
