// The bytes of a store list as text: finds out the encoding, evens out line ends, and never holds the whole file.
import { createReadStream } from 'node:fs';

/** Tells how many further bytes of the input have been read, for a progress bar. */
export type OnBytes = (bytes: number) => void;

/**
 * Which encoding a file is in. A byte order mark decides; without one, bytes that are valid UTF-8 from first to last are
 * UTF-8 (other text passes that test only by rare accident); every second byte zero is UTF-16; the rest is taken for
 * windows-1252, what Excel writes in western Europe. Throws if the file cannot be read.
 */
export async function encodingOf(path: string): Promise<string> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let first = true;
  try {
    for await (const chunk of createReadStream(path)) {
      const bytes = chunk as Buffer;
      if (first) {
        first = false;
        const known = encodingFromStart(bytes);
        if (known) return known;
      }
      utf8.decode(bytes, { stream: true });
    }
    utf8.decode();
    return 'utf-8';
  } catch (error) {
    if (error instanceof TypeError) return 'windows-1252';
    throw error;
  }
}

function encodingFromStart(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const start = bytes.subarray(0, 200);
  const zeros = [0, 0];
  start.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2]! += 1;
  });
  if (zeros[1]! > start.length / 4) return 'utf-16le';
  if (zeros[0]! > start.length / 4) return 'utf-16be';
  return undefined;
}

/** The text of a file, chunk by chunk, without byte order mark; every line ends in `\n`, whatever it ended in. */
export async function* textOf(path: string, encoding: string, onBytes: OnBytes = () => {}): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  // A carriage return at the end of a chunk waits for the next one, which may begin with its line feed.
  let held = '';
  for await (const chunk of createReadStream(path)) {
    const bytes = chunk as Buffer;
    onBytes(bytes.length);
    const text = held + decoder.decode(bytes, { stream: true });
    held = text.endsWith('\r') ? '\r' : '';
    yield (held ? text.slice(0, -1) : text).replace(/\r\n?/g, '\n');
  }
  yield (held + decoder.decode()).replace(/\r\n?/g, '\n');
}
