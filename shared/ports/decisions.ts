// Decisions: the record of what was decided and why, kept 90 days.
import type { Decision } from '../model/decision.ts';
import type { DeliveryEnd } from '../model/delivery.ts';

export interface RecordedDecision extends Decision {
  /** How its delivery ended, once it has. */
  end?: DeliveryEnd;
}

/** Epoch milliseconds, both ends included; an end that is absent is open. */
export interface Period {
  from?: number;
  to?: number;
}

export interface Decisions {
  /** Keeps a decision; the same decision (by id) twice is one, and an end noted meanwhile stays. False for certain where it was kept before. */
  record(customerId: string, decision: Decision): Promise<boolean>;
  /** Notes how the delivery of a recorded decision ended; the first end noted stays. */
  recordEnd(customerId: string, end: DeliveryEnd): Promise<void>;
  /** One of this customer's own, by its id, if it is not past its 90 days. */
  find(customerId: string, decisionId: string, now: number): Promise<RecordedDecision | undefined>;
  /** The newest first, of a period if one is named; records past their 90 days are not shown, deleted or not. */
  latest(customerId: string, limit: number, now: number, period?: Period): Promise<RecordedDecision[]>;
}
