// The corpus: seeds that once found a bug, replayed on every run. The bugs themselves are planted again in planted-bugs.ts.

export const corpus: { seed: number; found: string }[] = [
  { seed: 57, found: 'an end whose record was cut short was forgotten with the next end' },
  { seed: 78, found: 'a slow worker took a second unit of the budget for a delivery that had been settled' },
  { seed: 612, found: 'of two ends in one batch the one nobody waited for was kept' },
  { seed: 1223, found: 'two decisions on one signal shared an id, and with it a record' },
];
