// Comparisons as every language writes them: in signs, after the name of what was compared.
import type { Compared, Say } from './language.ts';

/** A number by the language's digits, a flag by itself, a text in quotes. */
export function written(value: unknown, number: Say['number']): string {
  if (typeof value === 'number') return number(value);
  return typeof value === 'string' ? `"${value}"` : String(value);
}

/** What a condition wanted: ` ≥ 1`, ` ≥ 1, ≤ 5`, ` = "won"`. */
export function asked(wanted: Compared, number: Say['number']): string {
  const { atLeast, atMost, equals } = wanted;
  if (equals !== undefined) return ` = ${written(equals, number)}`;
  const bounds = [
    atLeast !== undefined && ` ≥ ${written(atLeast, number)}`,
    atMost !== undefined && ` ≤ ${written(atMost, number)}`,
  ];
  return bounds.filter(Boolean).join(',');
}
