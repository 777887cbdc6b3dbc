// Caps, cooldowns and budgets, counted anew from the history of a schedule.
import type { Cap } from '../../shared/model/offer.ts';
import { minute, offers } from './town.ts';

/** What counts against caps: a push that was accepted, or one that was held back. */
export interface Sent {
  customerId: string;
  offerId: string;
  category: string;
  geofenceId: string;
  claimedAt: number;
  /** The how-many-eth claim of the schedule. */
  order: number;
}

/** @param clocksDifferMs by how much a window may seem shorter, because two clocks measured it. */
export function judgeLimits(sends: Sent[], clocksDifferMs: number, never: (what: string) => void): void {
  for (const send of sends) {
    const { caps, cooldownMinutes = 0 } = offers.find(({ id }) => id === send.offerId)!;
    const before = sends.filter((other) => other.customerId === send.customerId && other.order <= send.order);
    const within = (minutes: number) => (other: Sent) =>
      send.claimedAt - other.claimedAt < minutes * minute - clocksDifferMs;
    const there = before.filter((other) => other !== send && other.geofenceId === send.geofenceId);
    if (there.some(within(cooldownMinutes))) never(`${send.offerId} did not wait for its cooldown`);
    for (const cap of caps) {
      const counted = before.filter((other) => counts(cap, other, send) && within(cap.windowMinutes)(other));
      if (counted.length > cap.limit)
        never(`${send.customerId} got ${counted.length} in ${cap.windowMinutes} min, cap ${cap.limit} per ${cap.per}`);
    }
  }
}

function counts(cap: Cap, other: Sent, send: Sent): boolean {
  if (cap.per === 'offer') return other.offerId === send.offerId;
  return cap.per === 'customer' || other.category === send.category;
}

/** Every take, give-back and booking of an offer's units, each once. */
export function bookUnits() {
  const taken = new Map<string, string>();
  const spent = new Map<string, number>();
  return {
    took: (offerId: string, deliveryId: string) => taken.set(deliveryId, offerId),
    gaveBack: (deliveryId: string) => taken.delete(deliveryId),
    settled(offerId: string, deliveryId: string) {
      if (taken.delete(deliveryId)) spent.set(offerId, (spent.get(offerId) ?? 0) + 1);
    },
    balanceOf: (offerId: string) => ({
      spent: spent.get(offerId) ?? 0,
      taken: [...taken.values()].filter((id) => id === offerId).length,
    }),
  };
}
