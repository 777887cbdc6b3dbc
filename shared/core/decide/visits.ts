// Visits: which geofences a customer is in, and how often she has been there.
import { type Customer, maxRecentGeofences, type OpenVisit } from '../../model/customer.ts';
import type { Facts, Transition } from '../../model/decision.ts';
import { hashedId } from './chance.ts';
import type { Catalogue } from './world.ts';

/** The number the next visit to a geofence gets; counting starts again after 32 other geofences. */
function nextVisitNumber(customer: Customer, geofenceId: string): number {
  return 1 + (customer.visitCounts.find((count) => count.geofenceId === geofenceId)?.visits ?? 0);
}

/** The next visit to a geofence, as it begins. */
export function entering(
  { geofence }: Pick<Catalogue, 'geofence'>,
  customer: Customer,
  geofenceId: string,
): Transition {
  const { presenceShards = 1 } = geofence(geofenceId) ?? {};
  const visit = nextVisitNumber(customer, geofenceId);
  return { kind: 'enter', geofenceId, visit, ...(presenceShards > 1 && { presenceShards }) };
}

/** Whether it was not she who gave the signal, by moving or by staying, but something that turned round her. */
const asks = ({ signal: { kind } }: Facts) => kind === 'time' || kind === 'weather' || kind === 'context';

/** So many signals a visit remembers beside the last: a question that was put off comes again within minutes. */
export const maxAskedBefore = 7;

function askedAlso({ askedFor, askedBefore = [] }: OpenVisit, { signal }: Facts) {
  const before = askedFor === undefined ? askedBefore : [askedFor, ...askedBefore].slice(0, maxAskedBefore);
  return { askedFor: hashedId(signal.id), ...(before.length > 0 && { askedBefore: before }) };
}

/** Whether the offers of this visit have been weighed for that signal already. */
export function wasAskedFor({ askedFor, askedBefore }: OpenVisit, signalId: string): boolean {
  const asked = hashedId(signalId);
  return askedFor === asked || (askedBefore?.includes(asked) ?? false);
}

/** The customer after the transitions and the evidence in the facts. */
export function applyFacts(customer: Customer, facts: Facts, catalogueVersion: number): Customer {
  const entered = facts.transitions.filter((transition) => transition.kind === 'enter');
  const exited = new Set(
    facts.transitions.filter((transition) => transition.kind === 'exit').map(({ geofenceId }) => geofenceId),
  );
  const { at } = facts.signal;

  const staying = customer.openVisits
    .filter((visit) => !exited.has(visit.geofenceId))
    .map((visit) => {
      const prolonged = facts.present.includes(visit.geofenceId);
      const considered = facts.consider.includes(visit.geofenceId);
      return {
        ...visit,
        ...(considered && asks(facts) && askedAlso(visit, facts)),
        leaseUntil: prolonged ? Math.max(visit.leaseUntil, facts.leaseUntil) : visit.leaseUntil,
        deviceId: prolonged ? (facts.deviceId ?? visit.deviceId) : visit.deviceId,
        catalogueVersion: considered ? catalogueVersion : visit.catalogueVersion,
      };
    });
  const arriving = entered.map(({ geofenceId, visit, presenceShards }) => ({
    geofenceId,
    visit,
    enteredAt: at,
    leaseUntil: facts.leaseUntil,
    catalogueVersion,
    deviceId: facts.deviceId,
    ...(presenceShards !== undefined && { presenceShards }),
    offered: [],
  }));
  const counted = entered.map(({ geofenceId, visit }) => ({ geofenceId, visits: visit, lastAt: at }));
  const others = customer.visitCounts.filter(
    (count) => !counted.some(({ geofenceId }) => geofenceId === count.geofenceId),
  );

  return {
    ...customer,
    openVisits: [...staying, ...arriving],
    visitCounts: [...counted, ...others].sort((a, b) => b.lastAt - a.lastAt).slice(0, maxRecentGeofences),
    lastReport: facts.signal.kind === 'position' ? { id: facts.signal.id, at } : customer.lastReport,
  };
}
