// Rows of a CSV file, streamed: finds delimiter and header line, and knows on which line each row begins.
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { parse as parseText } from 'csv-parse/sync';
import {
  type Columns,
  canLocate,
  type Field,
  fields,
  findColumns,
  isLongitudeFirst,
  listHeaders,
  nameColumns,
} from './columns.ts';
import { type Row, UnreadableList } from './row.ts';

export interface CsvLayout {
  delimiter: string;
  /** The line of the header, from 1: exports like to begin with a title or with `sep=;`. */
  headerLine: number;
  headers: string[];
  columns: Columns;
}

const delimiters = [',', ';', '\t', '|'];
/** How many lines are looked through for the header. */
const headerWithinLines = 20;
/** No row of a store list is longer than this; one that is has a quote that was never closed. */
const maxRowCharacters = 200_000;

const common = { bom: true, relax_column_count: true, relax_quotes: true, record_delimiter: '\n', info: true } as const;

/**
 * Reads the beginning of a file and decides how to read the rest: the line and the delimiter that make the most sense as
 * a header. (Guessing from the rows would take decimal commas for delimiters.) Throws UnreadableList with the headers if
 * none is understood and `overrides` does not name the coordinates either.
 */
export async function layoutOf(
  texts: AsyncIterable<string>,
  overrides: ReadonlyMap<Field, string>,
): Promise<CsvLayout> {
  const start = await firstLines(texts);
  let best: { layout: CsvLayout; score: number } | undefined;
  let first: { record: string[]; line: number } | undefined;
  for (const delimiter of delimiters) {
    for (const { record, info } of recordsOf(start, delimiter)) {
      // What a person is shown if nothing is understood: the first line that can be cut at all, at the delimiter that cuts it most.
      const earlier = !first || info.lines < first.line;
      const finer = info.lines === first?.line && record.length > first.record.length;
      if (record.length > 1 && (earlier || finer)) first = { record, line: info.lines };
      let columns = findColumns(record);
      try {
        columns = nameColumns(columns, record, overrides);
      } catch {
        continue;
      }
      // A header is made of words: a row of numbers must not be taken for one because a name in it happens to be "Nr".
      const score = canLocate(columns) ? 1 + Object.keys(columns).length : 0;
      if (score > (best?.score ?? 0)) {
        best = { layout: { delimiter, headerLine: info.lines, headers: record, columns }, score };
      }
    }
  }
  if (best) return best.layout;
  if (overrides.size > 0) nameColumns({}, first?.record ?? [], overrides);
  const headers = first?.record ?? [];
  const said = `No columns with coordinates were recognised in the first ${headerWithinLines} lines.`;
  throw new UnreadableList(`${said} ${listHeaders(headers)}`, { headers });
}

/** The rows after the header. Rows that are entirely empty are passed over. Throws UnreadableList naming the line of a quote that is never closed. */
export async function* csvRows(texts: AsyncIterable<string>, layout: CsvLayout): AsyncGenerator<Row> {
  const { columns, headers } = layout;
  const longitudeFirst = columns.point !== undefined && isLongitudeFirst(headers[columns.point]!);
  const known = fields.flatMap((field) => (columns[field] === undefined ? [] : [[field, columns[field]] as const]));
  const source = Readable.from(texts);
  const parser = parse({ ...common, delimiter: layout.delimiter, max_record_size: maxRowCharacters });
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let lastLine = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const place = { line: lastLine + 1, lastLine: info.lines };
      lastLine = info.lines;
      if (place.lastLine <= layout.headerLine || record.every((value) => value.trim() === '')) continue;
      const values: Row['fields'] = {};
      for (const [field, index] of known) values[field] = (record[index] ?? '').trim();
      const row: Row = { place, fields: values, longitudeFirst };
      if (record.slice(headers.length).some((value) => value.trim() !== '')) {
        row.broken = {
          reason: 'column-count',
          detail: `${record.length} columns where the header has ${headers.length}: is there an unquoted "${layout.delimiter}"?`,
        };
      }
      yield row;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UnreadableList(
      `line ${lastLine + 1}: a quote that opens here is never closed; close it and import again`,
      {
        cause: error,
      },
    );
  } finally {
    source.destroy();
  }
}

async function firstLines(texts: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const chunk of texts) {
    text += chunk;
    if (text.length > 64 * 1024) break;
  }
  return text.split('\n', headerWithinLines).join('\n');
}

function recordsOf(text: string, delimiter: string): { record: string[]; info: { lines: number } }[] {
  try {
    return parseText(text, { ...common, delimiter }) as unknown as { record: string[]; info: { lines: number } }[];
  } catch {
    // The twentieth line may lie within a quoted field; then the first line alone must do.
    return parseText(text.split('\n', 1)[0]!, { ...common, delimiter, quote: null }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
  }
}
