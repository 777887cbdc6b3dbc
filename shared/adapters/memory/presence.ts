// Presence in memory: a lease per geofence and customer, all in the first shard.
import type { Presence } from '../../ports/presence.ts';

export function memoryPresence(): Presence {
  const stays = new Map<string, Map<string, { enteredAt: number; leaseUntil: number }>>();
  return {
    async arrive({ geofenceId, customerId, enteredAt }, leaseUntil) {
      const there = stays.get(geofenceId) ?? new Map<string, { enteredAt: number; leaseUntil: number }>();
      stays.set(geofenceId, there);
      const known = there.get(customerId);
      const isNews =
        !known || known.enteredAt < enteredAt || (known.enteredAt === enteredAt && known.leaseUntil < leaseUntil);
      if (isNews) there.set(customerId, { enteredAt, leaseUntil });
    },

    async leave({ geofenceId, customerId, enteredAt }) {
      const there = stays.get(geofenceId);
      if ((there?.get(customerId)?.enteredAt ?? Number.POSITIVE_INFINITY) <= enteredAt) there?.delete(customerId);
    },

    async page({ geofenceId, shard, after = '' }, limit, now) {
      const there = shard === 0 ? [...(stays.get(geofenceId) ?? [])] : [];
      const rest = there.filter(([id]) => id > after).sort(([one], [other]) => (one < other ? -1 : 1));
      const looked = rest.slice(0, limit);
      const customerIds = looked.filter(([, { leaseUntil }]) => leaseUntil > now).map(([id]) => id);
      return { customerIds, ...(rest.length > limit && { next: looked.at(-1)![0] }) };
    },
  };
}
