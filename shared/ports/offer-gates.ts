// Offer gates: one small item an offer, through which every claim passes. Pause, end and budget bind here, exactly.
export interface OfferGate {
  offerId: string;
  version: number;
  live: boolean;
  endsAt: number;
  /** How many sends in all; absent means no bound. */
  budgetUnits?: number;
}

/** Why a claim did not pass. `changed`: the offer is not the one that was decided on any more. */
export type GateRefusal = 'not-live' | 'changed' | 'ended' | 'budget-spent';

export interface OfferGates {
  /**
   * Sets what the gate lets through, unless a later version has been set. A changed budget moves what is left by the
   * difference; what is taken or spent stays.
   */
  set(gate: OfferGate): Promise<void>;
  /** Takes one unit for this delivery, if the offer is live, the same version, not ended, and a unit is left or already this delivery's. */
  take(claim: { offerId: string; version: number; deliveryId: string; now: number }): Promise<'taken' | GateRefusal>;
  /** Returns the unit of a delivery that was not sent: once, however often it is called. */
  giveBack(offerId: string, deliveryId: string): Promise<void>;
  /** Books the unit of a delivery as spent: once, however often it is called. */
  settle(offerId: string, deliveryId: string): Promise<void>;
  /** The state of the budget, for reports and tests: spent + taken + left = budget. */
  balance(offerId: string): Promise<{ spent: number; taken: string[]; left?: number } | undefined>;
}
