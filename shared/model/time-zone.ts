// An IANA time zone name, accepted only if this runtime knows it.
import * as z from 'zod';

export const timeZone = z
  .string()
  .min(1)
  .max(64)
  .refine(isKnownTimeZone, 'not an IANA time zone such as "Europe/Copenhagen"');

const known = new Map<string, boolean>();

function isKnownTimeZone(name: string): boolean {
  const cached = known.get(name);
  if (cached !== undefined) return cached;
  let valid = true;
  try {
    // An offset such as "+01:00" is accepted by Intl, but knows no daylight saving: only names are zones.
    valid = /^[A-Za-z]/.test(name) && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    valid = false;
  }
  // The names of the world are fewer than 600; a flood of wrong ones must not grow this without bound.
  if (known.size < 2000) known.set(name, valid);
  return valid;
}
