// Lines: cuts a stream of text into numbered lines, a chunk's worth at a time, and never holds more than one long line.

export interface Line {
  /** From 1. */
  number: number;
  text: string;
  /** Longer than allowed: `text` is only its beginning. */
  tooLong?: boolean;
}

/** Longest line that is read, characters. A position report has some 200; without a bound one missing line end would fill the memory. */
export const maxLineCharacters = 1_000_000;

/** The lines that are not blank, in batches: one step of an asynchronous iterator per line would cost more than parsing it. */
export async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<Line[]> {
  let number = 0;
  let held = '';
  let overflowing = false;
  for await (const text of texts) {
    const batch: Line[] = [];
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      add(batch, held + text.slice(start, end));
      held = '';
      start = end + 1;
    }
    held += text.slice(start);
    if (held.length > maxLineCharacters) {
      overflowing = true;
      held = held.slice(0, 100);
    }
    if (batch.length > 0) yield batch;
  }
  const last: Line[] = [];
  if (held !== '' || overflowing) add(last, held);
  if (last.length > 0) yield last;

  function add(batch: Line[], line: string) {
    number += 1;
    const tooLong = overflowing || line.length > maxLineCharacters;
    overflowing = false;
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (tooLong) batch.push({ number, text: text.slice(0, 100), tooLong });
    else if (text.trim() !== '') batch.push({ number, text });
  }
}
