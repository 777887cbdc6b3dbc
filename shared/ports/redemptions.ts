// Redemptions: codes, each good once, however many tills ask for it at the same moment.
import type { IssuedCode } from '../model/redemption.ts';

export type Redemption =
  | { result: 'redeemed'; issued: IssuedCode; at: number }
  | { result: 'unknown' | 'used' | 'expired' };

export interface Redemptions {
  /** Keeps a code. False where it belongs to another delivery, or has been used: draw another. */
  issue(code: IssuedCode): Promise<boolean>;
  /**
   * Uses a code: of any number of calls one succeeds. The same `redemptionId` again gets the same answer, so that a lost
   * answer can be asked for.
   */
  redeem(code: string, redemptionId: string, now: number): Promise<Redemption>;
}
