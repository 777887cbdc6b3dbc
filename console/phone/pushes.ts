// Pushes as they arrive on the lock screen: from the local push provider, or where there is none (a page gets no push from APNs or FCM), from the API.
import type { Calls } from '../../client/index.ts';

export interface ArrivedPush {
  deliveryId: string;
  title: string;
  body: string;
  /** Epoch milliseconds. */
  at: number;
}

/** Gives what is new since it was last asked. */
export type Pushes = () => Promise<ArrivedPush[]>;

/** What the local push provider was handed for this token. */
export function localPushes(get: (path: string) => Promise<Response>, token: string): Pushes {
  let after = 0;
  return async () => {
    const response = await get(`/local/pushes?token=${encodeURIComponent(token)}&after=${after}`);
    if (!response.ok) return [];
    const { pushes } = (await response.json()) as { pushes: (ArrivedPush & { number: number })[] };
    after = pushes.at(-1)?.number ?? after;
    return pushes;
  };
}

/**
 * Deliveries of the API that ended `sent` since this page was opened, with their texts from the inbox. The inbox is asked only
 * then: where nothing was pushed, asking it would choose an offer to be shown.
 */
export function sentDeliveries(client: Pick<Calls, 'listDecisions' | 'showInbox'>, since: number): Pushes {
  const seen = new Set<string>();
  return async () => {
    const { decisions } = await client.listDecisions();
    const fresh = decisions.filter(
      ({ at, end, deliveryId }) => at >= since && end?.state === 'sent' && deliveryId && !seen.has(deliveryId),
    );
    if (fresh.length === 0) return [];
    const { offers } = await client.showInbox();
    return fresh.map(({ deliveryId, at, chosen }) => {
      seen.add(deliveryId!);
      const shown = offers.find((offer) => offer.deliveryId === deliveryId);
      return { deliveryId: deliveryId!, at, title: shown?.title ?? chosen?.title ?? '', body: shown?.body ?? '' };
    });
  };
}
