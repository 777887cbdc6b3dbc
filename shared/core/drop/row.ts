// A row of a dropped file: text made into a purchase or a score, by the schemas of the routes that take one at a time.
import {
  type DropColumn,
  type DropKind,
  type DropLayout,
  type DropRow,
  purchaseRow,
  type RowRefusal,
  scoreRow,
} from '../../model/drop.ts';
import { hashedId } from '../decide/chance.ts';

/**
 * Reads a row. A purchase without an id has one that follows from file and line, so that the same file again is the same
 * purchases; a score without a time is as old as its file.
 */
export function readRow(
  kind: DropKind,
  { columns, cells }: DropLayout,
  row: string[],
  file: { etag: string; line: number; modifiedAt: number },
): DropRow | { column?: DropColumn; reason: RowRefusal } {
  if (row.slice(cells).some((cell) => cell.trim() !== '')) return { reason: 'too-many-cells' };
  const said = (column: DropColumn) => (columns[column] === undefined ? '' : (row[columns[column]] ?? '').trim());
  const timed = said('at');
  const at = timed === '' ? { at: kind === 'scores' ? file.modifiedAt : undefined } : instant(timed);
  if ('reason' in at) return { column: 'at', reason: at.reason };
  const parsed = (kind === 'scores' ? scoreRow : purchaseRow).safeParse({
    customerId: said('customerId'),
    id: said('id') || hashedId('drop', file.etag, file.line),
    at: at.at,
    category: said('category').toLowerCase(),
    score: said('score') === '' ? undefined : Number(said('score').replace(',', '.')),
  });
  if (parsed.success) return parsed.data;
  const column = parsed.error.issues[0]?.path[0] as DropColumn;
  return { column, reason: said(column) === '' ? 'missing' : 'malformed' };
}

/** Epoch seconds or milliseconds, or ISO 8601 with its offset; a blank may stand for the T. */
function instant(text: string): { at: number } | { reason: RowRefusal } {
  if (/^\d{10}$/.test(text)) return { at: Number(text) * 1000 };
  if (/^\d{13}$/.test(text)) return { at: Number(text) };
  const [, date, time, zone] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|[+-]\d\d:?\d\d)?$/i.exec(text) ?? [];
  if (date === undefined) return { reason: /^\d{4}-\d\d-\d\d$/.test(text) ? 'time-without-zone' : 'malformed' };
  if (zone === undefined) return { reason: 'time-without-zone' };
  const at = Date.parse(`${date}T${time}${zone.toUpperCase().replace(/^(.\d\d)(\d\d)$/, '$1:$2')}`);
  return Number.isNaN(at) ? { reason: 'malformed' } : { at };
}
