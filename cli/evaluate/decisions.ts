// `npm run evaluate -- --decisions`: what a higher threshold would have got, from the probabilities recorded with past choices.
import * as z from 'zod';
import { type LoggedSend, offPolicyReport, underThreshold } from '../../shared/core/propensity/off-policy.ts';

/** A decision that chose, as its record has it, and what came of it. What else a line holds is passed over. */
export const decisionLine = z
  .object({
    probability: z.number().gt(0).max(1),
    /** Of the winner. */
    propensity: z.number().min(0).max(1),
    outcome: z.literal([0, 1]),
  })
  .transform(({ probability, propensity, outcome }): LoggedSend => ({ probability, p: propensity, reward: outcome }));

/** Shares of what was sent that a higher threshold would have left. */
const shares = [0.75, 0.5, 0.25, 0.1];

/** A table, a threshold a line; a line that refuses says why. */
export function describeDecisions(sends: LoggedSend[]): string[] {
  const ordered = sends.map(({ p }) => p).sort((a, b) => b - a);
  const redeemed = sends.reduce((sum, { reward }) => sum + reward, 0);
  const lines = [
    `${sends.length} sends, ${redeemed} redeemed`,
    'of what was sent   threshold   redeemed of it, with 95 % interval',
  ];
  for (const share of shares) {
    const threshold = ordered[Math.max(0, Math.floor(share * ordered.length) - 1)] ?? 1;
    const report = offPolicyReport(underThreshold(sends, threshold));
    const told = report.refused
      ? `refused: ${report.refused} (worth ${Math.round(report.effectiveChoices)} choices)`
      : `${percent(report.estimate)} (${report.interval.map(percent).join(' to ')})`;
    lines.push(`${percent(share).padStart(16)}   ${threshold.toFixed(4).padStart(9)}   ${told}`);
  }
  return lines;
}

const percent = (share: number): string => `${(100 * Math.max(0, share)).toFixed(1)} %`;
