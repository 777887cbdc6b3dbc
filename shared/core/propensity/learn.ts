// Learn: one outcome changes the customer's residual, and gives one lesson to the model that everybody shares.
import type { Lesson } from '../../model/propensity.ts';
import { type Features, hash } from './features.ts';
import { bounded, moderate, shrink } from './predict.ts';
import {
  blankResidual,
  covarianceOne,
  isKept,
  isMinor,
  kept,
  maxRecent,
  maxSlots,
  priorDeviation,
  type Residual,
} from './residual.ts';
import { sigmoid, type WorldModel, worldPart } from './world-model.ts';

/** What happened, as `strengths.ts` weighs it. */
export interface Evidence {
  /** The outcome's id: the second time it changes nothing. */
  id: string;
  /** Epoch milliseconds. */
  at: number;
  /** 1 redeemed, 0 not; between them for a rating. */
  target: number;
  /** 1 is one redemption or its absence; 3 as much as three of them. At most 4. */
  strength: number;
  /** Whether the shared model learns from it too: it predicts redemptions, so it learns from them alone. */
  teaches: boolean;
}

export interface Learnt {
  residual: Residual;
  /** To be put on the queue of the shared model; none for a repeated outcome, for soft data and past the daily bound. */
  lesson?: Lesson;
}

/**
 * One customer gives the shared model at most so many lessons per UTC day: a forged or runaway stream of outcomes moves it no
 * further. Twice the sends of a customer whose caps allow most, a few times those of a usual day.
 */
export const maxLessonsPerDay = 32;

/**
 * What is known of the customer after an outcome. The same outcome again returns the residual it was given, for as long as no
 * twelve others came between. Pure.
 *
 * Assumed density filtering with the moments of the moderated σ: with κ = 1/√(1 + π s / 8) and c = S z,
 * u += κ (y − p) c and S −= κ² p (1 − p) c cᵀ. κ² s p (1 − p) stays under 0.64, so S stays positive. (The extended Kalman
 * step, which takes the slope at the mean, was measured 0.001 to 0.003 worse in log loss.)
 */
export function learn(model: WorldModel, before: Residual | undefined, features: Features, evidence: Evidence): Learnt {
  const id = hash(evidence.id, 7) || 1;
  if (before?.recent.includes(id)) return { residual: before };
  // An outcome that comes late counts as of now: time does not run backwards for her.
  const at = Math.min(Math.max(Math.floor(evidence.at / 1000), before?.at ?? 0), 0xffff_ffff);
  const everybody = worldPart(model, features.keys, features.values);
  const places = spreadOut(before, features.slots, at);
  const own = marginal(places);
  const strength = Math.max(0, Math.min(4, evidence.strength));
  for (let left = strength; left > 0; left -= 1) {
    step(everybody, left === strength ? own : marginal(places), evidence.target, Math.min(1, left));
  }

  const sameDay = before !== undefined && Math.floor(before.at / 86_400) === Math.floor(at / 86_400);
  const given = sameDay ? before.lessonsToday : 0;
  const teaches = evidence.teaches && given < maxLessonsPerDay;
  const residual = packed(at, given + (teaches ? 1 : 0));
  residual.recent[0] = id;
  if (before) for (let i = 1; i < maxRecent; i++) residual.recent[i] = before.recent[i - 1]!;
  if (!teaches) return { residual };
  const { keys, values } = features;
  const { target } = evidence;
  const lesson = {
    id: evidence.id,
    at: evidence.at,
    keys,
    values,
    target,
    ownMean: own.mean,
    ownVariance: own.variance,
  };
  return { residual, lesson };
}

// The Gaussian spread out for calculating: one outcome is learnt at a time, and nothing of it is left when `learn` returns.
const keys = new Uint16Array(maxSlots);
let known = 0;
const means = new Float64Array(maxSlots);
/** The lower half of S, row after row, in units of the priors' deviations. */
const covariance = new Float64Array((maxSlots * (maxSlots + 1)) / 2);
/** The priors' deviations. */
const sizes = new Float64Array(maxSlots);
/** S z: how each slot moves with the sum that was observed. */
const gain = new Float64Array(maxSlots);

/** Spreads out the residual as of `at`, half forgotten every 180 days, and finds or makes a place for each slot of the opportunity. */
function spreadOut(before: Residual | undefined, slots: number[], at: number): number[] {
  known = before?.keys.length ?? 0;
  if (before) {
    const left = kept(at - before.at);
    const scale = (left * left) / covarianceOne;
    const stored = before.covariance;
    for (let i = 0; i < stored.length; i++) covariance[i] = scale * stored[i]!;
    for (let i = 0; i < known; i++) {
      setKey(i, before.keys[i]!);
      means[i] = left * before.means[i]!;
      covariance[entry(i, i)]! += 1 - left * left;
    }
  }
  const places: number[] = [];
  for (const slot of slots) {
    const place = slot === 0 ? -1 : placeFor(slot, places);
    if (place >= 0 && !places.includes(place)) places.push(place);
  }
  return places;
}

function setKey(i: number, slot: number) {
  keys[i] = slot;
  sizes[i] = priorDeviation(slot);
}

/** Where an entry of the lower half lies; `row` is not below `column`. */
function entry(row: number, column: number): number {
  return (row * (row + 1)) / 2 + column;
}

/** Where the slot is, or is put; -1 where there is no room for it. */
function placeFor(slot: number, taken: number[]): number {
  for (let i = 0; i < known; i++) if (keys[i] === slot) return i;
  if (!isKept(slot, known)) return -1;
  const place = known < maxSlots ? known++ : leastKnown(taken);
  if (place < 0) return -1;
  setKey(place, slot);
  means[place] = 0;
  for (let j = 0; j < place; j++) covariance[entry(place, j)] = 0;
  for (let i = place + 1; i < known; i++) covariance[entry(i, place)] = 0;
  covariance[entry(place, place)] = 1;
  return place;
}

/** The slot that gives way: a minor field before a category or a band, and among equals the one of which least is known. */
function leastKnown(taken: number[]): number {
  let least = -1;
  let leastScore = Number.POSITIVE_INFINITY;
  for (let i = 1; i < known; i++) {
    if (taken.includes(i)) continue;
    const learnt = 1 - covariance[entry(i, i)]! + (means[i]! / sizes[i]!) ** 2;
    const score = learnt + (isMinor(keys[i]!) ? 0 : 1e6);
    if (score < leastScore) [least, leastScore] = [i, score];
  }
  return least;
}

interface Sum {
  mean: number;
  variance: number;
}

/** Mean and variance of the sum over these places; leaves S z in `gain`, in units of each slot's deviation. */
function marginal(places: number[]): Sum {
  let mean = 0;
  let variance = 0;
  gain.fill(0);
  for (const j of places) {
    const size = sizes[j]!;
    let at = entry(j, 0);
    for (let i = 0; i < j; i++, at++) gain[i]! += size * covariance[at]!;
    for (let i = j; i < known; at += ++i) gain[i]! += size * covariance[at]!;
  }
  for (const i of places) {
    mean += means[i]!;
    variance += sizes[i]! * gain[i]!;
  }
  return { mean, variance };
}

/** One step of the filter, with a share of an outcome's strength; `own` is what `marginal` has just returned. */
function step(everybody: Sum, own: Sum, target: number, strength: number) {
  const variance = everybody.variance + own.variance;
  const p = sigmoid(bounded(moderate(everybody.mean + own.mean, variance)));
  const slope = shrink(variance);
  const pull = strength * slope * (target - p);
  const certainty = strength * slope * slope * p * (1 - p);
  let next = 0;
  for (let i = 0; i < known; i++) {
    means[i]! += pull * sizes[i]! * gain[i]!;
    const c = certainty * gain[i]!;
    for (let j = 0; j <= i; j++) covariance[next++]! -= c * gain[j]!;
  }
}

/** The share of the prior by which rounding may change S, as a matrix: half a unit in each of 18 × 18 entries. */
const rounding = maxSlots / 2 / covarianceOne;

/**
 * Packs the Gaussian. What is between 0 and S₀ is first drawn in to between ε S₀ and (1 − ε) S₀, with ε what rounding may do, so that
 * it is positive semi-definite and not above its prior as stored. That is forgetting as much as half an hour does.
 */
function packed(at: number, lessonsToday: number): Residual {
  const residual = blankResidual(known, at, lessonsToday);
  const scale = (1 - 2 * rounding) * covarianceOne;
  let next = 0;
  for (let i = 0; i < known; i++) {
    residual.keys[i] = keys[i]!;
    residual.means[i] = means[i]!;
    for (let j = 0; j <= i; j++, next++) {
      residual.covariance[next] = Math.round(scale * covariance[next]! + (i === j ? rounding * covarianceOne : 0));
    }
  }
  return residual;
}
