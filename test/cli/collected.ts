// A stream that keeps what is written to it, in place of a terminal.
import { Writable } from 'node:stream';

export function collected(): Writable & { text(): string; lines(): string[] } {
  const parts: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      parts.push(String(chunk));
      done();
    },
  });
  const text = () => parts.join('');
  return Object.assign(stream, { text, lines: () => text().split('\n').filter(Boolean) });
}
