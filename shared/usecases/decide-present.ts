// Deciding for somebody who is present: no report came, but something turned round her, or she has stayed long enough.
import { chance } from '../core/decide/chance.ts';
import { choose } from '../core/decide/choose.ts';
import { wasAskedFor } from '../core/decide/visits.ts';
import type { Customer } from '../model/customer.ts';
import type { Facts } from '../model/decision.ts';
import type { FanOutMessage } from '../model/fan-out.ts';
import type { DwellQueue } from '../ports/dwell-queue.ts';
import type { KnownRounds } from './ask-place.ts';
import { type CommitPorts, commit } from './commit.ts';
import { type Known, withKnown } from './known.ts';
import { Contended, writeAttempts } from './refused.ts';
import type { Worlds } from './worlds.ts';

/**
 * Weighs the offers of the geofence once more. Void where the customer has left, her lease has run out, she has been asked
 * already, or everybody there is being asked anew; put off where a stay is not long enough yet.
 */
export async function decidePresent(
  ports: CommitPorts & Known & { worlds: Worlds; dwellQueue: DwellQueue; knownRounds: KnownRounds },
  message: FanOutMessage,
  now: number,
): Promise<void> {
  if (await ports.knownRounds.isSuperseded(message.geofenceId, message.signal.id, now)) return;
  const world = await ports.worlds.current(now, message.catalogueVersion);
  for (let attempt = 1; attempt <= writeAttempts; attempt++) {
    const customer = await ports.customers.load(message.customerId);
    const found = customer && factsFor(customer, message, now);
    if (!found) return;
    if (isEarly(message, now)) return askWhenDue(ports.dwellQueue, message, now);
    const facts = await withKnown(ports, world.catalogue, found, now, message);
    const {
      customer: after,
      decision,
      ended,
      learnables,
    } = choose(world, customer, facts, now, chance(customer.customerId, message.signal.id));
    const effects = { facts: [facts], decisions: decision ? [decision] : [], ended: ended ? [ended] : [], learnables };
    if (await commit(ports, customer, after, effects, now)) return;
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

function factsFor(customer: Customer, message: FanOutMessage, now: number): Facts | undefined {
  const { geofenceId, signal, turned } = message;
  const visit = customer.openVisits.find(
    (open) => open.geofenceId === geofenceId && (message.visit === undefined || open.visit === message.visit),
  );
  const mayLook =
    customer.consents.location?.granted && !(customer.pausedUntil !== undefined && now < customer.pausedUntil);
  if (!visit || now >= visit.leaseUntil || !mayLook) return undefined;
  // One signal, one decision: the message was sent twice, or worked on twice.
  if (wasAskedFor(visit, signal.id)) return undefined;
  return {
    signal,
    deviceId: visit.deviceId,
    transitions: [],
    present: [],
    consider: [geofenceId],
    ...(turned && { turned }),
    leaseUntil: visit.leaseUntil,
  };
}
