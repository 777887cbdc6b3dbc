// EventBridge event patterns: which events a rule wants. Semantics: "Comparison operators for use in event patterns"
// (EventBridge user guide) and the README of aws/event-ruler, the matcher behind it.
import { BlockList, isIP } from 'node:net';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Leaf = string | number | boolean | null;

/** What a pattern asks of one path: any of the tests, on any of the path's values; or that the path is absent. */
interface Condition {
  path: string;
  tests: ((value: Leaf) => boolean)[];
  orAbsent: boolean;
}

/** One value of an event, and which element of which array it lies in. */
interface Field {
  value: Leaf;
  elements: Map<number, number>;
}

/** Whether the pattern matches the event. Throws on a pattern that EventBridge would refuse (see `compilePattern`). */
export function matches(pattern: unknown, event: unknown): boolean {
  return compilePattern(pattern)(event);
}

/** Throws an Error that names the path and the operator if EventBridge would refuse the pattern. */
export function checkPattern(pattern: unknown): void {
  compilePattern(pattern);
}

/**
 * A matcher for many events. Stricter than EventBridge in one place: a `$or` that is no list of two or more patterns
 * is refused, where EventBridge takes it for the name of a field. Literal numbers are compared by value.
 */
export function compilePattern(pattern: unknown): (event: unknown) => boolean {
  const alternatives = readPattern(pattern, '');
  // Quota of EventBridge: a pattern may unfold into at most 1,000 alternatives.
  if (alternatives.length > 1000) throw new Error(`The pattern has ${alternatives.length} alternatives, over 1000`);
  return (event) => {
    const fields = new Map<string, Field[]>();
    collectFields(event as Json, '', new Map(), fields, { count: 0 });
    return alternatives.some((conditions) => satisfies(conditions, 0, fields, []));
  };
}

// The pattern as alternatives (from $or) of conditions that must all hold.
function readPattern(pattern: unknown, path: string): Condition[][] {
  if (!isObject(pattern)) throw patternError(path, 'must be an object or a list of values');
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw patternError(path, 'must not be empty');
  return entries
    .map(([key, part]): Condition[][] => {
      if (key === '$or') return readOr(part, path);
      const inner = path === '' ? key : `${path}.${key}`;
      return Array.isArray(part) ? [[readCondition(part, inner)]] : readPattern(part, inner);
    })
    .reduce((all, next) => all.flatMap((conditions) => next.map((more) => [...conditions, ...more])), [[]]);
}

function readOr(patterns: unknown, path: string): Condition[][] {
  if (!Array.isArray(patterns) || patterns.length < 2)
    throw patternError(path, '$or needs a list of at least two patterns');
  return patterns.flatMap((pattern) => readPattern(pattern, path));
}

function readCondition(values: unknown[], path: string): Condition {
  if (values.length === 0) throw patternError(path, 'must list at least one value');
  const condition: Condition = { path, tests: [], orAbsent: false };
  for (const value of values) {
    if (!isObject(value)) {
      if (Array.isArray(value)) throw patternError(path, 'must not hold a list in a list');
      condition.tests.push((actual) => actual === value);
      continue;
    }
    const [[operator, argument] = ['', undefined], ...more] = Object.entries(value);
    if (more.length > 0) throw patternError(path, `has two operators in one object: ${Object.keys(value).join(', ')}`);
    if (operator === 'exists') {
      if (typeof argument !== 'boolean') throw patternError(path, 'exists takes true or false');
      if (argument) condition.tests.push(() => true);
      else condition.orAbsent = true;
    } else condition.tests.push(readOperator(operator, argument, path));
  }
  return condition;
}

function readOperator(operator: string, argument: unknown, path: string): (value: Leaf) => boolean {
  switch (operator) {
    case 'prefix':
    case 'suffix':
      return isObject(argument)
        ? textTest(operator, ignoringCaseOf(argument, operator, path), true)
        : textTest(operator, text(argument, operator, path), false);
    case 'equals-ignore-case':
      return textTest('equals', text(argument, operator, path), true);
    case 'wildcard': {
      const expression = wildcardExpression(text(argument, operator, path), path);
      return (value) => typeof value === 'string' && expression.test(value);
    }
    case 'numeric':
      return numericTest(argument, path);
    case 'cidr':
      return cidrTest(text(argument, operator, path), path);
    case 'anything-but':
      return anythingBut(argument, path);
    default:
      throw patternError(path, `has the unknown operator "${operator}"`);
  }
}

function textTest(where: 'prefix' | 'suffix' | 'equals', wanted: string, ignoreCase: boolean) {
  const fold = (value: string) => (ignoreCase ? value.toLowerCase() : value);
  const folded = fold(wanted);
  return (value: Leaf) => {
    if (typeof value !== 'string') return false;
    if (where === 'prefix') return fold(value).startsWith(folded);
    return where === 'suffix' ? fold(value).endsWith(folded) : fold(value) === folded;
  };
}

function ignoringCaseOf(argument: Record<string, unknown>, operator: string, path: string): string {
  const [inner, ...more] = Object.keys(argument);
  if (inner !== 'equals-ignore-case' || more.length > 0) {
    throw patternError(path, `has the unknown operator "${inner}" inside ${operator}`);
  }
  return text(argument[inner], inner, path);
}

/** `*` is any run of characters, `\*` an asterisk, `\\` a backslash; two wildcards in a row are refused. */
function wildcardExpression(wildcard: string, path: string): RegExp {
  const tokens = wildcard.match(/\\[\s\S]|[\s\S]/g) ?? [];
  if (tokens.some((token, i) => token === '*' && tokens[i + 1] === '*')) {
    throw patternError(path, 'wildcard has two asterisks in a row');
  }
  if (tokens.some((token) => token.startsWith('\\') && token !== '\\*' && token !== '\\\\')) {
    throw patternError(path, 'wildcard may escape only an asterisk or a backslash');
  }
  const literal = (token: string) => token.at(-1)!.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  return new RegExp(`^${tokens.map((token) => (token === '*' ? '.*' : literal(token))).join('')}$`, 's');
}

const comparisons: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** `["<", 10]`, or a lower bound and then an upper one: `[">", 0, "<=", 5]`; within ±5e9 as documented. */
function numericTest(argument: unknown, path: string): (value: Leaf) => boolean {
  const [firstSign, first, secondSign, second, ...more] = Array.isArray(argument) ? (argument as unknown[]) : [];
  const wellFormed = (sign: unknown, bound: unknown) =>
    comparisons[String(sign)] !== undefined && typeof bound === 'number' && Math.abs(bound) <= 5e9;
  const isRange = secondSign !== undefined;
  if (!wellFormed(firstSign, first) || more.length > 0 || (isRange && !wellFormed(secondSign, second))) {
    throw patternError(path, `numeric has an unknown comparison or a bad number: ${JSON.stringify(argument)}`);
  }
  if (isRange && !(/^>/.test(String(firstSign)) && /^</.test(String(secondSign)) && Number(first) < Number(second))) {
    throw patternError(path, `numeric range must be a lower bound and then a higher one: ${JSON.stringify(argument)}`);
  }
  const lower = comparisons[String(firstSign)]!;
  const upper = isRange ? comparisons[String(secondSign)]! : () => true;
  return (value) =>
    typeof value === 'number' && Math.abs(value) <= 5e9 && lower(value, Number(first)) && upper(value, Number(second));
}

function cidrTest(cidr: string, path: string): (value: Leaf) => boolean {
  const [address = '', length] = cidr.split('/');
  const version = isIP(address);
  const bits = version === 4 ? 32 : 128;
  const prefixLength = length === undefined ? bits : /^\d+$/.test(length) ? Number(length) : Number.NaN;
  if (version === 0 || !(prefixLength >= 0 && prefixLength <= bits)) throw patternError(path, `cidr is none: ${cidr}`);
  const family = (ip: number) => (ip === 4 ? 'ipv4' : 'ipv6');
  const block = new BlockList();
  block.addSubnet(address, prefixLength, family(version));
  return (value) => typeof value === 'string' && isIP(value) === version && block.check(value, family(version));
}

/** A value, a list of strings or of numbers, or one of four operators with a string or a list of strings. */
function anythingBut(argument: unknown, path: string): (value: Leaf) => boolean {
  if (isObject(argument)) {
    const [operator = '', ...more] = Object.keys(argument);
    if (more.length > 0 || !['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(operator)) {
      throw patternError(path, `has the unknown operator "${operator}" inside anything-but`);
    }
    const excluded = listOf(argument[operator], path, ['string']);
    const tests = excluded.map((value) => readOperator(operator, value, path));
    return (value) => !tests.some((test) => test(value));
  }
  const excluded = new Set<unknown>(listOf(argument, path, ['string', 'number']));
  return (value) => !excluded.has(value);
}

function listOf(argument: unknown, path: string, types: string[]): unknown[] {
  const list: unknown[] = Array.isArray(argument) ? argument : [argument];
  const type = typeof list[0];
  if (!types.includes(type) || list.some((value) => typeof value !== type)) {
    throw patternError(path, `anything-but takes only ${types.join('s or only ')}s`);
  }
  return list;
}

function text(argument: unknown, operator: string, path: string): string {
  if (typeof argument !== 'string') throw patternError(path, `${operator} takes a string`);
  return argument;
}

function patternError(path: string, problem: string): Error {
  return new Error(`Event pattern: ${path || 'the pattern'} ${problem}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Only leaves count: an object, and a list with nothing in it, is no value of its path.
function collectFields(
  value: Json,
  path: string,
  elements: Map<number, number>,
  fields: Map<string, Field[]>,
  arrays: { count: number },
): void {
  if (Array.isArray(value)) {
    const array = arrays.count++;
    for (const [i, element] of value.entries()) {
      collectFields(element, path, new Map(elements).set(array, i), fields, arrays);
    }
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      collectFields(inner as Json, path === '' ? key : `${path}.${key}`, elements, fields, arrays);
    }
  } else if (fields.has(path)) fields.get(path)!.push({ value, elements });
  else fields.set(path, [{ value, elements }]);
}

/** Array-consistent: conditions inside one array must be met by one and the same element of it, as Event Ruler has it. */
function satisfies(conditions: Condition[], at: number, fields: Map<string, Field[]>, chosen: Field[]): boolean {
  const condition = conditions[at];
  if (!condition) return true;
  const candidates = fields.get(condition.path) ?? [];
  if (condition.orAbsent && candidates.length === 0) return satisfies(conditions, at + 1, fields, chosen);
  return candidates.some(
    (field) =>
      condition.tests.some((test) => test(field.value)) &&
      chosen.every((other) => areConsistent(other, field)) &&
      satisfies(conditions, at + 1, fields, [...chosen, field]),
  );
}

function areConsistent(a: Field, b: Field): boolean {
  for (const [array, element] of a.elements) if ((b.elements.get(array) ?? element) !== element) return false;
  return true;
}
