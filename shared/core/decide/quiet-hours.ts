// Quiet hours: whether a moment is one in which nobody is sent anything, by every clock that counts and for everybody who asked.
import type { Customer } from '../../model/customer.ts';
import type { Offer } from '../../model/offer.ts';
import { isKnownZone } from '../time/local-time.ts';
import { isWithin, isWithinDaily } from '../time/weekly-hours.ts';

/** Which quiet hours hold, whose they are, and by which clock; or that she wants offers at other times. */
export type Quiet =
  | { whose: 'offer' | 'customer'; from: string; until: string; timeZone: string }
  | { whose: 'customer'; outside: 'preferredHours'; timeZone: string };

/**
 * The quiet hours that hold now: the offer's or the customer's own, by the clock of the geofence or by that of the phone
 * (somebody who travels with her phone on home time sleeps at home time). A zone that this runtime does not know is
 * quiet, whatever the hour. A phone that states no zone goes by the geofence's: she is there, so its clock is hers.
 * The hours she prefers are by her clock alone: outside them is quiet.
 */
export function quietNow(
  offer: Pick<Offer, 'quietHours'>,
  customer: Pick<Customer, 'preferences' | 'devices'>,
  deviceId: string | undefined,
  geofenceZone: string,
  now: number,
): Quiet | undefined {
  const device =
    deviceId !== undefined && Object.hasOwn(customer.devices, deviceId) ? customer.devices[deviceId] : undefined;
  const zones = [geofenceZone, device?.timeZone].filter((zone) => zone !== undefined);
  const wishes = [
    { whose: 'offer' as const, hours: offer.quietHours === 'none' ? undefined : offer.quietHours },
    { whose: 'customer' as const, hours: customer.preferences?.quietHours },
  ];
  for (const { whose, hours } of wishes) {
    if (!hours) continue;
    const timeZone = zones.find((zone) => !isKnownZone(zone) || isWithinDaily(hours, zone, now));
    if (timeZone !== undefined) return { whose, ...hours, timeZone };
  }
  const { preferredHours } = customer.preferences ?? {};
  const hers = device?.timeZone ?? geofenceZone;
  return preferredHours && !(isKnownZone(hers) && isWithin(preferredHours, hers, now))
    ? { whose: 'customer', outside: 'preferredHours', timeZone: hers }
    : undefined;
}
