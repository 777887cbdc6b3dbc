// `npm run evaluate`: replays past outcomes through the propensity model, predict then learn, to see it on one's own history before launch.
import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { LoggedSend } from '../shared/core/propensity/off-policy.ts';
import { decisionLine, describeDecisions } from './evaluate/decisions.ts';
import { type OutcomeLine, outcomeLine, type PredictionLine } from './evaluate/outcome-line.ts';
import { linesLookedAt, personFields } from './evaluate/person-fields.ts';
import { type Options, type Replay, startReplay } from './evaluate/replay.ts';
import { describe, newTally } from './evaluate/tally.ts';
import { openOutput } from './output.ts';
import { startProgress } from './progress.ts';
import { readLines, readNumberedLines } from './simulate/read-lines.ts';

const usage = `npm run evaluate -- --log <o.jsonl[.gz]> [--out <p.jsonl[.gz]>]
npm run evaluate -- --decisions <d.jsonl[.gz]>
  what a higher threshold would have got, from lines { probability, propensity, outcome } of decisions that chose

  --slates 4      learn only from the likeliest of each customer's 4 consecutive opportunities, as if that had been sent
  --after 1000    count only the lines after so many (all are learnt from)
  --refresh 1000  publish the shared model after so many outcomes, as production does, instead of after each
  "-" is standard input or output. The lines must be in the order of time.
Exit code: 0 every line was used, 1 some lines were bad and skipped, 2 nothing could be done.`;

type Stream = NodeJS.WritableStream & { isTTY?: boolean };

interface NumberedLine {
  number: number;
  value: OutcomeLine;
}

interface Command extends Options {
  log: string;
  out?: string;
  after: number;
}

/** Runs the command; returns the exit code. `clock` is in milliseconds, for speeds alone. */
export async function main(argv: string[], out: Stream, err: Stream, clock: () => number): Promise<0 | 1 | 2> {
  try {
    if (argv.includes('--help')) {
      out.write(`${usage}\n`);
      return 0;
    }
    if (argv[0] === '--decisions' && argv.length === 2) return await judgeDecisions(argv[1]!, out, err);
    const command = commandFrom(argv);
    return await evaluate(command, command.out === '-' ? err : out, err, clock);
  } catch (error) {
    err.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if ((error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) err.write(`${usage}\n`);
    return 2;
  }
}

async function judgeDecisions(path: string, told: Stream, err: Stream): Promise<0 | 1> {
  const sends: LoggedSend[] = [];
  let badLines = 0;
  const onBad = (number: number, why: string) => {
    badLines += 1;
    err.write(`${path} line ${number}: ${why}\n`);
  };
  for await (const batch of readLines({ path, schema: decisionLine, onBytes: () => {}, onBad }))
    for (const send of batch) sends.push(send);
  for (const line of describeDecisions(sends)) told.write(`${line}\n`);
  return badLines > 0 ? 1 : 0;
}

async function evaluate(command: Command, told: Stream, err: Stream, clock: () => number): Promise<0 | 1> {
  const tally = newTally(command.after);
  let replay: Replay | undefined;
  const total = command.log === '-' ? 0 : (await stat(command.log)).size;
  const format =
    total > 0 ? '{bar} {percentage}% {duration_formatted} {rate} lines/s' : '{duration_formatted} {rate} lines/s';
  const progress = startProgress(err, total, format, { rate: 0 });
  const output = command.out === undefined ? undefined : openOutput(command.out);
  const started = clock();
  const seconds = () => (clock() - started) / 1000;
  try {
    const reader = {
      path: command.log,
      schema: outcomeLine,
      onBytes: (bytes: number) => progress.add(bytes),
      onBad(number: number, why: string) {
        tally.badLines += 1;
        progress.log(`${command.log} line ${number}: ${why}`);
      },
    };
    // The first lines are held back until they have told which fields are the customers' own.
    let held: NumberedLine[] = [];
    const run = async (batch: NumberedLine[]) => {
      let predicted = '';
      for (const { number, value } of batch) {
        const line: PredictionLine = { line: number, p: replay!.step(number, value), outcome: value.outcome };
        if (output) predicted += `${JSON.stringify(line)}\n`;
      }
      await output?.write(predicted);
      progress.show({ rate: Math.round(tally.lines / Math.max(0.001, seconds())) });
    };
    const start = () => {
      const ofThePerson = personFields(held.map(({ value }) => value));
      replay = startReplay(tally, { ...command, ofThePerson }, clock);
      const first = held;
      held = [];
      return run(first);
    };
    for await (const batch of readNumberedLines(reader)) {
      if (replay) await run(batch);
      else {
        held.push(...batch);
        if (held.length >= linesLookedAt) await start();
      }
    }
    if (!replay) await start();
    await output?.commit();
  } catch (error) {
    output?.abandon();
    throw error;
  } finally {
    progress.stop();
  }
  for (const line of describe(tally, replay!.worldBytes(), seconds(), command.slates)) told.write(`${line}\n`);
  return tally.badLines > 0 ? 1 : 0;
}

function commandFrom(argv: string[]): Command {
  const { values } = parseArgs({
    args: argv,
    options: {
      log: { type: 'string' },
      out: { type: 'string' },
      slates: { type: 'string' },
      after: { type: 'string' },
      refresh: { type: 'string' },
    },
  });
  if (!values.log) throw new Error(`--log is needed\n${usage}`);
  const { log, out } = values;
  const slates = wholeNumber('slates', values.slates, 2);
  const refresh = wholeNumber('refresh', values.refresh, 1);
  return { log, out, slates, refresh, after: wholeNumber('after', values.after, 0) ?? 0 };
}

function wholeNumber(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < least)
    throw new Error(`--${name}: a whole number from ${least}\n${usage}`);
  return number;
}

if (import.meta.main) {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(2));
  process.exitCode = await main(process.argv.slice(2), process.stdout, process.stderr, () => performance.now());
}
