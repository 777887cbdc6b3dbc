// Quiet hours, reckoned without a time zone library: on the day of the schedules no clock of the town changes.
import type { Customer } from '../../shared/model/customer.ts';
import type { Offer } from '../../shared/model/offer.ts';
import { minute } from './town.ts';

/** Hours ahead of UTC in June. */
const hoursAhead: Record<string, number> = { 'Europe/Copenhagen': 2, 'Asia/Tokyo': 9 };

/** Quiet by the clock of the place or of the device, for the offer or because she asked for it. */
export function isQuiet(customer: Customer, deviceId: string, offer: Offer | undefined, at: number): boolean {
  const hours = [offer?.quietHours, customer.preferences?.quietHours].filter((one) => typeof one === 'object');
  const zones = ['Europe/Copenhagen', customer.devices[deviceId]?.timeZone ?? 'Europe/Copenhagen'];
  return zones.some((zone) => {
    const clock = new Date(at + hoursAhead[zone]! * 60 * minute).toISOString().slice(11, 16);
    return hours.some(({ from, until }) =>
      from < until ? clock >= from && clock < until : clock >= from || clock < until,
    );
  });
}
