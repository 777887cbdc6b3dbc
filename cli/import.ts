// `npm run import -- stores.csv --out c.json`: geofences from a store list, every refused row named by line and reason.
import { readFile, stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { type Field, fields } from '../shared/core/import/columns.ts';
import { parseMetres } from '../shared/core/import/degrees.ts';
import { placeName, UnreadableList } from '../shared/core/import/row.ts';
import { zonesOfCountry } from '../shared/core/import/zones.ts';
import { geofence, maxRadiusMetres } from '../shared/model/geofence.ts';
import { label } from '../shared/model/identifier.ts';
import { type Offer, offer } from '../shared/model/offer.ts';
import { describe, type ImportJob, importStores, sum } from './import/import-stores.ts';
import { startProgress } from './progress.ts';

const usage = `npm run import -- <stores.csv | stores.geojson> --out <catalogue.json>
  --radius <metres>          radius round a point that has none of its own (150)
  --kind store|area|exclusion  what the geofences are (store)
  --tag <word>               a tag for every geofence; may be repeated
  --column <field>=<header>  which column is which, by header or number; may be repeated
                             fields: ${fields.join(' ')}
  --country <DK>             where the stores are, to tell swapped coordinates
  --offers <file>            offers to put into the catalogue: a list, or a catalogue's own
  --refused <file.csv>       the refused rows, as a table
  --dry-run                  check only, write nothing
Exit code: 0 all rows imported, 1 some refused, 2 nothing could be done.`;

type Stream = NodeJS.WritableStream & { isTTY?: boolean };

/** Runs the command; returns the exit code. */
export async function main(argv: string[], out: Stream, err: Stream): Promise<0 | 1 | 2> {
  try {
    if (argv.includes('--help')) {
      out.write(`${usage}\n`);
      return 0;
    }
    const job = await jobFrom(argv);
    // The file is read three times: for its encoding, for the survey and for the import; the first is quick and not shown.
    const progress = startProgress(err, 2 * (await stat(job.source)).size, '{bar} {percentage}% {duration_formatted}');
    try {
      const summary = await importStores({
        ...job,
        onBytes: (bytes) => progress.add(bytes),
        onRefused: ({ place }, { reason, detail }) => progress.log(`${placeName(place)}: ${reason}: ${detail}`),
      });
      progress.stop();
      for (const line of describe(summary, job.out)) out.write(`${line}\n`);
      return sum(summary.refused) > 0 ? 1 : 0;
    } finally {
      progress.stop();
    }
  } catch (error) {
    err.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (error instanceof UnreadableList && error.headers) err.write(`${howToName(error.headers)}\n`);
    if ((error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) err.write(`${usage}\n`);
    return 2;
  }
}

function howToName(headers: string[]): string {
  return `Name them by header or number, for example: --column lat=${headers[0]?.trim() || 1} --column lng=2`;
}

async function jobFrom(argv: string[]): Promise<Omit<ImportJob, 'onBytes' | 'onRefused'>> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      radius: { type: 'string', default: '150' },
      kind: { type: 'string', default: 'store' },
      tag: { type: 'string', multiple: true, default: [] },
      column: { type: 'string', multiple: true, default: [] },
      country: { type: 'string' },
      offers: { type: 'string' },
      refused: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  const [source] = positionals;
  if (!source || positionals.length > 1) throw new Error(`name one file to import\n${usage}`);
  if (values.out === undefined && !values['dry-run'])
    throw new Error(`name the file to write: --out catalogue.json\n${usage}`);
  const radiusMetres = parseMetres(values.radius) ?? 0;
  if (radiusMetres <= 0 || radiusMetres > maxRadiusMetres) {
    throw new Error(`--radius ${values.radius}: a number of metres up to ${maxRadiusMetres} is needed`);
  }
  if (values.country !== undefined && !zonesOfCountry(values.country)) {
    throw new Error(`--country ${values.country}: no such country is known; use its two letters, such as DK`);
  }
  return {
    source,
    out: values['dry-run'] ? undefined : values.out,
    refusedFile: values.refused,
    columns: new Map(values.column.map(columnFrom)),
    defaults: {
      kind: checked(geofence.shape.kind, values.kind, '--kind'),
      radiusMetres,
      tags: values.tag.map((tag) => checked(label, tag, '--tag')),
      country: values.country,
    },
    offers: values.offers === undefined ? [] : await offersIn(values.offers),
  };
}

function columnFrom(text: string): [Field, string] {
  const [name = '', ...header] = text.split('=');
  const field = fields.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  if (!field || header.length === 0)
    throw new Error(`--column ${text}: <field>=<header> is needed, a field is one of ${fields.join(', ')}`);
  return [field, header.join('=')];
}

async function offersIn(path: string): Promise<Offer[]> {
  const content: unknown = JSON.parse(await readFile(path, 'utf8'));
  return checked(z.array(offer), Array.isArray(content) ? content : (content as { offers?: unknown }).offers, path);
}

function checked<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new Error(`${[what, ...issue.path].join('.')}: ${issue.message}`);
}

if (import.meta.main) {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(2));
  process.exitCode = await main(process.argv.slice(2), process.stdout, process.stderr);
}
