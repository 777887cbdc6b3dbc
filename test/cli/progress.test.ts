// The progress bar: on a terminal it loses no line that is logged; elsewhere there is none.
import { expect, test } from 'vitest';
import { startProgress } from '../../cli/progress.ts';
import { collected } from './collected.ts';

test.for([true, false])('every line logged is printed (terminal: %s)', (isTTY) => {
  const terminal = Object.assign(collected(), { isTTY });
  const progress = startProgress(terminal, 100, '{bar} {percentage}% {rate}', { rate: 0 });
  for (let line = 1; line <= 50; line++) {
    progress.add(2);
    progress.show({ rate: line });
    progress.log(`line ${line}: refused`);
  }
  progress.stop();
  progress.stop();
  const printed = [...terminal.text().matchAll(/line (\d+): refused\n/g)].map(([, line]) => Number(line));
  expect(printed).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  expect(terminal.text().includes('100%')).toBe(isTTY);
});
