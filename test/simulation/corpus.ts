// The corpus: bugs Ravn once had, planted again, each with a seed that finds it. Replayed on every run, with the bug and without.

export const corpus: { seed: number; bug: string }[] = [
  { seed: 7, bug: 'an end that was cut short is forgotten with the next' },
  { seed: 3, bug: 'of two ends in a batch the wrong one is kept' },
  { seed: 401, bug: 'only the last question is remembered' },
  { seed: 35, bug: 'a warm worker answers a question about the weather with what it knows' },
];
