// Output: a file that appears whole or not at all, or standard output; gzipped where the name ends in .gz; never faster than it is taken.
import { once } from 'node:events';
import { createWriteStream, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

export interface Output {
  /** Resolves when more may be written. Rejects when the disk is full or the reader has gone. */
  write(text: string): Promise<void>;
  /** Ends the file, waits until it is on the disk and gives it its name. */
  commit(): Promise<void>;
  /** Throws away what was written. */
  abandon(): void;
}

/** Opens an output; `-` is standard output. Until `commit` a file lies beside its place under a temporary name. */
export function openOutput(path: string): Output {
  if (path === '-') {
    return { write: (text) => written(process.stdout, text), commit: async () => {}, abandon: () => {} };
  }
  const temporary = `${path}.${process.pid}.tmp`;
  const remove = () => rmSync(temporary, { force: true });
  process.once('exit', remove);
  const file = createWriteStream(temporary);
  const gzip = path.endsWith('.gz') ? createGzip() : undefined;
  const sink: Writable = gzip ?? file;
  const done = gzip ? pipeline(gzip, file) : finished(file);
  // Whoever writes or commits next is told; until then the failure must not end the process.
  let failure: Error | undefined;
  done.catch((error: Error) => {
    failure = error;
  });
  return {
    async write(text) {
      if (failure) throw failure;
      await written(sink, text);
    },
    async commit() {
      sink.end();
      await done;
      await using handle = await open(temporary, 'r+');
      await handle.sync();
      await rename(temporary, path);
      process.off('exit', remove);
    },
    abandon() {
      sink.destroy();
      file.destroy();
      remove();
      process.off('exit', remove);
    },
  };
}

async function written(sink: Writable, text: string): Promise<void> {
  if (!sink.write(text)) await once(sink, 'drain');
}
