// Chance that can be repeated: drawn from a key, so that a retry of the same signal draws the same.
import { createHash } from 'node:crypto';

/** The next draw, uniform in [0, 1). */
export type Random = () => number;

/** A sequence of draws that depends on the key alone. Each draw is 48 bits of SHA-256 over key and draw number. */
export function chance(...key: (string | number)[]): Random {
  const seed = JSON.stringify(key);
  let draw = 0;
  return () => createHash('sha256').update(`${seed}:${draw++}`).digest().readUIntBE(0, 6) / 2 ** 48;
}

/** A short name for a thing that is identified by its parts: 128 bits of SHA-256, base64url. */
export function hashedId(...parts: (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16).toString('base64url');
}
