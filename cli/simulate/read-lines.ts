// JSON lines from a file, gzipped or not, or from standard input: parsed, checked, and a bad line reported rather than fatal.
import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type * as z from 'zod';
import { type Line, linesOf, maxLineCharacters } from '../../shared/core/import/lines.ts';

export interface LineReader<T> {
  path: string;
  schema: z.ZodType<T>;
  onBytes(bytes: number): void;
  onBad(number: number, why: string): void;
}

/** The good lines in batches. Throws an Error that names the file if it cannot be read or its gzip is damaged. */
export async function* readLines<T>(reader: LineReader<T>): AsyncGenerator<T[]> {
  for await (const batch of readNumberedLines(reader)) yield batch.map(({ value }) => value);
}

/** The same, each with its number in the file, from 1. */
export async function* readNumberedLines<T>(reader: LineReader<T>): AsyncGenerator<{ number: number; value: T }[]> {
  try {
    for await (const lines of linesOf(textOf(reader))) {
      const batch: { number: number; value: T }[] = [];
      for (const line of lines) {
        const value = parse(line, reader);
        if (value !== undefined) batch.push({ number: line.number, value });
      }
      if (batch.length > 0) yield batch;
    }
  } catch (error) {
    throw new Error(`${reader.path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function parse<T>({ number, text, tooLong }: Line, { schema, onBad }: LineReader<T>): T | undefined {
  if (tooLong) {
    onBad(number, `longer than ${maxLineCharacters} characters`);
    return undefined;
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    onBad(number, `not JSON: ${(error as Error).message}`);
    return undefined;
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  onBad(number, issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message);
  return undefined;
}

async function* textOf({ path, onBytes }: LineReader<unknown>): AsyncGenerator<string> {
  const file: Readable = path === '-' ? process.stdin : createReadStream(path);
  file.on('data', (chunk: Buffer) => onBytes(chunk.length));
  // The callback only keeps a failure from being thrown twice: whoever reads the last stream is given it.
  const bytes = path.endsWith('.gz') ? pipeline(file, createGunzip(), () => {}) : file;
  const decoder = new TextDecoder();
  for await (const chunk of bytes) yield decoder.decode(chunk as Buffer, { stream: true });
  yield decoder.decode();
}
