// Why somebody got a push: the decision's record, looked at as a marketer would, told in a few words.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from './api.ts';
import { caps, type Offer } from './offers.ts';

/** What the demo reads of a decision record. */
export interface DecisionRecord {
  at: number;
  reason: string;
  deliveryId?: string;
  offerId?: string;
  geofenceId?: string;
  facts?: { signal?: { kind?: string } };
  because?: { own: number }[];
  candidates?: { offerId: string; geofenceId: string; reason: string; propensity?: number }[];
}

/** The record is copied out of the customer's item by the delivery, so it may come a moment after the push. */
const waitsMs = [0, 300, 700, 1500];
export const dayMs = 24 * 60 * 60_000;

/** The latest decisions about a customer, the newest first. */
async function decisionsOf(marketer: Session, customerId: string): Promise<DecisionRecord[]> {
  const path = `/v1/customers/${encodeURIComponent(customerId)}/decisions`;
  const { decisions } = await marketer.request<{ decisions: DecisionRecord[] }>('GET', path);
  return decisions;
}

/** The decisions of a customer up to the one that led to this delivery, newest first; empty if it does not turn up. */
export async function decisionsUpTo(
  marketer: Session,
  customerId: string,
  deliveryId: string,
  signal: AbortSignal,
): Promise<DecisionRecord[]> {
  for (const wait of waitsMs) {
    await sleep(wait, undefined, { signal });
    const decisions = await decisionsOf(marketer, customerId);
    const found = decisions.find((decision) => decision.deliveryId === deliveryId);
    if (found) return [found, ...decisions.filter((other) => other !== found && other.at <= found.at)];
  }
  return [];
}

/** What the signal of a decision was, in words. */
const signalWords: Record<string, string> = {
  position: 'position: came in',
  crossing: 'crossing: the tracker came in',
  dwell: 'dwell: has stayed a while',
  weather: 'weather: it began to rain while there',
  time: 'time: the offer began while there',
  context: 'context: what it asks for came true while there',
};

/** "position: came in · likes coffee · propensity 0.20 ≥ 0.10 · 1 of 3 today": the signal that caused it first. */
export function because(decisions: DecisionRecord[], offer: Offer, interests: readonly string[]): string {
  const decision = decisions[0]!;
  const parts: string[] = [];
  const kind = decision.facts?.signal?.kind;
  if (kind) parts.push(signalWords[kind] ?? kind);
  parts.push(interests.includes(offer.category) ? `likes ${offer.category}` : 'for anybody who is there');

  const winner = decision.candidates?.find(
    ({ offerId, geofenceId }) => offerId === decision.offerId && geofenceId === decision.geofenceId,
  );
  const propensity = winner?.propensity;
  if (propensity !== undefined) {
    const least = offer.minimumPropensity;
    parts.push(`propensity ${propensity.toFixed(2)}${least > 0 ? ` ≥ ${least.toFixed(2)}` : ', no minimum'}`);
  }
  const own = (decision.because ?? []).reduce((sum, reason) => sum + reason.own, 0);
  if (Math.abs(own) >= 0.1) parts.push(`own history ${own > 0 ? '+' : '−'}${Math.abs(own).toFixed(1)}`);
  // Counted from the records: an earlier choice that came to nothing in the end counts here as well.
  const today = decisions.filter(({ reason, at }) => reason === 'chosen' && at > decision.at - dayMs).length;
  const limit = caps.find((cap) => cap.per === 'customer')!.limit;
  if (today <= limit) parts.push(`${today} of ${limit} today`);
  const outranked = decision.candidates?.filter(({ reason }) => reason === 'outranked').length ?? 0;
  if (outranked > 0) parts.push(`better than ${outranked} other${outranked > 1 ? 's' : ''}`);
  return parts.join(' · ');
}
