// Deciding for somebody who is present: no report came, but the time did.
import { chance } from '../core/decide/chance.ts';
import { choose } from '../core/decide/choose.ts';
import type { Customer } from '../model/customer.ts';
import type { Facts } from '../model/decision.ts';
import type { FanOutMessage } from '../model/fan-out.ts';
import { type CommitPorts, commit } from './commit.ts';
import { Contended, writeAttempts } from './refused.ts';
import type { Worlds } from './worlds.ts';

/** Weighs the offers of the geofence once more. Void where the customer has left, or her lease has run out. */
export async function decidePresent(
  ports: CommitPorts & { worlds: Worlds },
  message: FanOutMessage,
  now: number,
): Promise<void> {
  const world = await ports.worlds.current(now, message.catalogueVersion);
  for (let attempt = 1; attempt <= writeAttempts; attempt++) {
    const customer = await ports.customers.load(message.customerId);
    const facts = customer && factsFor(customer, message, now);
    if (!facts) return;
    const {
      customer: after,
      decision,
      ended,
    } = choose(world, customer, facts, now, chance(customer.customerId, message.signal.id));
    const effects = { facts: [facts], decisions: decision ? [decision] : [], ended: ended ? [ended] : [] };
    if (await commit(ports, customer, after, effects, now)) return;
  }
  throw new Contended('the customer');
}

function factsFor(customer: Customer, { geofenceId, signal, turned }: FanOutMessage, now: number): Facts | undefined {
  const visit = customer.openVisits.find((open) => open.geofenceId === geofenceId);
  const mayLook =
    customer.consents.location?.granted && !(customer.pausedUntil !== undefined && now < customer.pausedUntil);
  if (!visit || now >= visit.leaseUntil || !mayLook) return undefined;
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
