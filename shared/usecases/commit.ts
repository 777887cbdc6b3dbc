// Committing a decision: what may be superfluous is written before the customer, what may be late after. A crash in
// between leaves something that is found void later, never something lost.
import type { RavnEvent } from '../../events/ravn-event.ts';
import { keepsUnit } from '../core/decide/deliver.ts';
import type { Customer, OpenVisit } from '../model/customer.ts';
import type { Decision, Facts } from '../model/decision.ts';
import type { DeliveryEnd } from '../model/delivery.ts';
import type { Learnable } from '../model/propensity.ts';
import type { OfferReason } from '../model/reason.ts';
import type { Customers } from '../ports/customers.ts';
import type { Decisions } from '../ports/decisions.ts';
import type { DeliveryQueue } from '../ports/delivery-queue.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { LessonQueue } from '../ports/lesson-queue.ts';
import type { OfferGates } from '../ports/offer-gates.ts';
import type { Presence, Stay } from '../ports/presence.ts';

export interface CommitPorts {
  customers: Customers;
  presence: Presence;
  deliveryQueue: DeliveryQueue;
  decisions: Decisions;
  offerGates: OfferGates;
  bus: EventBus;
  lessons: LessonQueue;
  /** Told of a fault that must not fail a request which has already taken effect. */
  onFault: (doing: string, cause: unknown) => void;
}

/** What came of the signals that led from one customer to the next. */
export interface Effects {
  facts: Facts[];
  decisions: Decision[];
  ended: DeliveryEnd[];
  learnables: Learnable[];
}

/** Writes the customer and everything around it. False where somebody wrote in between: decide again. */
export async function commit(
  ports: CommitPorts,
  before: Customer,
  after: Customer,
  effects: Effects,
  now: number,
): Promise<boolean> {
  // 1. what the customer's write will make true: who is present, and the message that finds the reservation; and what
  // it will drop: the decision that lay with a delivery, the end of the delivery before
  await Promise.all([
    ...arrivals(ports, before, after),
    reservation(ports, before, after),
    keep(ports, before, after),
    effects.learnables.length > 0 && ports.lessons.send(effects.learnables),
  ]);

  // 2. the customer; of several ends in a batch the one that others wait for stays with her until it is told
  const awaited = effects.ended.find((end) => end.deliveryId === before.pending?.deliveryId);
  if (!(await ports.customers.save(awaited ? { ...after, lastEnd: awaited } : after))) return false;

  // 3. what tells others of it
  const { customerId } = after;
  await Promise.all(
    [
      ...departures(ports, before, after),
      ...effects.decisions.map((decision) => ports.decisions.record(customerId, decision)),
      ...effects.ended.map((end) => bookEnd(ports, customerId, end)),
      publish(ports, [...eventsOf(customerId, effects, now)]),
    ].map((late) => late.catch((cause) => ports.onFault('after the write of a customer', cause))),
  );
  return true;
}

/** Books the end of a delivery: its unit, its record. Each may be done twice. */
export async function bookEnd(
  ports: Pick<CommitPorts, 'offerGates' | 'decisions'>,
  customerId: string,
  end: DeliveryEnd,
): Promise<void> {
  await Promise.all([bookUnit(ports.offerGates, end), ports.decisions.recordEnd(customerId, end)]);
}

/** The unit of a delivery that has ended: spent, or there again for another. */
export async function bookUnit(offerGates: OfferGates, end: DeliveryEnd): Promise<void> {
  return keepsUnit(end.state)
    ? offerGates.settle(end.offerId, end.deliveryId)
    : offerGates.giveBack(end.offerId, end.deliveryId);
}

export function deliveryEnded(customerId: string, end: DeliveryEnd): RavnEvent {
  return { type: 'DeliveryEnded', schemaVersion: 1, customerId, ...end };
}

function arrivals({ presence }: CommitPorts, before: Customer, after: Customer): Promise<void>[] {
  const leases = new Map(before.openVisits.map((visit) => [keyOf(visit), visit.leaseUntil]));
  return after.openVisits
    .filter((visit) => leases.get(keyOf(visit)) !== visit.leaseUntil)
    .map((visit) => presence.arrive(stayOf(after.customerId, visit), visit.leaseUntil));
}

function departures({ presence }: CommitPorts, before: Customer, after: Customer): Promise<void>[] {
  const staying = new Set(after.openVisits.map(keyOf));
  return before.openVisits
    .filter((visit) => !staying.has(keyOf(visit)))
    .map((visit) => presence.leave(stayOf(after.customerId, visit)));
}

/** Two visits to one geofence, the second begun in the same batch that ended the first, are two. */
const keyOf = ({ geofenceId, enteredAt }: OpenVisit) => `${enteredAt} ${geofenceId}`;

/** How presence knows a visit. */
export function stayOf(customerId: string, { geofenceId, presenceShards, enteredAt }: OpenVisit): Stay {
  return { geofenceId, presenceShards, customerId, enteredAt };
}

async function reservation({ deliveryQueue }: CommitPorts, before: Customer, after: Customer): Promise<void> {
  const { pending } = after;
  if (!pending || pending.deliveryId === before.pending?.deliveryId) return;
  const { deliveryId, offerId, expiresAt, catalogueVersion } = pending;
  await deliveryQueue.send(
    { customerId: after.customerId, deliveryId, offerId, expiresAt, catalogueVersion, putOff: 0 },
    0,
  );
}

async function keep(ports: CommitPorts, before: Customer, after: Customer): Promise<void> {
  const { customerId, pending, lastEnd } = before;
  if (pending?.decision && pending.deliveryId !== after.pending?.deliveryId) {
    await ports.decisions.record(customerId, pending.decision);
  }
  if (lastEnd && lastEnd.deliveryId !== after.lastEnd?.deliveryId) await bookEnd(ports, customerId, lastEnd);
}

async function publish({ bus }: CommitPorts, events: RavnEvent[]): Promise<void> {
  if (events.length > 0) await bus.publish(events);
}

function* eventsOf(customerId: string, effects: Effects, now: number): Generator<RavnEvent> {
  const envelope = { schemaVersion: 1 as const, customerId };
  for (const { signal, transitions } of effects.facts) {
    for (const { kind, geofenceId, visit } of transitions) {
      const type = kind === 'enter' ? 'GeofenceEntered' : 'GeofenceExited';
      yield { type, ...envelope, at: signal.at, geofenceId, visit };
    }
  }
  for (const { id, facts, reason, offerId, geofenceId, score, arm, candidates } of effects.decisions) {
    const event = { type: 'DecisionMade' as const, ...envelope, at: now, decisionId: id, signal: facts.signal.kind };
    yield {
      ...event,
      reason,
      offerId,
      geofenceId: geofenceId ?? facts.consider[0],
      score,
      arm,
      candidates: countReasons(candidates),
    };
  }
  for (const end of effects.ended) yield deliveryEnded(customerId, end);
}

function countReasons(candidates: Decision['candidates']): Partial<Record<OfferReason, number>> {
  const counts: Partial<Record<OfferReason, number>> = {};
  for (const { reason } of candidates) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
