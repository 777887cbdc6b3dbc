// The residual: how one customer differs from everybody, as a small Gaussian in at most 512 bytes of her item.
import { ownPriors } from './features.ts';

/**
 * A Gaussian over the slots named in `keys`: `means`, and the lower half of the covariance, row after row, each entry as a share of
 * the two priors' standard deviations in 1/32767. Slots that are not named are as the prior says.
 */
export interface Residual {
  /** What is stored; the rest are views of it. */
  bytes: Uint8Array;
  /** Epoch seconds of the last outcome. */
  at: number;
  /** Lessons for the shared model given on the UTC day of `at`. */
  lessonsToday: number;
  /** Hashes of the last outcomes' ids, newest first, 0 where there were fewer. */
  recent: Uint32Array;
  means: Float32Array;
  keys: Uint16Array;
  covariance: Int16Array;
}

/** 8 + 12 × 4 bytes of header; 18 slots of 4 + 2, and the 171 entries of half a matrix: 506 bytes. */
export const maxSlots = 18;
export const maxRecent = 12;
export const covarianceOne = 32767;
const formatVersion = 1;
const header = 8 + 4 * maxRecent;

export function sizeOf(slots: number): number {
  return header + 6 * slots + slots * (slots + 1);
}

/**
 * Opens what was stored. Throws RangeError on bytes that are not a residual of this version: an older deployment must not
 * go on from what it misreads.
 */
export function openResidual(stored: Uint8Array): Residual {
  const slots = stored[1] ?? 0;
  if (stored[0] !== formatVersion || slots > maxSlots || stored.length !== sizeOf(slots)) {
    throw new RangeError(`no residual of version ${formatVersion}: ${stored.length} bytes`);
  }
  // Typed arrays begin at multiples of their element; a Buffer out of a pool need not.
  return viewsOf(stored.byteOffset % 4 === 0 ? stored : new Uint8Array(stored), slots);
}

/** A residual of so many slots, all zero but the times, to be filled in. */
export function blankResidual(slots: number, at: number, lessonsToday: number): Residual {
  const bytes = new Uint8Array(sizeOf(slots));
  const head = new Uint32Array(bytes.buffer, 0, 2);
  head[0] = formatVersion | (slots << 8) | (Math.min(lessonsToday, 0xffff) << 16);
  head[1] = at;
  return viewsOf(bytes, slots);
}

/** The numbers lie as this machine writes them, little end first; so does every machine that Lambda runs on. */
function viewsOf(bytes: Uint8Array, slots: number): Residual {
  const { buffer, byteOffset } = bytes;
  const head = new Uint32Array(buffer, byteOffset, 2 + maxRecent);
  return {
    bytes,
    at: head[1]!,
    lessonsToday: head[0]! >>> 16,
    recent: head.subarray(2),
    means: new Float32Array(buffer, byteOffset + header, slots),
    keys: new Uint16Array(buffer, byteOffset + header + 4 * slots, slots),
    covariance: new Int16Array(buffer, byteOffset + header + 6 * slots, (slots * (slots + 1)) / 2),
  };
}

/** Prior variance of a slot; of 0, which is none, 0. */
export function priorOf(slot: number): number {
  return slot === 0 ? 0 : ownPriors[slot & 3]!;
}

const deviations = ownPriors.map(Math.sqrt);

/** The square root of the prior variance. */
export function priorDeviation(slot: number): number {
  return deviations[slot & 3]!;
}

/**
 * How much of what was known is left after so many seconds: people change, and half of it is gone after 180 days. A year of real
 * campaigns told 90, 180 and 365 days hardly apart (AUC .7494, .7506, .7514), so it is set where a season is not forgotten.
 */
export function kept(seconds: number): number {
  return seconds > 0 ? 2 ** (-seconds / (180 * 86_400)) : 1;
}

/** The residual's part in a prediction: mean and variance of the sum over the slots of an opportunity, and what each slot adds. */
export interface OwnPart {
  mean: number;
  variance: number;
  /** By field, as in `Features.names`. */
  byField: number[];
}

const places = new Int32Array(maxSlots);
const sizes = new Float64Array(maxSlots);

/** What the customer's own history says about these slots at `at` (epoch seconds). */
export function ownPart(residual: Residual | undefined, slots: number[], at: number): OwnPart {
  const byField = slots.map(() => 0);
  if (!residual) return { mean: 0, variance: slots.reduce((sum, slot) => sum + priorOf(slot), 0), byField };
  const { keys, means, covariance } = residual;
  const left = kept(at - residual.at);
  const leftSquared = left * left;
  let mean = 0;
  let variance = 0;
  let found = 0;
  for (let f = 0; f < slots.length && found < maxSlots; f++) {
    const slot = slots[f]!;
    if (slot === 0) continue;
    const i = keys.indexOf(slot);
    if (i < 0) {
      if (isKept(slot, keys.length)) variance += priorOf(slot);
      continue;
    }
    byField[f] = left * means[i]!;
    mean += byField[f]!;
    const size = priorDeviation(slot);
    let shared = 0;
    for (let k = 0; k < found; k++) {
      const j = places[k]!;
      shared += sizes[k]! * covariance[i > j ? (i * (i + 1)) / 2 + j : (j * (j + 1)) / 2 + i]!;
    }
    const alone = (size * covariance[(i * (i + 3)) / 2]!) / covarianceOne;
    variance += size * (leftSquared * (alone + (2 * shared) / covarianceOne) + (1 - leftSquared) * size);
    places[found] = i;
    sizes[found] = size;
    found += 1;
  }
  return { mean, variance, byField };
}

/** Whether a slot that is not there yet will be given a place: minor fields only while there is room. */
export function isKept(slot: number, known: number): boolean {
  return known < maxSlots || !isMinor(slot);
}

/** Any field but the average, the category, expiry and distance. */
export function isMinor(slot: number): boolean {
  return (slot & 3) === 3;
}
