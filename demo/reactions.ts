// Reactions: what somebody does with a push, told to the API as her app would. Who likes the category redeems more often.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from './api.ts';
import type { Random } from './random.ts';

export type Reaction = 'redeemed' | 'opened' | 'dismissed';

/** Far more than redeem in life, so that there is learning to see within minutes. */
const shares = { liked: { redeemed: 0.5, opened: 0.3 }, other: { redeemed: 0.1, opened: 0.3 } };

/** Half of all push messages are left alone; nothing is told of those. */
export function reactionOf(random: Random, isLiked: boolean): Reaction | undefined {
  if (random() < 0.5) return undefined;
  const { redeemed, opened } = isLiked ? shares.liked : shares.other;
  const draw = random();
  if (draw < redeemed) return 'redeemed';
  return draw < redeemed + opened ? 'opened' : 'dismissed';
}

/** People take a moment, and so does the end of the delivery that opens the window. */
const lookAfterMs = 2000;

/** @returns whether it was learnt from. */
export async function react(
  session: Session,
  push: { deliveryId: string },
  kind: Reaction,
  signal: AbortSignal,
): Promise<boolean> {
  await sleep(lookAfterMs, undefined, { signal });
  const outcome = { id: `${push.deliveryId}:${kind}`, kind, at: Date.now(), deliveryId: push.deliveryId };
  const { results } = await session.request<{ results: { result: string }[] }>('POST', '/v1/outcomes', {
    outcomes: [outcome],
  });
  return results[0]?.result === 'noted';
}
