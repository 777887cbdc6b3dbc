// Crossings: from what a tracker of Amazon Location says, ENTER or EXIT, to facts. It has done the geometry; no position is known here.
import { type Customer, maxCrossings, maxOpenVisits } from '../../model/customer.ts';
import type { Facts, Transition } from '../../model/decision.ts';
import type { PositionReason } from '../../model/reason.ts';
import * as parameters from './parameters.ts';
import { leaseMs } from './sense.ts';
import { entering } from './visits.ts';
import type { World } from './world.ts';

/** One crossing, as `events/geofence-crossed.ts` lets it through. */
export interface Crossing {
  id: string;
  type: 'ENTER' | 'EXIT';
  geofenceId: string;
  sampledAt: number;
}

const encoded = /^b64\.([A-Za-z0-9_-]+)$/;

/**
 * Whose a tracker's device is: its id is the customer's. An id with other characters than a tracker takes (letters, digits,
 * `-`, `.`, `_`; a `sub` such as `auth0|ida` has one) is written as `b64.` and its base64url.
 */
export function customerOfDevice(deviceId: string): string {
  const [, body] = encoded.exec(deviceId) ?? [];
  return body === undefined ? deviceId : Buffer.from(body, 'base64url').toString();
}

/** The customer with the crossing kept in mind, and what it means; or why it means nothing. */
export type Crossed = { reason: PositionReason; facts?: undefined } | { reason?: undefined; facts: Facts };

/**
 * Amazon Location delivers an event at least once, in any order, and judges a position without its accuracy: an event that
 * was dealt with, one that is older than what is known since, and one that comes late change nothing.
 */
export function senseCrossing(world: World, customer: Customer, crossing: Crossing, now: number): Crossed {
  const refused = refusalOf(world, customer, crossing, now);
  if (refused) return { reason: refused };
  const { id, type, geofenceId, sampledAt: at } = crossing;
  const open = customer.openVisits.find((visit) => visit.geofenceId === geofenceId);
  const goesOn = open && now < open.leaseUntil + parameters.visitGapMs;
  const exit: Transition[] = open ? [{ kind: 'exit', geofenceId, visit: open.visit }] : [];
  const facts = (transitions: Transition[], inside: boolean): Crossed => ({
    facts: {
      signal: { kind: 'crossing', id, at },
      deviceId: deviceOf(customer),
      transitions,
      present: inside ? [geofenceId] : [],
      consider: inside && !goesOn ? [geofenceId] : [],
      leaseUntil: now + leaseMs,
    },
  });
  if (type === 'EXIT') return open && open.enteredAt < at ? facts(exit, false) : { reason: 'no-change' };
  if (goesOn) return facts([], true);
  if (!open && customer.openVisits.length >= maxOpenVisits) return { reason: 'no-change' };
  return facts([...exit, entering(world.catalogue, customer, geofenceId)], true);
}

/** The customer as she is to be written after the crossing: the last of each geofence is kept in mind. */
export function remember(customer: Customer, { id, type, geofenceId, sampledAt: at }: Crossing): Customer {
  const others = (customer.crossings ?? []).filter((crossed) => crossed.geofenceId !== geofenceId);
  return { ...customer, crossings: [{ geofenceId, type, at, id }, ...others].slice(0, maxCrossings) };
}

function refusalOf(
  { catalogue }: World,
  customer: Customer,
  { id, type, geofenceId, sampledAt }: Crossing,
  now: number,
): PositionReason | undefined {
  const last = customer.crossings?.find((crossed) => crossed.geofenceId === geofenceId);
  if (customer.crossings?.some((crossed) => crossed.id === id)) return 'duplicate';
  if (last?.at === sampledAt && last.type === type) return 'duplicate';
  if (now - sampledAt > parameters.staleAfterMs || (last && sampledAt <= last.at)) return 'stale';
  // The phone's own report of that moment has been judged with its accuracy.
  if (customer.lastReport && sampledAt <= customer.lastReport.at) return 'stale';
  if (sampledAt - now > parameters.futureAfterMs) return 'future';
  if (!customer.consents.location?.granted) return 'no-location-consent';
  if (customer.pausedUntil !== undefined && now < customer.pausedUntil) return 'paused';
  const geofence = catalogue.geofence(geofenceId);
  if (type === 'EXIT') return undefined;
  if (!geofence) return 'not-near';
  // Where she is within it is not known: a place whose surroundings are left alone leaves all of it alone.
  const { center, radiusMetres } = geofence.circle;
  const reach = radiusMetres + parameters.exclusionBufferMetres;
  const excluded = geofence.kind === 'exclusion' || catalogue.exclusionsWithin(center[0], center[1], reach).length > 0;
  return excluded ? 'excluded-place' : undefined;
}

/** A tracker does not say which phone it was: the one registered last. */
function deviceOf({ devices }: Customer): string | undefined {
  const [newest] = Object.entries(devices).sort(([, one], [, other]) => other.registeredAt - one.registeredAt);
  return newest?.[0];
}
