// Outcomes at the door: what the app saw the customer do with a delivery, and what the tills know she bought.
import { hashedId } from '../core/decide/chance.ts';
import { maxWindowMinutes } from '../model/offer.ts';
import type { OutcomeReport, Purchase } from '../model/outcome-report.ts';
import { type OutcomePorts, type OutcomeResult, recordOutcomes } from './record-outcomes.ts';
import { nothingKept } from './refused.ts';

export interface ReportedOutcome {
  id: string;
  /** `unknown-delivery`: no delivery of hers within the last 90 days has this id. */
  result: OutcomeResult | 'unknown-delivery';
}

/**
 * What the app saw. Offer and category are those of the delivery, which must be her own. Whom we do not know has consented to
 * nothing. Throws Contended.
 */
export async function reportOutcomes(
  ports: OutcomePorts,
  customerId: string,
  reports: OutcomeReport[],
  now: number,
): Promise<ReportedOutcome[]> {
  const results = await recordOutcomes(
    ports,
    customerId,
    ({ sends }) =>
      reports.map(({ id, kind, at, deliveryId }) => {
        const send = sends.find((one) => one.deliveryId === deliveryId);
        if (!send) return 'unknown-delivery' as const;
        const { offerId, category } = send;
        const until = now + maxWindowMinutes * 60_000;
        const redeemed = kind === 'redeemed' ? { redeemed: { offerId, at: Math.min(at, now), until } } : {};
        return { outcome: { id, kind, at, category, offerId, deliveryId }, ...redeemed };
      }),
    now,
  );
  return reports.map(({ id }, index) => ({ id, result: results?.[index] ?? 'no-profiling-consent' }));
}

/** What was bought: one outcome for each category in the basket. Throws Refused `no-consent-yet`, Contended. */
export async function recordPurchase(
  ports: OutcomePorts,
  { customerId, ...purchase }: Purchase,
  now: number,
): Promise<OutcomeResult> {
  const results = await recordPurchases(ports, customerId, [purchase], now);
  if (!results) throw nothingKept();
  return results[0]!;
}

/** Several baskets of one customer's in one write: a result for each, nothing where there is no such customer. Throws Contended. */
export async function recordPurchases(
  ports: OutcomePorts,
  customerId: string,
  purchases: Pick<Purchase, 'id' | 'at' | 'lines'>[],
  now: number,
): Promise<OutcomeResult[] | undefined> {
  const told = purchases.flatMap(({ id, at, lines }, basket) =>
    [...new Set(lines.map(({ category }) => category))].map((category) => ({
      basket,
      outcome: { id: hashedId('purchase', id, category), kind: 'purchased' as const, at, category },
    })),
  );
  const results = await recordOutcomes<never>(ports, customerId, () => told, now);
  return (
    results &&
    purchases.map((_, basket) => {
      const own = results.filter((_result, index) => told[index]!.basket === basket);
      return own.includes('noted') ? 'noted' : own[0]!;
    })
  );
}
