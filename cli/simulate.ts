// `npm run simulate`: replays position reports through the production decision, to try a catalogue before anybody is messaged.
import { readFile, stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type * as z from 'zod';
import { compileCatalogue } from '../shared/core/decide/compile.ts';
import { openCatalogue, type World } from '../shared/core/decide/world.ts';
import { catalogueFile } from '../shared/model/catalogue.ts';
import { openOutput } from './output.ts';
import { startProgress } from './progress.ts';
import { contextLine, openContext } from './simulate/context.ts';
import { customerLine, reportLine } from './simulate/files.ts';
import { readLines } from './simulate/read-lines.ts';
import { startReplay } from './simulate/replay.ts';
import { describe, newTally } from './simulate/tally.ts';
import { openSkies, weatherLine } from './simulate/weather.ts';

const usage = `npm run simulate -- --catalogue <c.json> --reports <r.jsonl[.gz]> --out <d.jsonl[.gz]>
  --customers <k.jsonl[.gz]>  consents, time zone and preferences; who has no line has given every consent
  --weather <w.jsonl[.gz]>    observations; without them offers for some weather end weather-unknown
  --context <x.jsonl[.gz]>    what partners told, bodies of POST /v1/context with "at"; without it offers that ask end context-mismatch
  "-" is standard input or output. Each customer's reports must be in the order of time.
Exit code: 0 every line was replayed, 1 some lines were bad and skipped, 2 nothing could be done.`;

type Stream = NodeJS.WritableStream & { isTTY?: boolean };

/** Runs the command; returns the exit code. `clock` is in milliseconds, for the rate alone. */
export async function main(argv: string[], out: Stream, err: Stream, clock: () => number): Promise<0 | 1 | 2> {
  try {
    if (argv.includes('--help')) {
      out.write(`${usage}\n`);
      return 0;
    }
    const files = filesFrom(argv);
    const world = await worldFrom(files.catalogue);
    return await simulate(world, files, files.out === '-' ? err : out, err, clock);
  } catch (error) {
    err.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if ((error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) err.write(`${usage}\n`);
    return 2;
  }
}

interface Files {
  catalogue: string;
  reports: string;
  customers?: string;
  weather?: string;
  context?: string;
  out: string;
}

async function simulate(world: World, files: Files, told: Stream, err: Stream, clock: () => number): Promise<0 | 1> {
  const tally = newTally();
  const total = files.reports === '-' ? 0 : (await stat(files.reports)).size;
  const format =
    total > 0 ? '{bar} {percentage}% {duration_formatted} {rate} reports/s' : '{duration_formatted} {rate} reports/s';
  const progress = startProgress(err, total, format, { rate: 0 });
  const bad = (file: string) => (number: number, why: string) => {
    tally.badLines += 1;
    progress.log(`${file} line ${number}: ${why}`);
  };
  const output = openOutput(files.out);
  const started = clock();
  const seconds = () => (clock() - started) / 1000;
  try {
    const linesOf = async <Line>(path: string | undefined, schema: z.ZodType<Line>) => {
      const lines: Line[] = [];
      if (path === undefined) return lines;
      for await (const batch of readLines({ path, schema, onBytes: () => {}, onBad: bad(path) })) lines.push(...batch);
      return lines;
    };
    const withWeather = openSkies(world.catalogue, await linesOf(files.weather, weatherLine));
    const withContext = openContext(world.catalogue, await linesOf(files.context, contextLine));
    const replay = startReplay(world, tally, (facts, now) => withContext(withWeather(facts, now), now));
    if (files.customers !== undefined) {
      const reader = { path: files.customers, schema: customerLine, onBytes: () => {}, onBad: bad(files.customers) };
      for await (const batch of readLines(reader)) for (const line of batch) replay.introduce(line);
    }
    const onBytes = (bytes: number) => progress.add(bytes);
    const reader = { path: files.reports, schema: reportLine, onBytes, onBad: bad(files.reports) };
    for await (const batch of readLines(reader)) {
      let decided = '';
      for (const line of batch) decided += `${JSON.stringify(replay.step(line))}\n`;
      await output.write(decided);
      progress.show({ rate: Math.round(tally.reports / Math.max(0.001, seconds())) });
    }
    await output.commit();
  } catch (error) {
    output.abandon();
    throw error;
  } finally {
    progress.stop();
  }
  // The operating system counts in kilobytes.
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  for (const line of describe(tally, seconds(), peakBytes)) told.write(`${line}\n`);
  return tally.badLines > 0 ? 1 : 0;
}

function filesFrom(argv: string[]): Files {
  const { values } = parseArgs({
    args: argv,
    options: {
      catalogue: { type: 'string' },
      reports: { type: 'string' },
      customers: { type: 'string' },
      weather: { type: 'string' },
      context: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const { catalogue, reports, customers, weather, context, out } = values;
  if (!catalogue || !reports || !out) throw new Error(`--catalogue, --reports and --out are needed\n${usage}`);
  return { catalogue, reports, customers, weather, context, out };
}

/** The catalogue as version 1, compiled as publishing would compile it. Throws an Error that names the field. */
async function worldFrom(path: string): Promise<World> {
  const parsed = catalogueFile.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new Error(`${path}: ${issue.path.join('.')}: ${issue.message}`);
  }
  return { catalogue: openCatalogue(compileCatalogue(parsed.data, 1)) };
}

if (import.meta.main) {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(2));
  process.exitCode = await main(process.argv.slice(2), process.stdout, process.stderr, () => performance.now());
}
