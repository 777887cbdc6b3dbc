// A finding of the preflight: what was looked at, what it means for a deployment, and how it is told.

/** `stops`: the deployment would fail. `hampers`: it would go through, and something would not work. */
export interface Finding {
  weight: 'fine' | 'hampers' | 'stops';
  what: string;
  /** What to do about it. */
  wayRound?: string;
}

export const fine = (what: string): Finding => ({ weight: 'fine', what });

const marks = { fine: '✓', hampers: '!', stops: '✗' };

/** A line for each finding, and under it the way round. */
export function told(findings: Finding[]): string {
  return findings
    .map(({ weight, what, wayRound }) => `${marks[weight]} ${what}${wayRound ? `\n    ${wayRound}` : ''}\n`)
    .join('');
}
