// The corpus: seeds that find a bug Ravn once had, replayed on every run. The bugs themselves are planted again in planted-bugs.ts.

export const corpus: { seed: number; found: string }[] = [
  { seed: 4, found: 'an end whose record was cut short was forgotten with the next end' },
  { seed: 90, found: 'a slow worker took a second unit of the budget for a delivery that had been settled' },
  { seed: 119, found: 'of two ends in one batch the one nobody waited for was kept' },
  { seed: 4, found: 'a question that came again, after another had been answered, was answered a second time' },
];
