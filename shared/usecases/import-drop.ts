// Importing a drop: a file's rows, some hundred at a time, through the use cases of the routes; a report at the end.
import { layoutOf } from '../core/drop/layout.ts';
import { readRow } from '../core/drop/row.ts';
import {
  type DropKind,
  type DropMessage,
  type DropReport,
  type DropRow,
  dropKind,
  maxDropBytes,
  maxNamedRows,
  maxRowBytes,
  type RefusedRow,
  type RowRefusal,
  rowRefusal,
} from '../model/drop.ts';
import type { DropQueue } from '../ports/drop-queue.ts';
import { type DroppedFile, type DroppedFiles, type ReadCsv, RowWithoutEnd } from '../ports/dropped-files.ts';
import { importScores } from './import-scores.ts';
import type { OutcomePorts } from './record-outcomes.ts';
import { Refused } from './refused.ts';
import { recordPurchases } from './report-outcomes.ts';

export interface DropPorts extends OutcomePorts {
  files: DroppedFiles;
  readCsv: ReadCsv;
  dropQueue: DropQueue;
  /** There is time for some hundred rows more. */
  hasTime(): boolean;
  onFault(doing: string, cause: unknown): void;
}

type Read = NonNullable<DropMessage['read']>;
type Counts = Omit<Read, 'layout' | 'byte' | 'line'>;
interface Numbered<Row> {
  line: number;
  row: Row;
}

/** So many rows are held and worked on together; of so many customers at a time. */
const batchRows = 256;
const parallelCustomers = 16;

/**
 * Reads on in the file that the message names. `known`: this very file has been reported on already. `gone`: it is not there
 * any more, or is another by now, of which there is a message of its own. `returned`: there was no time for all of it, or
 * something failed after some of it: the queue has the rest. Throws where not even the first rows came through.
 */
export async function importDrop(
  ports: DropPorts,
  message: DropMessage,
  now: number,
): Promise<'imported' | 'known' | 'gone' | 'ignored' | 'returned'> {
  const { key, etag } = message;
  const kind = dropKind.safeParse(key.split('/')[0]).data;
  if (!kind || key.endsWith('/')) return 'ignored';
  if ((await ports.files.report(key))?.etag === etag) return 'known';

  // 1. where to read on; at first, which column is which
  const begun = message.read ?? (await beginning(ports, kind, message));
  if (!begun) return 'gone';
  const finish = (counts: Counts, stopped?: DropReport['stopped']) =>
    ports.files.keepReport({ file: key, etag, finishedAt: now, ...reported(counts), ...(stopped && { stopped }) });
  if ('reason' in begun) {
    await finish(nothingYet, { line: 1, reason: begun.reason });
    return 'imported';
  }
  const file = await ports.files.open(key, etag, begun.byte);
  if (!file) return 'gone';

  // 2. the rows, batch by batch; whatever ends it, what has come through is not done again
  let read = begun;
  try {
    for await (const batch of batches(ports, file, begun)) {
      const counts = await takeIn(ports, kind, batch.rows, { etag, read, modifiedAt: file.modifiedAt }, now);
      read = { ...read, ...counts, byte: batch.endByte, line: batch.endLine };
      if (ports.hasTime() || read.byte >= file.sizeBytes) continue;
      await ports.dropQueue.send({ key, etag, read }, 0);
      return 'returned';
    }
  } catch (cause) {
    if (cause instanceof RowWithoutEnd) {
      await finish(read, { line: read.line, reason: 'row-without-end' });
      return 'imported';
    }
    if (read === begun) throw cause;
    ports.onFault('interrupted an import', cause);
    await ports.dropQueue.send({ key, etag, read }, 60);
    return 'returned';
  }

  // 3. the report, by which a repetition is known
  await finish(read);
  return 'imported';
}

const nothingYet: Counts = { rows: 0, taken: 0, known: 0, refused: 0, reasons: {}, refusedRows: [] };

const reported = ({ rows, taken, known, refused, reasons, refusedRows }: Counts) => ({
  rows,
  taken,
  known,
  refused,
  reasons,
  refusedRows,
});

/** What the first line says; nothing where there is no such file. */
async function beginning(
  { files, readCsv }: DropPorts,
  kind: DropKind,
  { key, etag }: DropMessage,
): Promise<Read | { reason: 'no-header' | 'too-large' } | undefined> {
  const file = await files.open(key, etag, 0);
  if (!file) return undefined;
  if (file.sizeBytes > maxDropBytes) return { reason: 'too-large' };
  try {
    for await (const { cells, endByte } of readCsv(file.bytes, { delimiter: ',', maxRowBytes })) {
      const layout = layoutOf(kind, cells.join(','));
      return layout ? { layout, byte: endByte, line: 2, ...nothingYet } : { reason: 'no-header' };
    }
  } catch (error) {
    if (!(error instanceof RowWithoutEnd)) throw error;
  }
  return { reason: 'no-header' };
}

interface Batch {
  rows: Numbered<string[]>[];
  /** Where the row after these begins. */
  endByte: number;
  endLine: number;
}

/** The rest of the file; rows that are wholly blank are passed over. A row without end comes after all before it. */
async function* batches(
  { readCsv }: DropPorts,
  file: DroppedFile,
  { byte, line, layout }: Read,
): AsyncGenerator<Batch> {
  const batch: Batch = { rows: [], endByte: byte, endLine: line };
  try {
    for await (const { cells, lines, endByte } of readCsv(file.bytes, { ...layout, maxRowBytes })) {
      if (cells.some((cell) => cell.trim() !== '')) batch.rows.push({ line: batch.endLine, row: cells });
      batch.endByte = byte + endByte;
      batch.endLine += lines;
      if (batch.rows.length < batchRows) continue;
      yield batch;
      batch.rows = [];
    }
  } catch (error) {
    if (!(error instanceof RowWithoutEnd)) throw error;
    yield batch;
    throw error;
  }
  yield batch;
}

/** Takes the rows in and counts on. A customer's rows are taken in together, in their order. Throws where anything fails. */
async function takeIn(
  ports: DropPorts,
  kind: DropKind,
  rows: Numbered<string[]>[],
  { etag, read, modifiedAt }: { etag: string; read: Read; modifiedAt: number },
  now: number,
): Promise<Counts> {
  const refused: RefusedRow[] = [];
  const byCustomer = new Map<string, Numbered<DropRow>[]>();
  for (const { line, row: cells } of rows) {
    const row = readRow(kind, read.layout, cells, { etag, line, modifiedAt });
    if ('reason' in row) refused.push({ line, ...row });
    else byCustomer.set(row.customerId, [...(byCustomer.get(row.customerId) ?? []), { line, row }]);
  }
  let known = 0;
  const waiting = [...byCustomer];
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const [customerId, hers] = next;
      const result = await takeInHers(ports, customerId, hers, now);
      if (typeof result === 'number') known += result;
      else refused.push(...hers.map(({ line }) => ({ line, column: 'customerId' as const, reason: result })));
    }
  };
  await Promise.all(Array.from({ length: parallelCustomers }, work));

  const reasons = { ...read.reasons };
  for (const { reason } of refused) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return {
    rows: read.rows + rows.length,
    taken: read.taken + rows.length - refused.length - known,
    known: read.known + known,
    refused: read.refused + refused.length,
    reasons,
    refusedRows: [...read.refusedRows, ...refused.sort((a, b) => a.line - b.line)].slice(0, maxNamedRows),
  };
}

/** How many of her rows were known already, or why none of them is taken. */
async function takeInHers(
  ports: DropPorts,
  customerId: string,
  rows: Numbered<DropRow>[],
  now: number,
): Promise<number | RowRefusal> {
  const scores = rows.flatMap(({ row }) => ('score' in row ? [row] : []));
  if (scores.length > 0) {
    try {
      await importScores(
        ports,
        customerId,
        scores.map(({ category, score, at }) => ({ category, score, at })),
      );
      return 0;
    } catch (error) {
      const reason = error instanceof Refused ? rowRefusal.safeParse(error.code).data : undefined;
      if (reason) return reason;
      throw error;
    }
  }
  const purchases = rows.flatMap(({ row }) => ('id' in row ? [{ ...row, lines: [{ category: row.category }] }] : []));
  const results = await recordPurchases(ports, customerId, purchases, now);
  if (!results) return 'no-consent-yet';
  if (results.includes('no-profiling-consent')) return 'no-profiling-consent';
  return results.filter((result) => result === 'duplicate').length;
}
