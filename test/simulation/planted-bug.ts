// A planted bug: a known way to get such a protocol wrong, a small change to the text of Ravn, in memory only.

export interface PlantedBug {
  name: string;
  /** Every `from` must be in its file, under `shared`, exactly once, so that a bug cannot quietly go missing. */
  changes: { file: string; from: string; to: string }[];
}

export const bug = (name: string, file: string, from: string, to: string): PlantedBug => ({
  name,
  changes: [{ file, from, to }],
});
