// Stays: an offer for who stays is reserved for nobody who has not, and nobody who stays is forgotten.
import type { VersionedOffer } from '../../shared/model/catalogue.ts';
import type { Customer } from '../../shared/model/customer.ts';
import type { PendingDelivery } from '../../shared/model/delivery.ts';
import type { Entry } from './history.ts';
import { minute } from './town.ts';

type Of<Kind extends Entry['kind']> = Entry & { kind: Kind };

const nameOf = (customerId: string, geofenceId: string, visit: number | undefined, due: number) =>
  `${customerId} ${geofenceId} ${visit} ${due}`;

export function judgeStays(
  offersOf: (catalogueVersion: number) => readonly VersionedOffer[],
  clocksDifferMs: number,
  wrong: (entry: Entry, what: string) => void,
) {
  /** Per invocation: the stays it has asked about. */
  const asked = new Map<number, Set<string>>();
  const customers = new Map<string, Customer>();

  return {
    asked({ by, question: { customerId, geofenceId, visit, signal } }: Of<'stay-asked'>) {
      const names = asked.get(by.id) ?? new Set();
      asked.set(by.id, names.add(nameOf(customerId, geofenceId, visit, signal.at)));
    },

    /** Where a visit begins, the question whether she stays goes out before the visit is written. */
    wrote(before: Customer | undefined, after: Customer, entry: Of<'wrote'>) {
      const { customerId } = after;
      customers.set(customerId, after);
      for (const { geofenceId, visit, enteredAt, catalogueVersion } of after.openVisits) {
        if (before?.openVisits.some((open) => open.geofenceId === geofenceId && open.visit === visit)) continue;
        for (const { on, state, where, endsAt } of offersOf(catalogueVersion)) {
          if (typeof on !== 'object' || state !== 'live' || !where.geofenceIds?.includes(geofenceId)) continue;
          const due = enteredAt + on.dwellMinutes * minute;
          if (due <= entry.at + clocksDifferMs || due >= endsAt) continue;
          if (!asked.get(entry.by.id)?.has(nameOf(customerId, geofenceId, visit, due)))
            wrong(entry, 'a visit began, nobody asks whether she stays');
        }
      }
    },

    closed(customerId: string) {
      customers.delete(customerId);
    },

    reserved({ geofenceId, reservedAt }: PendingDelivery, after: Customer, entry: Entry, offer?: VersionedOffer) {
      if (typeof offer?.on !== 'object') return;
      const visit = after.openVisits.find((open) => open.geofenceId === geofenceId);
      const stayedMs = Math.min(reservedAt, entry.at + clocksDifferMs) - (visit?.enteredAt ?? entry.at);
      if (stayedMs < offer.on.dwellMinutes * minute) wrong(entry, 'chosen before she had stayed long enough');
    },

    /** A question that came early is asked again, unless she has gone or must not be looked at. */
    answered(entry: Of<'question-done'>) {
      const { question, now, by } = entry;
      const { customerId, geofenceId, visit, signal } = question;
      const customer = customers.get(customerId);
      const there = customer?.openVisits.some(
        (open) => open.geofenceId === geofenceId && open.visit === visit && now < open.leaseUntil,
      );
      const paused = customer?.pausedUntil !== undefined && now < customer.pausedUntil;
      if (paused || signal.kind !== 'dwell' || now >= signal.at || !there || !customer?.consents.location?.granted)
        return;
      if (!asked.get(by.id)?.has(nameOf(customerId, geofenceId, visit, signal.at)))
        wrong(entry, 'a question that came early was forgotten');
    },
  };
}
