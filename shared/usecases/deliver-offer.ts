// Delivering: the reserved offer is claimed, pushed at most once, and ended. Every step may be interrupted and begun again.
import { chance } from '../core/decide/chance.ts';
import { claim, endOf, finish, judgeClaim, lapse, release, withCode } from '../core/decide/deliver.ts';
import { messageFor } from '../core/decide/message.ts';
import { windowDueAt } from '../core/propensity/outcomes.ts';
import type { GeofenceDetails, VersionedOffer } from '../model/catalogue.ts';
import type { Customer } from '../model/customer.ts';
import type { DeliveryEnd, DeliveryMessage, PendingDelivery, TerminalState } from '../model/delivery.ts';
import type { Devices, PushTarget } from '../ports/devices.ts';
import type { DueWindows } from '../ports/due-windows.ts';
import type { PushOutcome, PushProvider } from '../ports/push-provider.ts';
import type { Redemptions } from '../ports/redemptions.ts';
import { changeCustomer } from './change-customer.ts';
import { bookEnd, bookUnit, type CommitPorts, deliveryEnded } from './commit.ts';
import { Contended, writeAttempts } from './refused.ts';
import { type AskedPorts, noLongerSo } from './still-so.ts';
import type { Worlds } from './worlds.ts';

export type DeliverPorts = Omit<CommitPorts, 'presence' | 'lessons'> &
  AskedPorts & {
    worlds: Worlds;
    devices: Devices;
    push: PushProvider;
    redemptions: Redemptions;
    dueWindows: Pick<DueWindows, 'note'>;
    /** A redemption code nobody can guess. */
    newCode: () => string;
    clock: () => number;
  };

/** Why a message is let go without an end of its own. `over`: its delivery has ended before. */
export type VoidDelivery = 'no-customer' | 'over' | 'too-late';

/**
 * Carries one message as far as it goes now. Returns when the message may be deleted: the delivery has ended, the
 * message has been sent again for later, or there is nothing to deliver any more, and why. Throws where the queue shall deliver it again.
 */
export async function deliverOffer(ports: DeliverPorts, message: DeliveryMessage): Promise<VoidDelivery | undefined> {
  for (let attempt = 1; attempt <= writeAttempts; attempt++) {
    const now = ports.clock();
    const customer = await ports.customers.load(message.customerId);
    const pending = customer?.pending?.deliveryId === message.deliveryId ? customer.pending : undefined;

    // 1. no such delivery: it has ended, or its reservation is still being written
    if (!customer || !pending) return withoutPending(ports, message, customer, now);

    // 2. its record is copied before anything may drop it from the customer, and so is the end that its end will replace
    if (pending.decision) await ports.decisions.record(customer.customerId, pending.decision);
    if (customer.lastEnd) await bookEnd(ports, customer.customerId, customer.lastEnd);

    // 3. its time has run out
    const lapsed = lapse(customer, now);
    if (lapsed.ended) {
      if (!(await ports.customers.save(lapsed.customer))) continue;
      await tell(ports, customer.customerId, lapsed.ended);
      return undefined;
    }

    // 4. handed over by somebody else, who awaits the answer
    if (pending.state === 'sending') {
      await putOff(ports, message, (pending.answerDueAt ?? now) - now);
      return undefined;
    }

    // 5. claim: the customer first, so that one worker at a time asks for a unit of the budget
    const permit = await mayPush(ports, customer, pending, now);
    if ('refused' in permit) {
      const end = refusedEnd(pending, permit.refused, now);
      const finished = finish(customer, end);
      if (!(await ports.customers.save(finished))) continue;
      await tell(ports, customer.customerId, finished.lastEnd ?? end);
      return undefined;
    }
    const claimed = claim(customer, pending, now);
    const coded = await handCode(ports, claimed, permit.offer, now);
    const dueAt = windowDueAt(claimed);
    if (dueAt !== undefined) await ports.dueWindows.note(customer.customerId, dueAt);
    if (!(await ports.customers.save(coded))) continue;

    // 6. what the offer asks for, the unit, then one attempt, unless she is held out
    const outcome = await attemptOnce(ports, coded, permit);
    await settle(ports, message, claimed.pending!, permit.target, outcome);
    return undefined;
  }
  throw new Contended('the customer');
}

async function withoutPending(
  ports: DeliverPorts,
  message: DeliveryMessage,
  customer: Customer | undefined,
  now: number,
): Promise<VoidDelivery | undefined> {
  const { offerId, deliveryId } = message;
  // She has been erased. Whether a unit was used nobody can say any more, so one that was taken is not given out again.
  if (!customer) {
    await ports.offerGates.settle(offerId, deliveryId);
    return 'no-customer';
  }
  // The booking may have been cut short; all of it is done once, however often it is asked for.
  if (customer.lastEnd?.deliveryId === deliveryId) {
    await bookEnd(ports, customer.customerId, customer.lastEnd);
    return 'over';
  }
  if (customer.sends.some((send) => send.deliveryId === deliveryId)) {
    await ports.offerGates.settle(offerId, deliveryId);
    return 'over';
  }
  if (now >= message.expiresAt) {
    await ports.offerGates.giveBack(offerId, deliveryId);
    return 'too-late';
  }
  await putOff(ports, message, backOffMs(message, now));
  return undefined;
}

function refusedEnd(pending: PendingDelivery, why: string, now: number): DeliveryEnd {
  return endOf(pending, why === 'expired' ? 'expired' : 'cancelled', now, why);
}

/** How often another code is drawn where one is taken already: once in 2⁴⁵ for each that is out. */
const codeDraws = 3;

/** Binds a code to the claimed delivery, where the offer has codes and she is pushed to. Before the claim is written: a code without a claim is nobody's. */
async function handCode(
  ports: DeliverPorts,
  customer: Customer,
  offer: VersionedOffer,
  now: number,
): Promise<Customer> {
  const { redemption, category, endsAt } = offer;
  const { arm, deliveryId } = customer.pending!;
  if (!redemption || arm === 'holdout') return customer;
  const expiresAt = redemption.validUntil ?? now + redemption.codeValidMinutes! * 60_000;
  const bound = { deliveryId, customerId: customer.customerId, offerId: offer.id, category, expiresAt };
  for (let draw = 1; draw <= codeDraws; draw++) {
    const issued = { ...bound, code: ports.newCode(), offerEndsAt: endsAt };
    if (await ports.redemptions.issue(issued)) return withCode(customer, issued, now);
  }
  throw new Error(`${codeDraws} redemption codes in a row were taken`);
}

interface Permit {
  offer: VersionedOffer;
  geofence: GeofenceDetails;
  /** Absent where nothing is to be pushed: the app shows it. */
  target?: PushTarget;
}

async function mayPush(
  ports: DeliverPorts,
  customer: Customer,
  pending: PendingDelivery,
  now: number,
): Promise<Permit | { refused: string }> {
  const { catalogue } = await ports.worlds.current(now, pending.catalogueVersion);
  const judged = judgeClaim(customer, pending, catalogue, now);
  if ('refused' in judged) return judged;
  const { offer } = judged;
  const geofence = catalogue.geofence(pending.geofenceId);
  if (!geofence) return { refused: 'changed' };
  if (pending.channel === 'inbox') return { offer, geofence };
  const target = await ports.devices.pushTarget(customer.customerId, pending.deviceId);
  if (!target) return { refused: 'no-device' };
  return { offer, geofence, target };
}

/**
 * `refused`: the gate of the offer said no, or something it asks for is not so any more. `held-out`: it said yes, and deliberately nobody
 * was pushed. A gate that cannot be asked is no reason to wait for an answer: nothing was pushed. `shown`: it said yes, and the app may show it.
 */
type AttemptOutcome =
  | PushOutcome
  | { kind: 'refused'; why: string }
  | { kind: 'held-out' }
  | { kind: 'shown'; why: string };

/** Both arms meet with it alike: neither is pushed, nor held out. */
const gateFault = 'gate';

async function attemptOnce(ports: DeliverPorts, customer: Customer, permit: Permit): Promise<AttemptOutcome> {
  const { deliveryId, offerId, offerVersion: version, arm } = customer.pending!;
  // Anew, because winning the claim may have taken seconds: what has ended meanwhile, an offer or the weather it waits for, is not offered.
  const now = ports.clock();
  try {
    // Read after the claim is won, and strongly: what was out of stock or dry by then is not offered. No item an offer would have to
    // hold it for each of its stores.
    const otherwise = await noLongerSo(ports, permit.offer, permit.geofence, now);
    if (otherwise) return { kind: 'refused', why: otherwise };
    const gate = await ports.offerGates.take({ offerId, deliveryId, version, now });
    if (gate !== 'taken') return { kind: 'refused', why: gate };
  } catch (cause) {
    ports.onFault('asking whether an offer is still on', cause);
    return { kind: 'not-accepted', why: gateFault };
  }
  if (arm === 'holdout') return { kind: 'held-out' };
  return permit.target ? pushOnce(ports, customer, permit, permit.target, now) : { kind: 'shown', why: 'inbox' };
}

async function pushOnce(
  ports: DeliverPorts,
  customer: Customer,
  { offer, geofence }: Permit,
  target: PushTarget,
  now: number,
): Promise<PushOutcome> {
  const { deliveryId, deviceId, expiresAt } = customer.pending!;
  const code = customer.codes?.find((one) => one.deliveryId === deliveryId);
  const { title, body } = messageFor(offer, geofence, customer.devices[deviceId]?.locale, now, code);
  try {
    return await ports.push.push(target, {
      title,
      body,
      collapseId: deliveryId,
      timeToLiveSeconds: Math.max(0, Math.floor((expiresAt - now) / 1000)),
      deepLink: offer.deepLink,
    });
  } catch (cause) {
    ports.onFault('pushing', cause);
    return { kind: 'unknown', why: 'fault' };
  }
}

async function settle(
  ports: DeliverPorts,
  message: DeliveryMessage,
  pending: PendingDelivery,
  target: PushTarget | undefined,
  outcome: AttemptOutcome,
): Promise<void> {
  const { customerId, deliveryId } = message;
  const now = ports.clock();
  if (outcome.kind === 'not-accepted') {
    const released = await changeCustomer(ports.customers, customerId, (customer) =>
      isClaimOf(customer, pending) ? release(customer, customer.pending!, outcome.why !== gateFault) : customer,
    );
    if (!released) return ports.offerGates.giveBack(pending.offerId, deliveryId);
    return putOff(ports, message, backOffMs(message, now));
  }
  // The customer's write decides how it ended; record, budget and bus follow. An answer that is lost before it is `unknown`.
  const end =
    outcome.kind === 'refused'
      ? refusedEnd(pending, outcome.why, now)
      : endOf(pending, terminalStates[outcome.kind], now, 'why' in outcome ? outcome.why : undefined);
  const written = await changeCustomer(ports.customers, customerId, (customer) =>
    isClaimOf(customer, pending) ? finish(customer, end) : customer,
  );
  // Of somebody who was erased meanwhile nothing is told, nor kept.
  if (!written) return bookUnit(ports.offerGates, end);
  const { lastEnd } = written.after;
  await tell(ports, customerId, lastEnd?.deliveryId === deliveryId ? lastEnd : end);
  if (outcome.kind === 'rejected' && outcome.ourFault)
    ports.onFault('of ours made a push fail', new Error(outcome.why));
  if (!target) return;
  await keepTokenCurrent(ports, customerId, pending.deviceId, target, outcome).catch((cause) =>
    ports.onFault('keeping a token current', cause),
  );
}

const terminalStates = {
  accepted: 'sent',
  rejected: 'rejected',
  unknown: 'unknown',
  'held-out': 'ghost',
  shown: 'sent',
} satisfies Record<string, TerminalState>;

/** Whether the claim is still the one that was made: a delivery that was released may have been claimed again by another. */
function isClaimOf(customer: Customer, { deliveryId, claimedAt }: PendingDelivery): boolean {
  const { pending } = customer;
  return pending?.deliveryId === deliveryId && pending.state === 'sending' && pending.claimedAt === claimedAt;
}

/** A dead token goes, and the customer has that device no longer: nothing is reserved for it again. */
async function keepTokenCurrent(
  { customers, devices }: DeliverPorts,
  customerId: string,
  deviceId: string,
  target: PushTarget,
  outcome: AttemptOutcome,
): Promise<void> {
  if (outcome.kind === 'rejected' && outcome.deadToken) {
    await devices.forget(customerId, deviceId, target);
    await changeCustomer(customers, customerId, (customer) => {
      const { [deviceId]: device, ...others } = customer.devices;
      return device?.registeredAt === target.registeredAt ? { ...customer, devices: others } : customer;
    });
  }
  if (outcome.kind === 'accepted' && outcome.updatedToken) {
    // What the phone has told us since, or another customer's claim to it, is newer than the provider's word.
    const current = await devices.pushTarget(customerId, deviceId);
    const same = current?.token === target.token && current.registeredAt === target.registeredAt;
    if (same) await devices.register(customerId, deviceId, { ...target, token: outcome.updatedToken });
  }
}

/** Books the end and puts it on the bus; the delivery has ended, whatever happens here. */
async function tell(ports: DeliverPorts, customerId: string, end: DeliveryEnd): Promise<void> {
  await bookEnd(ports, customerId, end);
  await ports.bus
    .publish([deliveryEnded(customerId, end)])
    .catch((cause) => ports.onFault('publishing the end of a delivery', cause));
}

const firstDelayMs = 1000;
/** A minute, so that an end is noticed soon after its time. */
const longestDelayMs = 60_000;

/**
 * How long a message waits before it is tried again: twice as long each time, half of it to one and a half times it, so
 * that what one throttle turned away does not come back together. While the lease holds, the next try lies within it.
 * Drawn from the message, so that a retry of the same step draws the same.
 */
export function backOffMs({ deliveryId, putOff, expiresAt }: DeliveryMessage, now: number): number {
  const delayMs = firstDelayMs * 2 ** Math.min(putOff, 16) * (0.5 + chance(deliveryId, putOff)());
  const leftMs = expiresAt - now;
  return Math.min(delayMs, longestDelayMs, leftMs > 0 ? leftMs / 2 : firstDelayMs);
}

/** Sends the message again for later, before the queue forgets this one. */
async function putOff({ deliveryQueue }: DeliverPorts, message: DeliveryMessage, delayMs: number): Promise<void> {
  const seconds = Math.ceil(Math.min(longestDelayMs, Math.max(firstDelayMs, delayMs)) / 1000);
  await deliveryQueue.send({ ...message, putOff: message.putOff + 1 }, seconds);
}
