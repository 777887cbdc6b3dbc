// Rows of a GeoJSON file, streamed: a FeatureCollection, or one feature a line (RFC 7946, RFC 8142).

import { type Field, fields, findColumns, nameColumns } from './columns.ts';
import { linesOf } from './lines.ts';
import { type Place, type Row, UnreadableList } from './row.ts';

/** One feature as text, with where it stands. */
interface Piece {
  text: string;
  place: Place;
}

/** How far the first line is read to see whether it is a feature by itself. */
const maxFirstLineCharacters = 1_000_000;

/**
 * The features of a text as rows; `open` begins it anew, twice. Throws UnreadableList if it holds no features at all, or ends
 * within one.
 */
export async function* geojsonRows(
  open: { glance(): AsyncIterable<string>; read(): AsyncIterable<string> },
  overrides: ReadonlyMap<Field, string>,
): AsyncGenerator<Row> {
  const pieces = (await isFeaturePerLine(open.glance())) ? featureLines(open.read()) : featuresIn(open.read());
  const columnsOf = new Map<string, [Field, string][]>();
  for await (const { text: json, place } of pieces) {
    const feature = parseObject(json);
    if (feature?.type !== 'Feature') {
      const detail = feature ? `its "type" is ${JSON.stringify(feature.type)}, not "Feature"` : 'not valid JSON';
      yield { place, fields: {}, broken: { reason: 'not-json', detail } };
      continue;
    }
    const properties = isObject(feature.properties) ? feature.properties : {};
    const names = Object.keys(properties);
    const key = names.join('\n');
    let columns = columnsOf.get(key);
    if (!columns) {
      columns = namesOfFields(names, overrides);
      // Collections are regular; one whose every feature has other names must not fill the memory.
      if (columnsOf.size < 1000) columnsOf.set(key, columns);
    }
    const values: Row['fields'] = {};
    for (const [field, name] of columns) values[field] = asText(properties[name]);
    if (!overrides.has('id') && feature.id !== undefined && feature.id !== null) values.id = asText(feature.id);
    yield { place, fields: values, geometry: feature.geometry ?? null, openingHours: properties.openingHours };
  }
}

async function isFeaturePerLine(texts: AsyncIterable<string>): Promise<boolean> {
  let start = '';
  for await (const chunk of texts) {
    start = (start + chunk).trimStart();
    if (start.includes('\n') || start.length > maxFirstLineCharacters) break;
  }
  return parseObject(start.split('\n', 1)[0]!)?.type === 'Feature';
}

async function* featureLines(texts: AsyncIterable<string>): AsyncGenerator<Piece> {
  let feature = 0;
  for await (const batch of linesOf(texts)) {
    for (const { number, text } of batch) yield { text, place: { line: number, feature: feature++ } };
  }
}

/**
 * The elements of the top-level array `features`, found by following brackets and strings, so that only one feature is
 * held at a time.
 */
async function* featuresIn(texts: AsyncIterable<string>): AsyncGenerator<Piece> {
  let depth = 0;
  let line = 1;
  let inString = false;
  let escaped = false;
  /** The last string directly within the root object: the key of what follows. */
  let key = '';
  let inFeatures = false;
  let found = false;
  let feature = 0;
  let element: { text: string; line: number } | undefined;

  for await (const text of texts) {
    let from = 0;
    for (let index = 0; index < text.length; index++) {
      const character = text.charCodeAt(index);
      if (character === newline) line += 1;
      if (inString) {
        if (depth === 1 && key.length < 20) key += text[index];
        if (escaped) escaped = false;
        else if (character === backslash) escaped = true;
        else if (character === quote) inString = false;
      } else if (character === quote) {
        inString = true;
        if (depth === 1) key = '';
      } else if (character === openBrace || character === openBracket) {
        if (depth === 1 && character === openBracket && key === 'features"') inFeatures = found = true;
        if (inFeatures && depth === 2 && character === openBrace) {
          element = { text: '', line };
          from = index;
        }
        depth += 1;
      } else if (character === closeBrace || character === closeBracket) {
        depth -= 1;
        if (inFeatures && depth === 1) inFeatures = false;
        if (element && depth === 2) {
          const place = { line: element.line, lastLine: line, feature: feature++ };
          yield { text: element.text + text.slice(from, index + 1), place };
          element = undefined;
        }
      }
    }
    if (element) element.text += text.slice(from);
  }
  if (!found) throw new UnreadableList('this is no GeoJSON FeatureCollection: there is no array "features" at its top');
  if (depth !== 0 || inString)
    throw new UnreadableList(
      `the file ends within ${element ? `features[${feature}] (line ${element.line})` : 'the collection'}`,
    );
}

const [newline, backslash, quote, openBrace, closeBrace, openBracket, closeBracket] = [...'\n\\"{}[]'].map(
  (character) => character.charCodeAt(0),
);

function namesOfFields(names: string[], overrides: ReadonlyMap<Field, string>): [Field, string][] {
  const present = new Map([...overrides].filter(([, name]) => names.includes(name)));
  const columns = nameColumns(findColumns(names), names, present);
  // Where a feature lies, its geometry says.
  return fields.flatMap((field) =>
    columns[field] === undefined || field === 'lat' || field === 'lng' || field === 'point'
      ? []
      : [[field, names[columns[field]]!] as [Field, string]],
  );
}

function asText(value: unknown): string {
  if (Array.isArray(value)) return value.map(asText).join(';');
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function parseObject(json: string): Record<string, unknown> | undefined {
  try {
    // A record separator may stand before each text of a sequence (RFC 8142).
    const value: unknown = JSON.parse(json.replace(/^\p{Cc}+/u, ''));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
