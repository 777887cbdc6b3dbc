// Deciding for somebody who is present: no report came, but something turned round her, or she has stayed long enough.
import { chance } from '../core/decide/chance.ts';
import { choose } from '../core/decide/choose.ts';
import { factsOfPresent } from '../core/decide/present.ts';
import type { FanOutMessage } from '../model/fan-out.ts';
import type { DwellQueue } from '../ports/dwell-queue.ts';
import type { KnownRounds } from './ask-place.ts';
import { type CommitPorts, commit } from './commit.ts';
import { type Known, withKnown } from './known.ts';
import { Contended, writeAttempts } from './refused.ts';
import type { Worlds } from './worlds.ts';

/** Why a question is let go: what it was about is over. */
export type VoidQuestion = 'too-late' | 'superseded' | 'no-customer' | 'not-there';

/** As long as `tick` makes up for: what came on before has met its visitors since, and a queue may hold a question for days. */
const tooLateMs = 3_600_000;

/** Whether what was due then is over by now. */
export const isTooLate = (dueAt: number, now: number): boolean => now - dueAt > tooLateMs;

/**
 * Weighs the offers of the geofence once more. Void where that was due an hour ago, the customer has left, her lease has run out, she has
 * been asked already, or everybody there is being asked anew; put off where a stay is not long enough yet.
 */
export async function decidePresent(
  ports: CommitPorts & Known & { worlds: Worlds; dwellQueue: DwellQueue; knownRounds: KnownRounds },
  message: FanOutMessage,
  now: number,
): Promise<VoidQuestion | undefined> {
  if (isTooLate(message.dueAt ?? message.signal.at, now)) return 'too-late';
  if (await ports.knownRounds.isSuperseded(message.geofenceId, message.signal.id, now)) return 'superseded';
  const world = await ports.worlds.current(now, message.catalogueVersion);
  for (let attempt = 1; attempt <= writeAttempts; attempt++) {
    const customer = await ports.customers.load(message.customerId);
    if (!customer) return 'no-customer';
    const found = factsOfPresent(customer, message, now);
    if (!found) return 'not-there';
    if (isEarly(message, now)) {
      await askWhenDue(ports.dwellQueue, message, now);
      return undefined;
    }
    const facts = await withKnown(ports, world.catalogue, found, now, message);
    const {
      customer: after,
      decision,
      ended,
      learnables,
    } = choose(world, customer, facts, now, chance(customer.customerId, message.signal.id));
    const effects = { facts: [facts], decisions: decision ? [decision] : [], ended: ended ? [ended] : [], learnables };
    if (await commit(ports, customer, after, effects, now)) return undefined;
  }
  throw new Contended('the customer');
}

/** SQS holds a message back for 15 minutes at most; until a longer stay is due, its question returns and waits again. */
const longestDelaySeconds = 900;

/** Asks whether she is still there when she will have stayed long enough, or as late before that as a queue can wait. */
export async function askWhenDue(queue: DwellQueue, message: FanOutMessage, now: number): Promise<void> {
  await queue.send(message, Math.min(longestDelaySeconds, Math.ceil((message.signal.at - now) / 1000)));
}

function isEarly({ signal }: FanOutMessage, now: number): boolean {
  return signal.kind === 'dwell' && now < signal.at;
}
