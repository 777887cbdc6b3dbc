// Degrees: reads a coordinate as people write it: 55.6761 · 55,6761 · 55.6761° N · 55°40'34"N · "55.67, 12.56" · POINT(12.56 55.67).

export type Axis = 'lat' | 'lng';

/** A coordinate that could not be read, with the reason as a word and in a sentence. */
export interface Unreadable {
  reason: 'missing-coordinate' | 'not-a-number' | 'swapped';
  detail: string;
}

/** What databases and spreadsheets write where there is nothing. */
const nothing = new Set(['', 'null', 'none', 'n/a', 'na', '#n/a', '-', 'nil', '\\n', 'undefined']);

const hemispheres: Record<string, { axis: Axis; sign: 1 | -1 }> = {
  n: { axis: 'lat', sign: 1 },
  s: { axis: 'lat', sign: -1 },
  e: { axis: 'lng', sign: 1 },
  ø: { axis: 'lng', sign: 1 },
  w: { axis: 'lng', sign: -1 },
  v: { axis: 'lng', sign: -1 },
};

const number = String.raw`\d{1,9}(?:[.,]\d*)?|[.,]\d+`;
const written = new RegExp(
  String.raw`^([nsewøv])?\s*([+-])?\s*(${number})\s*(?:[°º]|deg)?\s*(?:(${number})\s*['′’]\s*(?:(${number})\s*(?:["″”]|''))?)?\s*([nsewøv])?$`,
  'i',
);

const axisName: Record<Axis, string> = { lat: 'latitude', lng: 'longitude' };

/** One coordinate in degrees. Its range is not judged here. */
export function parseDegrees(text: string, axis: Axis): number | Unreadable {
  const value = text.trim().replaceAll('−', '-');
  if (nothing.has(value.toLowerCase())) {
    return { reason: 'missing-coordinate', detail: `${axisName[axis]} is ${value === '' ? 'empty' : `"${value}"`}` };
  }
  const match = written.exec(value);
  if (!match) return { reason: 'not-a-number', detail: `${axisName[axis]} "${shortened(value)}" is not a number` };
  const [, before, sign, degrees, minutes, seconds, after] = match;
  const hemisphere = hemispheres[(after ?? before ?? '').toLowerCase()];
  if (hemisphere && hemisphere.axis !== axis) {
    return {
      reason: 'swapped',
      detail: `${axisName[axis]} "${value}" looks swapped: it names a ${axisName[hemisphere.axis]}`,
    };
  }
  const size = toNumber(degrees!) + toNumber(minutes ?? '0') / 60 + toNumber(seconds ?? '0') / 3600;
  return size === 0 ? 0 : size * (sign === '-' ? -1 : 1) * (hemisphere?.sign ?? 1);
}

/** Both coordinates from one field: a pair, latitude first unless told otherwise, or a WKT point, which has longitude first. */
export function parsePoint(text: string, longitudeFirst = false): { lng: number; lat: number } | Unreadable {
  const value = text.trim();
  if (nothing.has(value.toLowerCase())) return { reason: 'missing-coordinate', detail: 'the coordinates are empty' };
  const wkt = /^(?:SRID=4326;\s*)?POINT\s*Z?\s*\(\s*([^\s,]+)\s+([^\s,)]+)[^,)]*\)$/i.exec(value);
  if (wkt) return pairOf(wkt[2]!, wkt[1]!);
  const bare = value.replace(/^[([]|[)\]]$/g, '');
  let unreadable: Unreadable = {
    reason: 'not-a-number',
    detail: `"${shortened(value)}" is not a pair of coordinates such as "55.67, 12.56"`,
  };
  for (const separator of [/[;|]/, /,\s+/, /,/, /\s+/]) {
    const parts = bare.split(separator);
    if (parts.length !== 2) continue;
    const pair = longitudeFirst ? pairOf(parts[1]!, parts[0]!) : pairOf(parts[0]!, parts[1]!);
    if (!('reason' in pair)) return pair;
    if (pair.reason === 'swapped') unreadable = pair;
  }
  return unreadable;
}

function pairOf(latText: string, lngText: string): { lng: number; lat: number } | Unreadable {
  const lat = parseDegrees(latText, 'lat');
  if (typeof lat !== 'number') return lat;
  const lng = parseDegrees(lngText, 'lng');
  if (typeof lng !== 'number') return lng;
  return { lng, lat };
}

/** A number with a decimal point or comma. */
function toNumber(text: string): number {
  return Number(text.replace(',', '.'));
}

/** Text of unknown length, as much of it as fits a message. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}

/** A length in metres: `150`, `150 m`, `0,2 km`. Nothing where it cannot be read. */
export function parseMetres(text: string): number | undefined {
  const match = /^(\d{1,9}(?:[.,]\d+)?)\s*(m|km|metres?|meters?|meter)?$/i.exec(text.trim());
  return match ? toNumber(match[1]!) * (match[2]?.toLowerCase() === 'km' ? 1000 : 1) : undefined;
}
