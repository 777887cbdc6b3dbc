// Redeeming: a till hands in a code. Of all tills in the world one gets the yes.
import { hashedId } from '../core/decide/chance.ts';
import { codeIn } from '../model/redemption.ts';
import type { Redemptions } from '../ports/redemptions.ts';
import { type OutcomePorts, recordOutcomes } from './record-outcomes.ts';
import { Refused } from './refused.ts';

const refusals = {
  unknown: ['unknown-code', 'There is no such code.'],
  used: ['code-used', 'This code has been used.'],
  expired: ['code-expired', 'This code is good no longer.'],
} as const;

export interface Redeemed {
  code: string;
  offerId: string;
  category: string;
  redeemedAt: number;
}

/**
 * Uses the code for the request with this id; the same request again gets the same answer, and completes what an interrupted
 * one left. Who she is, the till is not told. Throws Refused `unknown-code`, `code-used` or `code-expired`.
 */
export async function redeemCode(
  ports: OutcomePorts & { redemptions: Redemptions },
  said: string,
  requestId: string,
  now: number,
): Promise<Redeemed> {
  // 1. the code: this decides who has redeemed it
  const code = codeIn(said);
  const redemption =
    code === undefined ? { result: 'unknown' as const } : await ports.redemptions.redeem(code, requestId, now);
  if (redemption.result !== 'redeemed') {
    const [problem, message] = refusals[redemption.result];
    throw new Refused(problem, message);
  }
  const { issued, at } = redemption;
  const { customerId, deliveryId, offerId, category, offerEndsAt } = issued;

  // 2. what follows: she is not offered it again, and it is learnt from. One who was erased since is not brought back
  const outcome = {
    id: hashedId('redeemed', issued.code),
    kind: 'redeemed' as const,
    at,
    category,
    offerId,
    deliveryId,
  };
  const redeemed = { offerId, code: issued.code, at, until: offerEndsAt };
  await recordOutcomes(ports, customerId, () => [{ outcome, redeemed }], now);
  return { code: issued.code, offerId, category, redeemedAt: at };
}
