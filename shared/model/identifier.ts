// Identifiers: which characters an id may hold, so that it is safe in a key, a path, an event and at Amazon Location.
import * as z from 'zod';

/** Ids of geofences and offers: 1–100 letters, digits, `-`, `.`, `_`. The set Amazon Location allows for a GeofenceId, less non-ASCII letters. */
export const authoredId = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9._-]+$/, 'only letters, digits, "-", "." and "_"')
  .refine((id) => id !== '__proto__' && id !== 'constructor', '"__proto__" and "constructor" are no ids');

/**
 * Ids a phone makes for its reports and devices: any printable ASCII but `#`, which separates the parts of a table key,
 * and neither `__proto__`, which no JavaScript object takes for a key, nor `constructor`, by which the AWS SDK tells what it stores.
 */
export const clientId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[!-"$-~]+$/, 'printable ASCII without spaces and "#"')
  .refine((id) => id !== '__proto__' && id !== 'constructor', '"__proto__" and "constructor" are no ids');

/** A customer id as the identity provider issues it in `sub` (`auth0|abc`, a UUID, …). */
export const customerId = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[!-"$-~]+$/, 'printable ASCII without spaces and "#"');

/** Epoch milliseconds. The upper bound (year 2286) keeps a value in microseconds from being taken for one. */
export const epochMilliseconds = z.int().min(0).max(9_999_999_999_999);

/** An offer's category, a tag, an interest: a short word, lower case, so that "Coffee" and "coffee" are not two. */
export const label = z
  .string()
  .min(1)
  .max(40)
  .regex(/^[\p{Ll}\p{N}][\p{Ll}\p{N} _.&-]*$/u, 'lower-case letters, digits, space, "_", ".", "&" and "-"');

/** A BCP 47 tag as phones send it: `da`, `da-DK`, `zh-Hant-TW`. */
export const locale = z
  .string()
  .max(35)
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a BCP 47 tag such as "da-DK"');
