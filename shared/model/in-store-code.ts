// An in-store code: what a customer shows at a till, so that it gets her best offers there, once and within minutes.
import * as z from 'zod';
import { authoredId, epochMilliseconds } from './identifier.ts';

/** Crockford's base32 (crockford.com/base32.html): no I, L, O and U. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 40 bits. */
export const inStoreCodeText = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{8}$/, 'eight of 0–9 and A–Z without I, L, O and U');

/** How long it may be used; past half of it, asking again gives a new one. */
export const inStoreCodeMs = 5 * 60_000;

export const inStoreCode = z.object({ code: inStoreCodeText, expiresAt: epochMilliseconds });
export type InStoreCode = z.infer<typeof inStoreCode>;

/** `POST /v1/in-store-offers` */
export const inStoreRequest = z.strictObject({ code: inStoreCodeText, geofenceId: authoredId });

/** @param random five bytes nobody can foresee. */
export function inStoreCodeFrom(random: Uint8Array): string {
  const number = random.subarray(0, 5).reduce((sum, byte) => sum * 256 + byte, 0);
  return Array.from({ length: 8 }, (_, n) => digits[Math.floor(number / 32 ** (7 - n)) % 32]).join('');
}
