// A drop: a CSV file of purchases or scores that a partner's systems put into the drop bucket, and the report of what came of it.
import * as z from 'zod';
import { clientId, customerId, epochMilliseconds, label } from './identifier.ts';
import { storableNumber } from './number.ts';
import { storedObject } from './stored.ts';

/** Under `purchases/` and `scores/`: what a file is, is said by where it lies. */
export const dropKind = z.enum(['purchases', 'scores']);
export type DropKind = z.infer<typeof dropKind>;

export const reportPrefix = 'reports/';

/** What a row says, by the names that reports use for its columns. */
export const dropColumn = z.enum(['id', 'customerId', 'at', 'category', 'score']);
export type DropColumn = z.infer<typeof dropColumn>;

/** What a row says, by the rules of the routes that take one at a time. */
export const purchaseRow = z.object({ customerId, id: clientId, at: epochMilliseconds, category: label });
export const scoreRow = z.object({
  customerId,
  at: epochMilliseconds,
  category: label,
  score: storableNumber.min(0).max(1),
});
export type DropRow = z.infer<typeof purchaseRow> | z.infer<typeof scoreRow>;

/** How a file is read: what stands between its cells, and in which cell (from 0) what stands. */
export const dropLayout = storedObject({
  delimiter: z.string(),
  cells: z.int().min(1),
  columns: z.partialRecord(dropColumn, z.int().min(0)),
});
export type DropLayout = z.infer<typeof dropLayout>;

/** Why a row was not taken. `no-consent-yet`: there is no such customer here, or she has not consented to anything. */
export const rowRefusal = z.enum([
  'missing',
  'malformed',
  'time-without-zone',
  'too-many-cells',
  'no-consent-yet',
  'no-profiling-consent',
]);
export type RowRefusal = z.infer<typeof rowRefusal>;

/** A row that was not taken: where, not what it says. */
const refusedRow = storedObject({
  line: z.int().min(1),
  column: dropColumn.optional(),
  reason: rowRefusal,
});
export type RefusedRow = z.infer<typeof refusedRow>;

/** So many are named in a report; the rest is counted. A thousand keep the queue's message under half of its 256 KB. */
export const maxNamedRows = 1000;

const rowCounts = {
  rows: z.int().min(0),
  /** Taken for the first time. Of scores: taken, though the same may have been there. */
  taken: z.int().min(0),
  /** Of purchases: known already. */
  known: z.int().min(0),
  refused: z.int().min(0),
  /** How many were refused for which reason. */
  reasons: z.partialRecord(rowRefusal, z.int().min(0)),
  /** The first thousand of them. */
  refusedRows: z.array(refusedRow).max(maxNamedRows),
};

/** `reports/<key>.json`, beside the file in the bucket. Names no customer and nothing that a row says. */
export const dropReport = storedObject({
  file: z.string(),
  etag: z.string(),
  finishedAt: epochMilliseconds,
  ...rowCounts,
  /** Nothing from this line on was read. */
  stopped: storedObject({
    line: z.int().min(1),
    reason: z.enum(['no-header', 'too-large', 'row-without-end']),
  }).optional(),
});
export type DropReport = z.infer<typeof dropReport>;

/** On the drop queue: a file that has come, and how far it has been read where somebody has begun. */
export const dropMessage = storedObject({
  key: z.string(),
  etag: z.string(),
  read: storedObject({
    layout: dropLayout,
    /** The next row begins here. */
    byte: z.int().min(0),
    line: z.int().min(1),
    ...rowCounts,
  }).optional(),
});
export type DropMessage = z.infer<typeof dropMessage>;

/** A larger file is refused whole: at a thousand rows a second it would be under way for most of a day. */
export const maxDropBytes = 2 ** 30;
/** No row is longer; one that is has a quote that was never closed. */
export const maxRowBytes = 16_384;
