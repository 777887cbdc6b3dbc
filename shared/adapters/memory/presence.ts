// Presence in memory: a lease per geofence and customer.
import type { Presence } from '../../ports/presence.ts';

export function memoryPresence(): Presence {
  const leases = new Map<string, Map<string, number>>();
  return {
    async arrive(geofenceId, customerId, leaseUntil) {
      const there = leases.get(geofenceId) ?? new Map<string, number>();
      leases.set(geofenceId, there);
      there.set(customerId, Math.max(leaseUntil, there.get(customerId) ?? 0));
    },

    async leave(geofenceId, customerId) {
      leases.get(geofenceId)?.delete(customerId);
    },

    async *present(geofenceId, now) {
      for (const [customerId, leaseUntil] of [...(leases.get(geofenceId) ?? [])]) {
        if (leaseUntil > now) yield customerId;
      }
    },
  };
}
