// Dwelling: when to ask again whether a customer who has come in is still there.
import type { Customer } from '../../model/customer.ts';
import type { Facts } from '../../model/decision.ts';
import type { FanOutMessage } from '../../model/fan-out.ts';
import type { Catalogue } from './world.ts';

/**
 * One question for each stay that a live offer waits for at the places just considered, at the moment it will have been
 * long enough. A stay that is long enough already needs no question: the signal at hand weighs its offers.
 */
export function dwellsAhead(catalogue: Catalogue, customer: Customer, facts: Facts, now: number): FanOutMessage[] {
  return facts.consider.flatMap((geofenceId) => {
    const visit = customer.openVisits.find((open) => open.geofenceId === geofenceId);
    if (!visit) return [];
    const moments = catalogue.offersAt(geofenceId).flatMap(({ state, startsAt, endsAt, on }) => {
      if (state !== 'live' || typeof on === 'string') return [];
      const at = visit.enteredAt + on.dwellMinutes * 60_000;
      return at > now && at >= startsAt && at < endsAt ? [at] : [];
    });
    return [...new Set(moments)].map((at) => ({
      customerId: customer.customerId,
      geofenceId,
      visit: visit.visit,
      // The moment sets apart stays of different length, and visits whose number came round again.
      signal: { kind: 'dwell' as const, id: `dwell:${geofenceId}:${at}`, at },
      catalogueVersion: catalogue.version,
    }));
  });
}
