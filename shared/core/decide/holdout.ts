// Holdout: which customers are left without an offer on purpose, so that the others can be compared with them.
import { createHmac } from 'node:crypto';

/**
 * The key is no secret: it sets this draw apart from every other made of the same two names. Changed, it would deal
 * everybody's arm anew and spoil comparisons under way.
 */
const key = 'ravn/holdout/1';

/**
 * Whether the customer belongs to the offer's held-out share (0–1). The same answer for the same two, for ever; another
 * offer draws independently; a share that is raised keeps those who were held out before.
 */
export function isHeldOut(customerId: string, offerId: string, share: number): boolean {
  if (share <= 0) return false;
  const digest = createHmac('sha256', key)
    .update(JSON.stringify([customerId, offerId]))
    .digest();
  return digest.readUIntBE(0, 6) / 2 ** 48 < share;
}
