// When a cell is asked for again: as the provider wishes, within reason, and never all cells at once.

const minute = 60_000;

/** @param freshForSeconds what the provider said; a quarter of an hour where it said nothing. Between ten minutes and two hours counts. */
export function askAgainAt(now: number, freshForSeconds: number | undefined, random: number): number {
  const fresh = Math.min(120 * minute, Math.max(10 * minute, (freshForSeconds ?? 15 * 60) * 1000));
  return Math.ceil(now + fresh + random * Math.max(minute, fresh / 5));
}

/** After the n-th failure in a row: twice as long each time, up to an hour, half of it by chance. */
export function tryAgainAt(now: number, failures: number, random: number): number {
  const longest = Math.min(60, 2 ** Math.min(failures, 6)) * minute;
  return Math.ceil(now + longest * (0.5 + random / 2));
}
