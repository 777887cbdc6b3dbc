// CSV by csv-parse: rows with the bytes and lines they take, a piece of the file at a time.
import { CsvError, type Parser, parse } from 'csv-parse';
import { type CsvRow, type ReadCsv, RowWithoutEnd } from '../../ports/dropped-files.ts';

interface Parsed {
  raw: string;
  record: string[];
  info: { bytes: number };
}

export const readCsv: ReadCsv = async function* (bytes, { delimiter, maxRowBytes }) {
  let rows: CsvRow[] = [];
  const parser = parse({
    delimiter,
    max_record_size: maxRowBytes,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: ['\r\n', '\n'],
    info: true,
    raw: true,
    // Taken here rather than from the stream, which on an error drops the rows before it.
    on_record: (parsed: unknown) => {
      const { raw, record, info } = parsed as Parsed;
      // csv-parse's own count takes a CR LF within quotes for two lines.
      rows.push({ cells: record, lines: raw.trim().split('\n').length, endByte: info.bytes });
      return null;
    },
  });
  let failure: Error | undefined;
  parser.on('error', (error) => {
    failure = error;
  });
  const parsed = () => {
    const taken = rows;
    rows = [];
    return taken;
  };
  for await (const piece of bytes) {
    await done((whenDone) => parser.write(piece, whenDone));
    yield* parsed();
    if (failure) throw named(failure);
  }
  await done((whenDone) => parser.end(whenDone));
  yield* parsed();
  if (failure) throw named(failure);
};

/** Waits for the parser; what failed is told by its event. */
const done = (tell: (whenDone: () => void) => boolean | Parser) => new Promise<void>((resolve) => tell(resolve));

const named = (error: Error) =>
  error instanceof CsvError ? new RowWithoutEnd('a row has no end', { cause: error }) : error;
