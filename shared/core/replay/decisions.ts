// Replaying decisions: one customer's past, decided again from the facts on record, with her caps, cooldowns and deliveries under way.
import type { Customer, OpenVisit } from '../../model/customer.ts';
import type { Decision, Facts } from '../../model/decision.ts';
import type { DeliveryEnd, PendingDelivery } from '../../model/delivery.ts';
import { chance } from '../decide/chance.ts';
import { choose } from '../decide/choose.ts';
import { keepsUnit, mayCount } from '../decide/deliver.ts';
import { leaseMs } from '../decide/sense.ts';
import { applyFacts } from '../decide/visits.ts';
import type { World } from '../decide/world.ts';
import type { Weighed } from './reports.ts';

export type Recorded = Decision & { end?: DeliveryEnd };

/** One decision on record: what would be decided now, unless no offer is written for there any more; and what was. */
export interface Relived {
  tried?: Weighed;
  was: Weighed;
}

/** A delivery that has been chosen and has not ended yet. */
interface Waiting {
  pending: PendingDelivery;
  end: Pick<DeliveryEnd, 'state' | 'at'>;
}

/**
 * Her decisions since `from`, decided again in `world`. She is who she is today (consents, devices, preferences, attributes,
 * propensity), but for what is dated: what she redeems later she has not redeemed yet, and her sends are those of the replay, before `from` those
 * that were. Where the replay chooses what was chosen, its delivery has the fate and the moment that it had;
 * anything else counts as delivered at once.
 *
 * What leaves no decision is not known: exits, and stays where no offer was written. A visit whose beginning is not on
 * record begins with its first decision.
 */
export function relive(world: World, today: Customer, records: readonly Recorded[], from: number): Relived[] {
  const relived: Relived[] = [];
  let customer = withoutPast(today);
  let waiting: Waiting | undefined;

  for (const was of inOrder(records)) {
    const { at, channel } = was;
    if (waiting && waiting.end.at <= at) {
      customer = ended(customer, waiting);
      waiting = undefined;
    }
    const facts = reachable(was.facts, today);
    customer = { ...customer, redeemed: today.redeemed?.filter((one) => one.at <= at) };
    customer = withVisits(customer, facts, was, world.catalogue.version);
    let chosen: Decision | undefined;
    if (at < from) {
      customer = triedBefore(applyFacts(customer, facts, world.catalogue.version), was);
      if (was.reason === 'chosen' && !waiting) chosen = was;
    } else {
      const random = chance(customer.customerId, facts.signal.id);
      const choice = choose(world, customer, facts, at, random, channel ?? 'push');
      customer = choice.customer;
      if (choice.decision?.reason === 'chosen') chosen = choice.decision;
      const tried = choice.decision && { decision: choice.decision, delivered: false };
      const live = { decision: was, delivered: was.end !== undefined && keepsUnit(was.end.state) };
      relived.push({ ...(tried && { tried }), was: live });
    }
    if (!chosen) continue;
    const begun: Waiting = { pending: pendingOf(chosen, world), end: endOf(chosen, was) };
    const last = relived.at(-1)?.tried;
    if (last?.decision === chosen) last.delivered = keepsUnit(begun.end.state);
    if (begun.end.at <= at) customer = ended(customer, begun);
    else {
      waiting = begun;
      customer = { ...customer, pending: begun.pending };
    }
  }
  return relived;
}

/** In the order they were made: ids of one millisecond are in none. */
function inOrder(records: readonly Recorded[]): Recorded[] {
  return records.toSorted((a, b) => a.at - b.at || a.facts.signal.at - b.facts.signal.at || (a.id < b.id ? -1 : 1));
}

function withoutPast(today: Customer): Customer {
  const { pending: _pending, lastEnd: _lastEnd, lastReport: _lastReport, propensity, ...rest } = today;
  return {
    ...rest,
    openVisits: [],
    visitCounts: [],
    sends: [],
    // Windows that are open today must not be closed, and learnt from, in the past.
    ...(propensity && { propensity: { ...propensity, opportunities: [] } }),
  };
}

/** The facts with a device that she has: who has another phone by now would get it there. */
function reachable(facts: Facts, { devices }: Customer): Facts {
  const { deviceId } = facts;
  if (deviceId === undefined || Object.hasOwn(devices, deviceId)) return facts;
  const [newest] = Object.entries(devices).sort(([, one], [, other]) => other.registeredAt - one.registeredAt);
  return newest ? { ...facts, deviceId: newest[0] } : facts;
}

const mostVisits = 16;

/** The customer with a visit wherever offers were weighed, as the record says that she was there. */
function withVisits(customer: Customer, facts: Facts, was: Recorded, catalogueVersion: number): Customer {
  const entered = new Set(facts.transitions.filter(({ kind }) => kind === 'enter').map(({ geofenceId }) => geofenceId));
  // She cannot enter where she is: an exit in between has left no record.
  const others = customer.openVisits.filter(({ geofenceId }) => !entered.has(geofenceId));
  const until = facts.leaseUntil > was.at ? facts.leaseUntil : was.at + leaseMs;
  const missing = facts.consider.filter(
    (id) => !entered.has(id) && !others.some(({ geofenceId }) => geofenceId === id),
  );
  const staying = others.map((visit) =>
    facts.consider.includes(visit.geofenceId) ? { ...visit, leaseUntil: Math.max(visit.leaseUntil, until) } : visit,
  );
  const begun = missing.map((geofenceId): OpenVisit => {
    const visit = (was.geofenceId === geofenceId ? was.visit : undefined) ?? 1;
    return {
      ...{ geofenceId, visit, enteredAt: was.at, leaseUntil: until, catalogueVersion, offered: [] },
      deviceId: facts.deviceId,
    };
  });
  return { ...customer, openVisits: [...staying, ...begun].slice(-mostVisits) };
}

/** Before the replay: what was chosen in a visit is not tried in it again. */
function triedBefore(customer: Customer, { offerId, geofenceId }: Recorded): Customer {
  if (offerId === undefined) return customer;
  const openVisits = customer.openVisits.map((visit) =>
    visit.geofenceId === geofenceId ? { ...visit, offered: [...visit.offered, offerId] } : visit,
  );
  return { ...customer, openVisits };
}

/** What became of it where the same was chosen; a delivery of which no end is on record ran out. */
function endOf(chosen: Decision, was: Recorded): Waiting['end'] {
  const same = chosen.offerId === was.offerId && chosen.geofenceId === was.geofenceId;
  if (same) return was.end ?? { state: 'expired', at: was.expiresAt ?? was.at };
  return { state: chosen.arm === 'holdout' ? 'ghost' : 'sent', at: was.at };
}

/** Under way until its end on record: nothing in the replay ends it before. */
function pendingOf(chosen: Decision, { catalogue }: World): PendingDelivery {
  return {
    deliveryId: chosen.deliveryId!,
    decisionId: chosen.id,
    offerId: chosen.offerId!,
    offerVersion: 0,
    catalogueVersion: chosen.catalogueVersion,
    category: catalogue.offer(chosen.offerId!)?.category ?? '',
    geofenceId: chosen.geofenceId!,
    visit: chosen.visit ?? 1,
    deviceId: chosen.facts.deviceId ?? '',
    state: 'sending',
    arm: chosen.arm ?? 'push',
    reservedAt: chosen.at,
    expiresAt: chosen.expiresAt ?? chosen.at,
    answerDueAt: Number.MAX_SAFE_INTEGER,
  };
}

/** Nothing is learnt from it: her propensity of today knows what came of it. */
function ended(customer: Customer, { pending, end }: Waiting): Customer {
  const { pending: _pending, ...rest } = customer;
  if (!keepsUnit(end.state)) return rest;
  const { deliveryId, offerId, category, geofenceId } = pending;
  const kept = customer.sends.filter((send) => mayCount(send, end.at));
  return { ...rest, sends: [...kept, { deliveryId, offerId, category, geofenceId, at: end.at }] };
}
