// The layout of a dropped file: which delimiter it uses and which column is which, by its first line.
import type { DropColumn, DropKind, DropLayout } from '../../model/drop.ts';

/** Headers as they are after `plain`, the more telling first: where two columns qualify, the earlier word wins. */
const spellings: Record<DropColumn, string> = {
  id: 'id purchaseid receiptid receiptnumber receiptno receipt transactionid transaction orderid ordernumber orderno order kvitteringsnr kvittering bonnr belegnr',
  customerId:
    'customerid customer customernumber customerno memberid member userid user sub kundeid kundenr kunde kundenid kundnr',
  at: 'at time timestamp datetime purchasedat boughtat soldat computedat scoredat date tidspunkt tid dato zeitpunkt zeit datum',
  category: 'category productcategory categoryname productgroup group kategori varegruppe kategorie warengruppe',
  score: 'score propensity probability p sandsynlighed wahrscheinlichkeit',
};

/** What a file of each kind may say, and what it must. */
const wanted: Record<DropKind, { columns: DropColumn[]; needed: DropColumn[] }> = {
  purchases: { columns: ['customerId', 'id', 'at', 'category'], needed: ['customerId', 'at', 'category'] },
  scores: { columns: ['customerId', 'at', 'category', 'score'], needed: ['customerId', 'category', 'score'] },
};

const delimiters = [',', ';', '\t', '|'];

/** @param header the first line, without its end. Undefined where no delimiter makes a header of it that names what is needed. */
export function layoutOf(kind: DropKind, header: string): DropLayout | undefined {
  const layouts = delimiters.map((delimiter) => {
    const cells = header.split(delimiter).map(plain);
    return { delimiter, cells: cells.length, columns: columnsOf(kind, cells) };
  });
  const understood = layouts.filter(({ columns }) =>
    wanted[kind].needed.every((column) => columns[column] !== undefined),
  );
  return understood.sort((a, b) => b.cells - a.cells)[0];
}

function columnsOf(kind: DropKind, cells: string[]): DropLayout['columns'] {
  const columns: DropLayout['columns'] = {};
  for (const column of wanted[kind].columns) {
    const cell = spellings[column]
      .split(' ')
      .map((spelling) => cells.indexOf(spelling))
      .find((index) => index >= 0);
    if (cell !== undefined) columns[column] = cell;
  }
  return columns;
}

/** "Customer-ID" is `customerid`. Byte order mark, quotes, blanks and signs go. */
const plain = (header: string) =>
  header
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
