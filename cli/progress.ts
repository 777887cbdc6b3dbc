// Progress: one bar on a terminal for work that takes long; silent everywhere else, where a log would fill with it.
import { MultiBar } from 'cli-progress';

export interface Progress {
  /** So much more has been done, in the unit of the total. */
  add(amount: number): void;
  /** Shows figures beside the bar, for the words in braces of its format. */
  show(figures: Record<string, string | number>): void;
  /** Prints a line above the bar. */
  log(line: string): void;
  stop(): void;
}

/** Starts a bar on `stream` if that is a terminal. `format` is cli-progress's, as in `{bar} {percentage}% {rate}`; `figures` are the first ones. */
export function startProgress(
  stream: NodeJS.WritableStream & { isTTY?: boolean },
  total: number,
  format: string,
  figures: Record<string, string | number> = {},
): Progress {
  const log = (line: string) => void stream.write(`${line}\n`);
  if (!stream.isTTY) return { add: () => {}, show: () => {}, log, stop: () => {} };
  const bars = new MultiBar({ format, stream, hideCursor: true, linewrap: true, clearOnComplete: true, fps: 8 });
  const bar = bars.create(total, 0, figures);
  let running = true;
  return {
    add: (amount) => bar.increment(amount),
    show: (changed) => bar.update(changed),
    log: (line) => bars.log(`${line}\n`),
    stop() {
      if (!running) return;
      running = false;
      // What was logged since the last drawing is printed by drawing once more; `stop` alone would lose it.
      bars.update();
      bars.stop();
    },
  };
}
