// One log file per function, appended to between starts: what CloudWatch Logs would hold.
import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

/** A file beyond this is put aside as `.old.log` at the next start, so that logs never fill a disk. */
const rotateBytes = 20 * 1024 * 1024;

export interface FunctionLogs {
  /** The file a function's output goes to. */
  path(functionName: string): string;
  append(functionName: string, text: string | Uint8Array): void;
  stop(): Promise<void>;
}

/** Opens a folder of logs; files are made at a function's first line. */
export function openFunctionLogs(folder: string): FunctionLogs {
  mkdirSync(folder, { recursive: true });
  const streams = new Map<string, WriteStream>();
  const path = (functionName: string) => join(folder, `${functionName.replaceAll('/', '-')}.log`);

  function open(functionName: string): WriteStream {
    const file = path(functionName);
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > rotateBytes)
      renameSync(file, file.replace(/\.log$/, '.old.log'));
    const stream = createWriteStream(file, { flags: 'a' });
    streams.set(functionName, stream);
    return stream;
  }

  return {
    path,
    append: (functionName, text) => void (streams.get(functionName) ?? open(functionName)).write(text),
    async stop() {
      await Promise.all([...streams.values()].map((stream) => new Promise<void>((done) => stream.end(done))));
    },
  };
}
