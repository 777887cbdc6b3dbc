// How many bytes an item is to DynamoDB: AWS's own rules (Developer Guide, "DynamoDB item sizes and formats").

/** Of an item as an adapter hands it over: what is undefined is not written. */
export function itemBytes(item: Record<string, unknown>): number {
  return attributes(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return numberBytes(value);
  if (value === null || typeof value === 'boolean') return 1;
  if (value instanceof Uint8Array) return value.byteLength;
  // 3 bytes for a list or map, and one for each element
  if (Array.isArray(value)) return 3 + value.reduce<number>((sum, element) => sum + 1 + valueBytes(element), 0);
  const own = attributes(value as Record<string, unknown>);
  return 3 + own.reduce((sum, [name, one]) => sum + 1 + Buffer.byteLength(name) + valueBytes(one), 0);
}

/** A byte for two significant digits and one more; leading and trailing zeros are not stored. 21 bytes at most. */
function numberBytes(value: number): number {
  const [mantissa = ''] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '').replace(/0+$/, '').length;
  return Math.min(21, Math.ceil(digits / 2) + 1 + (value < 0 ? 1 : 0));
}

const attributes = (item: Record<string, unknown>) => Object.entries(item).filter(([, value]) => value !== undefined);
