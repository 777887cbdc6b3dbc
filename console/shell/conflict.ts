// Two people change one thing: what differs between my text and theirs, field by field, so that nobody overwrites blindly.

export interface Difference {
  /** As `messages.da.title`. */
  field: string;
  mine: string;
  theirs: string;
}

/** Every field in which the two differ; a list counts as one field. */
export function differences(mine: unknown, theirs: unknown, path = ''): Difference[] {
  if (isObject(mine) && isObject(theirs)) {
    const names = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])];
    return names.flatMap((name) => differences(mine[name], theirs[name], path ? `${path}.${name}` : name));
  }
  return same(mine, theirs) ? [] : [{ field: path, mine: told(mine), theirs: told(theirs) }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, n) => same(value, b[n]));
  if (isObject(a) && isObject(b)) return differences(a, b).length === 0;
  return a === b;
}

function told(value: unknown): string {
  if (value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
