// Conditions on what a team's own systems say of stock, queues and the like: what a row makes of the API's shape, and the sentence of it.
import type { Language } from '../shell/language.ts';
import { list } from './hours-text.ts';
import type { ContextCondition } from './offer.ts';

/** How a value is compared; its type is that of what is compared with. */
export const comparisons = ['atLeast', 'atMost', 'between', 'number', 'text', 'true', 'false'] as const;
export type Comparison = (typeof comparisons)[number];

type Compared = Pick<ContextCondition, 'atLeast' | 'atMost' | 'equals'>;

/** What a comparison begins as: numbers are still to be typed. */
export function begun(comparison: Comparison): Compared {
  if (comparison === 'text') return { equals: '' };
  if (comparison === 'true' || comparison === 'false') return { equals: comparison === 'true' };
  if (comparison === 'number') return { equals: undefined };
  return {
    ...(comparison !== 'atMost' && { atLeast: undefined }),
    ...(comparison !== 'atLeast' && { atMost: undefined }),
  };
}

/** Which one a condition is; a field that is there but empty counts, so that it stays where it is while it is typed. */
export function comparisonOf(condition: ContextCondition): Comparison {
  if ('equals' in condition) {
    const { equals } = condition;
    if (typeof equals === 'boolean') return equals ? 'true' : 'false';
    return typeof equals === 'string' ? 'text' : 'number';
  }
  if ('atLeast' in condition) return 'atMost' in condition ? 'between' : 'atLeast';
  return 'atMost';
}

const grammar = {
  en: {
    place: ' at the place',
    everywhere: ' everywhere',
    tag: (tag: string) => ` at ${tag}`,
    atLeast: (value: string) => `is at least ${value}`,
    atMost: (value: string) => `is at most ${value}`,
    between: (from: string, to: string) => `is ${from} to ${to}`,
    is: (value: string) => `is ${value}`,
    true: 'is true',
    false: 'is false',
    something: 'something',
    and: 'and',
  },
  da: {
    place: ' på stedet',
    everywhere: ' overalt',
    tag: (tag: string) => ` ved ${tag}`,
    atLeast: (value: string) => `er mindst ${value}`,
    atMost: (value: string) => `er højst ${value}`,
    between: (from: string, to: string) => `er ${from} til ${to}`,
    is: (value: string) => `er ${value}`,
    true: 'er sand',
    false: 'er falsk',
    something: 'noget',
    and: 'og',
  },
} satisfies Record<Language, unknown>;

/** “stock.croissant at the place is at least 1 and queue.minutes everywhere is at most 5”. */
export function contextText(conditions: readonly ContextCondition[], language: Language): string {
  const words = grammar[language];
  return list(
    conditions.map((condition) => {
      const { name, scope = 'geofence', atLeast, atMost, equals } = condition;
      const where =
        typeof scope === 'object' ? words.tag(scope.tag) : scope === 'everywhere' ? words.everywhere : words.place;
      const number = (value: number | undefined) => value?.toLocaleString(language) ?? '…';
      const compared = {
        atLeast: () => words.atLeast(number(atLeast)),
        atMost: () => words.atMost(number(atMost)),
        between: () => words.between(number(atLeast), number(atMost)),
        number: () => words.is(number(equals as number | undefined)),
        text: () => words.is(`“${equals}”`),
        true: () => words.true,
        false: () => words.false,
      };
      return `${name || words.something}${where} ${compared[comparisonOf(condition)]()}`;
    }),
    words.and,
  );
}
