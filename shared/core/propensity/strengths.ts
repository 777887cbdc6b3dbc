// Strengths: what each kind of outcome says about redemption, and how much it counts. Hard and soft data in one table.
import type { Outcome, OutcomeKind } from '../../model/outcome.ts';
import type { Evidence } from './learn.ts';

interface Strength {
  /** What it is taken for: 1 redeemed, 0 not. */
  target: number;
  /** 1 is a redemption, or its absence. */
  strength: number;
  /** Whether the shared model learns from it. It predicts redemptions and purchases, so only those and their absence teach it. */
  teaches: boolean;
  why: string;
}

/** A judgement, not a measurement: the order and the signs are sure, the sizes are round numbers. */
export const strengths: Record<Exclude<OutcomeKind, 'delivered'>, Strength> = {
  redeemed: { target: 1, strength: 1, teaches: true, why: 'it is what is predicted' },
  purchased: { target: 1, strength: 1, teaches: true, why: 'a purchase in the category within the window counts as redemption' },
  unanswered: { target: 0, strength: 1, teaches: true, why: 'the window ended without either: the other half of what is predicted' },
  opened: { target: 1, strength: 0.1, teaches: false, why: 'curiosity; most who open do not redeem, and their absence of redemption is still to come' },
  dismissed: { target: 0, strength: 0.5, teaches: false, why: 'a no to this one, now; the unanswered window still follows and counts in full' },
  muted: { target: 0, strength: 3, teaches: false, why: 'a no to the whole category, said on purpose: as much as three ignored offers, and forgotten like them' },
  rated: { target: 0.5, strength: 0.5, teaches: false, why: 'one star is a no, five a yes; about the product as much as about the offer' },
  interested: { target: 1, strength: 2, teaches: false, why: 'declared on purpose, but people declare more than they do' },
}; // biome-ignore format: a table

/** What an outcome teaches; undefined for `delivered`, which says what Ravn did, not what the customer thinks of it. */
export function evidenceOf({ id, kind, at, rating }: Outcome): Evidence | undefined {
  if (kind === 'delivered') return undefined;
  const { target, strength, teaches } = strengths[kind];
  return { id, at, target: kind === 'rated' ? ((rating ?? 3) - 1) / 4 : target, strength, teaches };
}
