// A device: the phone a push goes to. The push token lives in its own item, never in the customer's.
import * as z from 'zod';
import { epochMilliseconds, locale } from './identifier.ts';
import { storedObject } from './stored.ts';
import { timeZone } from './time-zone.ts';

/** Which provider the token belongs to. `ios-sandbox` is a development build: its tokens fail at the production service. */
export const platform = z.enum(['ios', 'ios-sandbox', 'android']);
export type Platform = z.infer<typeof platform>;

/** `PUT /v1/devices/{id}` */
export const deviceRequest = z.strictObject({
  platform,
  token: z
    .string()
    .min(8)
    .max(4096)
    .regex(/^[!-~]+$/, 'printable ASCII without spaces'),
  locale: locale.optional(),
  timeZone: timeZone.optional(),
});
export type DeviceRequest = z.infer<typeof deviceRequest>;

/** What the customer's item keeps of a device: enough to choose text and provider, not enough to reach it. */
export const registeredDevice = storedObject({
  platform,
  locale: locale.optional(),
  timeZone: timeZone.optional(),
  registeredAt: epochMilliseconds,
});
export type RegisteredDevice = z.infer<typeof registeredDevice>;

/** The most devices one customer may have at a time; the oldest gives way. */
export const maxDevices = 8;
