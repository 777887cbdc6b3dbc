// Reading a store list: from a path to a repeatable stream of rows, whatever the format.
import { createReadStream } from 'node:fs';
import { type Field, fields } from '../../shared/core/import/columns.ts';
import { csvRows, layoutOf } from '../../shared/core/import/csv-rows.ts';
import { geojsonRows } from '../../shared/core/import/geojson-rows.ts';
import type { Row } from '../../shared/core/import/row.ts';
import { encodingOf, type OnBytes, textOf } from './text.ts';

export interface StoreList {
  /** How the file was understood, for a person to check. */
  understood: string[];
  rows(onBytes?: OnBytes): AsyncGenerator<Row>;
}

/** Opens a store list: GeoJSON if it begins with a brace, else CSV. Throws an Error if it cannot be read or has no coordinates. */
export async function openStoreList(path: string, overrides: Map<Field, string>): Promise<StoreList> {
  const encoding = await encodingOf(path);
  if (await beginsWithBrace(path, encoding)) {
    const opened = (onBytes?: OnBytes) => ({
      glance: () => textOf(path, encoding),
      read: () => textOf(path, encoding, onBytes),
    });
    return { understood: ['GeoJSON'], rows: (onBytes) => geojsonRows(opened(onBytes), overrides) };
  }
  const layout = await layoutOf(textOf(path, encoding), overrides);
  const columns = fields.flatMap((field) => {
    const index = layout.columns[field];
    return index === undefined ? [] : [`${field} "${layout.headers[index]!.trim()}"`];
  });
  const delimiter = layout.delimiter === '\t' ? 'tab' : `"${layout.delimiter}"`;
  return {
    understood: [
      `CSV, ${encoding}, delimiter ${delimiter}, header on line ${layout.headerLine}`,
      `columns: ${columns.join(', ')}`,
    ],
    rows: (onBytes) => csvRows(textOf(path, encoding, onBytes), layout),
  };
}

async function beginsWithBrace(path: string, encoding: string): Promise<boolean> {
  for await (const chunk of createReadStream(path, { end: 1000 })) {
    return /^[\s\p{Cc}]*\{/u.test(new TextDecoder(encoding).decode(chunk as Buffer));
  }
  return false;
}
