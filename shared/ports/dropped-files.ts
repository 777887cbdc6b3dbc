// Dropped files: what partners' systems have put into the drop bucket, read from any byte on, and the reports beside them.
import type { DropReport } from '../model/drop.ts';

export interface DroppedFile {
  /** Of the whole file. */
  sizeBytes: number;
  modifiedAt: number;
  /** From the byte asked for to the end. */
  bytes: AsyncIterable<Uint8Array>;
}

export interface DroppedFiles {
  /** Nothing where the file has gone, or another lies in its place. */
  open(key: string, etag: string, fromByte: number): Promise<DroppedFile | undefined>;
  /** The report on the file with this key that was written last. */
  report(key: string): Promise<DropReport | undefined>;
  keepReport(report: DropReport): Promise<void>;
}

/** A row as it stands in a file. */
export interface CsvRow {
  cells: string[];
  /** How many lines it takes: a quoted cell may hold line ends. */
  lines: number;
  /** Where the next row begins, counted from the first byte handed in. */
  endByte: number;
}

/** The rows of CSV in UTF-8. Throws RowWithoutEnd. */
export type ReadCsv = (
  bytes: AsyncIterable<Uint8Array>,
  format: { delimiter: string; maxRowBytes: number },
) => AsyncIterable<CsvRow>;

/** Most likely a quote that is never closed: nothing after it can be told apart. */
export class RowWithoutEnd extends Error {
  override readonly name = 'RowWithoutEnd';
}
