// The picnic: two hundred people are in Kongens Have at once. Too many to watch, and just enough for a report that shows no small counts.
import { setTimeout as sleep } from 'node:timers/promises';
import { createSession } from './api.ts';
import { timeZone } from './city.ts';
import type { DemoCloud } from './play.ts';
import { randomFrom } from './random.ts';

const guests = 200;
/** So many at a time: the town beside it goes on. */
const atATime = 4;
const category = 'culture';
const here = { lng: 12.5792, lat: 55.6847, accuracyMetres: 8 };

/** Far more than in life, so that a page about it has something to say within a minute: how many buy unasked, and how many with a push. */
const buys = { holdout: 0.35, push: 0.65 };

/**
 * They agree, report twice, and an offer with a holdout is chosen for each of them; some open it, and a till tells who bought something.
 * Resolves when the last one has; who cannot be served is left out.
 */
export async function playPicnic({ cloud, signal }: { cloud: DemoCloud; signal: AbortSignal }): Promise<void> {
  const waiting = Array.from({ length: guests }, (_, n) => `guest-${n}`).values();
  const till = await cloud.issueToken({ sub: 'kiosk', scope: 'ravn/partner' });
  await Promise.all(
    Array.from({ length: atATime }, async () => {
      for (const id of waiting) await comeBy(cloud, id, till, signal).catch(() => undefined);
    }),
  );
}

async function comeBy(cloud: DemoCloud, id: string, till: string, signal: AbortSignal): Promise<void> {
  const random = randomFrom(id, 'picnic');
  const session = createSession({
    apiUrl: cloud.apiUrl,
    newToken: () => cloud.issueToken({ sub: id }),
    signal,
    random,
  });
  const consents = { location: true, push: true, profiling: true, textVersion: 'demo-1' };
  await session.request('PUT', '/v1/consents', consents);
  await session.request('PUT', '/v1/devices/phone', { platform: 'android', token: `token-of-${id}`, timeZone });
  const at = Date.now();
  const reports = [at - 8000, at].map((moment) => ({ ...here, id: `${id}-${moment}`, at: moment }));
  await session.request('POST', '/v1/positions', { deviceId: 'phone', reports });

  // The window of a delivery opens when it has ended, which takes a moment.
  await sleep(2000, undefined, { signal });
  const { decisions } = await session.request<{ decisions: Decided[] }>('GET', '/v1/decisions');
  const chosen = decisions.find(({ end }) => end?.state === 'sent' || end?.state === 'ghost');
  if (!chosen) return;
  const arm = chosen.end?.state === 'ghost' ? 'holdout' : 'push';
  if (arm === 'push' && random() < 0.5) {
    const outcome = { id: `${id}-opened`, kind: 'opened', at: Date.now(), deliveryId: chosen.deliveryId };
    await session.request('POST', '/v1/outcomes', { outcomes: [outcome] });
  }
  if (random() >= buys[arm]) return;
  const receipt = { id: `receipt-${id}-${at}`, customerId: id, at: Date.now(), lines: [{ category }] };
  await fetch(`${cloud.apiUrl}/v1/purchases`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${till}`,
      'content-type': 'application/json',
      'idempotency-key': receipt.id,
    },
    body: JSON.stringify(receipt),
    signal,
  });
}

interface Decided {
  deliveryId?: string;
  end?: { state: string };
}
