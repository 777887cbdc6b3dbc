// To whom, beside being there: a segment, interests, visits, attributes. What the form makes of the API's shape, and the sentence of it.
import type { Language } from '../shell/language.ts';
import type { AttributeCondition, Audience, Offer } from './offer.ts';
import { numberFrom } from './slot-props.ts';

/** What a row asks of an attribute. `kept`: something the form has no field for. */
export type Asked = 'oneOf' | 'atLeast' | 'atMost' | 'true' | 'false' | 'present' | 'kept';

/** One thing asked of one attribute, as it is typed. */
export interface AttributeRow {
  name: string;
  asked: Asked;
  /** One value or several, separated by commas; empty where `asked` needs none. */
  text: string;
  kept?: AttributeCondition;
}

export const needsText = (asked: Asked): boolean => asked === 'oneOf' || asked === 'atLeast' || asked === 'atMost';

/** A condition of several parts is several rows: all of them must hold. */
export function rowsOf(attributes: Audience['attributes'] = {}): AttributeRow[] {
  return Object.entries(attributes).flatMap(([name, condition]): AttributeRow[] => {
    const { equals, oneOf, atLeast, atMost, present } = condition;
    const values = oneOf ?? (typeof equals === 'string' ? [equals] : []);
    const isKept =
      typeof equals === 'number' ||
      (equals !== undefined && oneOf !== undefined) ||
      values.some((value) => typeof value !== 'string' || value.includes(',') || value.trim() !== value);
    if (isKept) return [{ name, asked: 'kept', text: '', kept: condition }];
    return [
      ...(values.length > 0 ? [{ name, asked: 'oneOf' as const, text: values.join(', ') }] : []),
      ...(typeof equals === 'boolean'
        ? [{ name, asked: equals ? ('true' as const) : ('false' as const), text: '' }]
        : []),
      ...(atLeast === undefined ? [] : [{ name, asked: 'atLeast' as const, text: String(atLeast) }]),
      ...(atMost === undefined ? [] : [{ name, asked: 'atMost' as const, text: String(atMost) }]),
      ...(present ? [{ name, asked: 'present' as const, text: '' }] : []),
    ];
  });
}

/** What the rows ask together. Rows nobody has begun say nothing; half a row is sent, so that the API says what is missing. */
export function attributesOf(rows: readonly AttributeRow[]): Audience['attributes'] {
  const all = new Map<string, AttributeCondition>();
  for (const row of rows)
    if (row.name || row.text.trim()) all.set(row.name, { ...all.get(row.name), ...conditionOf(row) });
  // not by assignment: a name such as __proto__ must reach the API to be refused
  return all.size > 0 ? Object.fromEntries(all) : undefined;
}

function conditionOf({ asked, text, kept }: AttributeRow): AttributeCondition {
  if (asked === 'kept') return kept ?? {};
  if (asked === 'present') return { present: true };
  if (asked === 'true' || asked === 'false') return { equals: asked === 'true' };
  if (asked !== 'oneOf') return { [asked]: numberFrom(text) };
  return {
    oneOf: text
      .split(',')
      .map((value) => value.trim())
      .filter(Boolean),
  };
}

/** Whether a row before it asks the same of the same attribute, so that one of them would be lost. */
export function isAskedTwice(rows: readonly AttributeRow[], place: number): boolean {
  const { name, asked } = rows[place]!;
  const part = (one: Asked) => (one === 'true' || one === 'false' ? 'equals' : one);
  return rows
    .slice(0, place)
    .some(
      (row) =>
        name !== '' &&
        row.name === name &&
        (part(row.asked) === part(asked) || row.asked === 'kept' || asked === 'kept'),
    );
}

/** Without what says nothing; undefined where nothing is left: everybody. */
export function tidiedAudience({ interests, visits, attributes, ...others }: Audience): Audience | undefined {
  const { atLeast, atMost } = visits ?? {};
  const audience: Audience = {
    ...others,
    ...(interests?.length && { interests }),
    ...((atLeast !== undefined || atMost !== undefined) && {
      visits: { ...(atLeast !== undefined && { atLeast }), ...(atMost !== undefined && { atMost }) },
    }),
    ...(attributes && { attributes }),
  };
  return Object.keys(audience).length > 0 ? audience : undefined;
}

const grammar = {
  en: {
    people: 'people',
    of: (segment: string) => `people in “${segment}”`,
    like: (interests: string) => `who like ${interests}`,
    first: 'on their first visit',
    again: 'on a return visit',
    from: (visit: number) => `from their visit number ${visit} on`,
    upTo: (visits: number) => `on one of their first ${visits} visits`,
    between: (from: number, to: number) => `on their visits ${from} to ${to}`,
    oneOf: (name: string, values: string) => `with ${name} ${values}`,
    atLeast: (name: string, value: string) => `with ${name} at least ${value}`,
    atMost: (name: string, value: string) => `with ${name} at most ${value}`,
    true: (name: string) => `with ${name}`,
    false: (name: string) => `without ${name}`,
    present: (name: string) => `with a known ${name}`,
    kept: (name: string) => `with a certain ${name}`,
    or: ' or ',
  },
  da: {
    people: 'folk',
    of: (segment: string) => `folk i „${segment}“`,
    like: (interests: string) => `der kan lide ${interests}`,
    first: 'på deres første besøg',
    again: 'på et genbesøg',
    from: (visit: number) => `fra deres besøg nummer ${visit}`,
    upTo: (visits: number) => `på et af deres første ${visits} besøg`,
    between: (from: number, to: number) => `på deres besøg ${from} til ${to}`,
    oneOf: (name: string, values: string) => `med ${name} ${values}`,
    atLeast: (name: string, value: string) => `med ${name} mindst ${value}`,
    atMost: (name: string, value: string) => `med ${name} højst ${value}`,
    true: (name: string) => `med ${name}`,
    false: (name: string) => `uden ${name}`,
    present: (name: string) => `med kendt ${name}`,
    kept: (name: string) => `med en bestemt ${name}`,
    or: ' eller ',
  },
} satisfies Record<Language, unknown>;

/** “people in “Gold members” who like coffee, on their first visit,”: the comma stands where conditions do. */
export function audienceText(
  { segmentId, audience }: Pick<Offer, 'segmentId' | 'audience'>,
  language: Language,
  segmentName?: (id: string) => string | undefined,
): string {
  const words = grammar[language];
  const people = segmentId ? words.of(segmentName?.(segmentId) ?? segmentId) : words.people;
  const { interests = [], visits, attributes } = audience ?? {};
  const conditions = [
    ...(interests.length > 0 ? [words.like(interests.join(words.or))] : []),
    ...visitsText(visits, words),
    ...rowsOf(attributes).map(({ name, asked, text }) => words[asked](name, text.split(/, */).join(words.or))),
  ];
  return conditions.length > 0 ? `${people} ${conditions.join(', ')},` : people;
}

function visitsText({ atLeast = 1, atMost }: NonNullable<Audience['visits']> = {}, words: (typeof grammar)[Language]) {
  if (atMost !== undefined && atLeast > 1) return [words.between(atLeast, atMost)];
  if (atMost !== undefined) return [atMost === 1 ? words.first : words.upTo(atMost)];
  if (atLeast > 1) return [atLeast === 2 ? words.again : words.from(atLeast)];
  return [];
}
